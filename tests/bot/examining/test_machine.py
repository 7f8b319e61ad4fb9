from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.examining.finding import Finding, Standing
from bot.examining.machine import Room, clock, disk, packages, python, threads


def told(*found: Finding) -> list[str]:
    return [f"{one.standing.value} {one.check}: {one.told}" for one in found]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages: `program` needs `alpha` and, for its extra, `gamma`."""
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "program", "1.0", "Alpha[more]>=2", "windows-only; sys_platform == 'win32'")
    install(tmp_path, "alpha", "2.5", "gamma>=1; extra == 'more'", "delta; extra == 'other'")
    install(tmp_path, "gamma", "1.0+cpu")
    return tmp_path


def install(site: Path, name: str, version: str, *needs: str) -> None:
    for before in site.glob(f"{name}-*.dist-info"):
        (before / "METADATA").unlink()
        before.rmdir()
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir()
    lines = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {n}" for n in needs)]
    (folder / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")


MEND = "install the program anew (deploy/install.sh, or a new image)"


def test_packages_as_the_lock_says(site: Path) -> None:
    lock = site / "requirements.lock"
    assert told(*packages([lock], "program")) == [
        "skipped packages: 2 packages as the program asks for them; no requirements.lock to compare with"
    ]
    lock.write_text("alpha==2.5 \\\n    --hash=sha256:0\nGamma==1.0 ; python_version > '3' \\\n", encoding="utf-8")
    assert told(*packages([site / "nowhere", lock], "program")) == [f"well packages: 2 packages, as {lock} says"]
    lock.write_text("alpha==2.4\ngamma==1.1\n", encoding="utf-8")
    assert told(*packages([lock], "program")) == [
        f"warning packages: not as {lock} says: alpha 2.5 (lock: 2.4), gamma 1.0+cpu (lock: 1.1). "
        f"With these it was not tried; {MEND}"
    ]


def test_a_lock_with_several_versions_means_that_for_this_python(site: Path) -> None:
    lock = site / "requirements.lock"
    here, there = "alpha==2.5 ; python_full_version >= '3.11' \\\n", "alpha==2.4 ; python_full_version < '3.11' \\\n"
    for order in (here + there, there + here):
        lock.write_text(order, encoding="utf-8")
        assert told(*packages([lock], "program")) == [f"well packages: 2 packages, as {lock} says"]


def test_packages_that_are_missing_or_will_not_do(site: Path) -> None:
    install(site, "alpha", "1.9", "gamma>=2; extra == 'more'", "nothing-of-this-name")
    assert told(*packages([], "program")) == [
        "wrong packages: alpha 1.9 (needed: >=2), gamma 1.0+cpu (needed: >=2), "
        f"nothing-of-this-name is missing (needed: any); {MEND}"
    ]
    (line,) = told(*packages([], "no-such-program"))
    assert re.fullmatch(rf"wrong packages: no-such-program is not installed in \S+; {re.escape(MEND)}", line)


def test_this_installation_has_what_it_needs() -> None:
    (found,) = packages([])
    assert re.fullmatch(r"\d{2,3} packages as the program asks for them; no requirements\.lock .*", found.told)


def test_python_is_told() -> None:
    (found,) = python()
    assert found.standing is Standing.WELL
    assert re.fullmatch(r"3\.1[123]\.\d+, Linux \S+ on \w+", found.told)


def test_threads() -> None:
    assert told(*threads("", 2), *threads("", 1), *threads("4", 2)) == [
        "warning threads: OMP_NUM_THREADS is not set: on 2 processors the model's threads wait for one another; "
        "set OMP_NUM_THREADS=1 for each service",
        "well threads: OMP_NUM_THREADS is not set, processors: 1",
        "well threads: OMP_NUM_THREADS is 4, processors: 2",
    ]


def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    places = {"the store": tmp_path / "not" / "yet" / "there"}
    free = os.statvfs(tmp_path)
    total = free.f_bavail * free.f_frsize
    (well,) = told(*disk(places, Room(0, 0, 0)))
    assert re.fullmatch(rf"well disk: \d+\.\d GB( and \d+ inodes)? free for the store in {tmp_path}", well)
    (little,) = told(*disk(places, Room(2 * total, 0, 0)))
    assert little.startswith("warning disk: only ")
    assert little.endswith(f" free for the store in {tmp_path}; free some before it is full")
    for room in (Room(2 * total, 2 * total, 0), *([Room(0, 0, 2 * free.f_favail)] if free.f_files else [])):
        (full,) = told(*disk(places, room))
        assert full.startswith("wrong disk: only ")
        assert full.endswith("; free some, or nothing can be stored and nobody is answered")


def test_a_clock() -> None:
    assert told(*clock({"Telegram": -0.4, "Discord": 31.2})) == [
        "well clock: within 1 s of Telegram's",
        "wrong clock: this clock is 31 s ahead of Discord's: embargoes end at the wrong moment; "
        "set it, and keep it by NTP (timedatectl set-ntp true)",
    ]
