"""What the program stands on: Python, the packages, threads, the disk, the clock."""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bot
from bot.examining.finding import Finding, skipped, warning, well, wrong

PROGRAM = "note-verbale"
LOCK = "requirements.lock"
REINSTALL = "install the program anew (deploy/install.sh, or a new image)"
NEWEST = (3, 13)
MOST_OFF_S = 30.0
"""Seconds by which the clock may differ from a platform's."""

_PINNED = re.compile(r"^([A-Za-z0-9._-]+==[^\\\n]+)", re.M)
_FEW = 5


@dataclass(frozen=True, slots=True)
class Room:
    """What a disk must still hold: bytes below which one is warned, bytes and files below which it is too little."""

    warned: int = 1_000_000_000
    least: int = 100_000_000
    files: int = 1_000


def python() -> Iterator[Finding]:
    """The interpreter and the system."""
    found = f"{platform.python_version()}, {platform.system()} {platform.release()} on {platform.machine()}"
    if platform.system() != "Linux":
        yield warning("python", f"{found}; the program is made for Linux, elsewhere nothing is promised")
    elif sys.version_info[:2] > NEWEST:
        yield warning("python", f"{found}; it was tried up to Python {NEWEST[0]}.{NEWEST[1]}, install that one")
    else:
        yield well("python", found)


def locks() -> tuple[Path, ...]:
    """Where the lock may be: beside the program's source, or where `deploy/install.sh` puts it."""
    return Path(bot.__file__).parents[1] / LOCK, Path(sys.prefix) / LOCK


def packages(places: Sequence[Path], program: str = PROGRAM) -> Iterator[Finding]:
    """All that `program` needs, against what it asks for and against the first lock of `places` that is there."""
    try:
        installed = needed(program)
    except PackageNotFoundError:
        yield wrong("packages", f"{program} is not installed in {sys.prefix}; {REINSTALL}")
        return
    amiss = [f"{name} {found or 'is missing'} (needed: {asked})" for name, (found, asked) in installed.items() if asked]
    if amiss:
        yield wrong("packages", f"{_some(amiss)}; {REINSTALL}")
        return
    lock = next((place for place in places if place.is_file()), None)
    if lock is None:
        yield skipped("packages", f"{len(installed)} packages as the program asks for them; no {LOCK} to compare with")
        return
    pinned = _pinned(lock)
    others = [
        f"{name} {found} (lock: {pinned[name]})"
        for name, (found, _) in installed.items()
        if name in pinned and found is not None and found.partition("+")[0] != pinned[name].partition("+")[0]
    ]
    if others:
        yield warning("packages", f"not as {lock} says: {_some(others)}. With these it was not tried; {REINSTALL}")
    else:
        yield well("packages", f"{len(installed)} packages, as {lock} says")


def _pinned(lock: Path) -> dict[str, str]:
    """The version of each package for this Python and this machine: a lock may pin another one for others."""
    lines = (Requirement(line.strip()) for line in _PINNED.findall(lock.read_text(encoding="utf-8")))
    return {
        canonicalize_name(line.name): str(line.specifier).removeprefix("==")
        for line in lines
        if line.marker is None or line.marker.evaluate()
    }


def needed(program: str) -> dict[str, tuple[str | None, str]]:
    """Each package that `program` needs: the version that is there, and, where that will not do, what is asked for.

    Raises `PackageNotFoundError` where there is no `program`.
    """
    found: dict[str, tuple[str | None, str]] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(_asked(distribution(program), ()))
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        try:
            there = distribution(name)
        except PackageNotFoundError:
            found[name] = None, str(asked.specifier) or "any"
            continue
        if not asked.specifier.contains(there.version, prereleases=True):
            found[name] = there.version, str(asked.specifier)
        found.setdefault(name, (there.version, ""))
        if (name, frozenset(asked.extras)) not in seen:
            seen.add((name, frozenset(asked.extras)))
            waiting += _asked(there, tuple(asked.extras))
    return dict(sorted(found.items()))


def _asked(of: Distribution, extras: Sequence[str]) -> Iterator[Requirement]:
    environments = [{**default_environment(), "extra": extra} for extra in ("", *extras)]
    for line in of.requires or ():
        asked = Requirement(line)
        if asked.marker is None or any(asked.marker.evaluate(dict(one)) for one in environments):  # type: ignore[arg-type]  # a dict of text
            yield asked


def _some(of: Sequence[str]) -> str:
    more = f" and {len(of) - _FEW} more" if len(of) > _FEW else ""
    return ", ".join(of[:_FEW]) + more


def threads(number: str, processors: int | None = None) -> Iterator[Finding]:
    """`number` is what OMP_NUM_THREADS says, nothing where it is not set."""
    processors = processors or os.cpu_count() or 1
    if number or processors == 1:
        yield well("threads", f"OMP_NUM_THREADS is {number or 'not set'}, processors: {processors}")
    else:
        yield warning(
            "threads",
            f"OMP_NUM_THREADS is not set: on {processors} processors the model's threads wait for one another; "
            "set OMP_NUM_THREADS=1 for each service",
        )


def disk(places: Mapping[str, Path], room: Room) -> Iterator[Finding]:
    """Space and inodes where each of `places`, named as it is told, is or will be."""
    for name, place in places.items():
        there = next((p for p in (place, *place.absolute().parents) if p.exists()), Path("/"))
        found = os.statvfs(there)
        free, files = found.f_bavail * found.f_frsize, found.f_favail
        told = (
            f"{free / 1e9:.1f} GB" + (f" and {files} inodes" if found.f_files else "") + f" free for {name} in {there}"
        )
        if free < room.least or (found.f_files and files < room.files):
            yield wrong("disk", f"only {told}; free some, or nothing can be stored and nobody is answered")
        elif free < room.warned:
            yield warning("disk", f"only {told}; free some before it is full")
        else:
            yield well("disk", told)


def clock(offsets: Mapping[str, float]) -> Iterator[Finding]:
    """`offsets` are the seconds by which this clock is ahead of each platform's that was asked."""
    for name, ahead in offsets.items():
        way = "ahead of" if ahead > 0 else "behind"
        if abs(ahead) > MOST_OFF_S:
            yield wrong(
                "clock",
                f"this clock is {abs(ahead):.0f} s {way} {name}'s: embargoes end at the wrong moment; "
                "set it, and keep it by NTP (timedatectl set-ntp true)",
            )
        else:
            yield well("clock", f"within {max(1.0, abs(ahead)):.0f} s of {name}'s")
    if not offsets:
        yield skipped("clock", "no platform answered that it could be compared with")
