"""Back to an earlier version of the store: the pointer is replaced as by a publication, and nothing is built.

What was rolled back must not be published again at once by whoever watches the folder. So it is written down, before
the pointer moves, which version is to stay and what the folder said then. That holds for as long as the pointer names
that version and the folder says the same: an edit ends it, and so does 'verbale index'. Where the folder was put back
to what that version says, nothing is published, and the hold is taken away.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer import store
from indexer.contents import decode_manifest
from indexer.publishing import POINTER, StoreError, exclusively, point, put, read_exactly, versions

ROLLED_BACK = "rolled-back"

_MEND = "name another one, or run 'verbale index'"


@dataclass(frozen=True, slots=True)
class Kept:
    """A version that can be gone back to: its name, when it was built, and how many statements it has."""

    version: str
    built: datetime
    statements: int


@dataclass(frozen=True, slots=True)
class Hold:
    """`version` was gone back to, from `before`, at `since`, when the knowledge folder had the digest `folder`.

    An empty digest is that of a folder that could not be read then.
    """

    version: str
    before: str
    folder: str
    since: datetime


def roll_back(root: Path, version: str | None, folder: str, now: datetime) -> Hold:
    """Make `version`, or else the last before the one in use, the one in use; every byte of it is checked first.

    `folder` is the digest of the knowledge folder as it is now. Raises `StoreError`; the one in use then stays.
    """
    store.current(root)  # where there is no store, none is begun by locking it
    with exclusively(root):
        in_use = store.current(root).split()[0]
        wanted = version or _before(root, in_use)
        if wanted == in_use:
            raise StoreError(f"version {wanted} is the one in use; {_others(root, in_use)}")
        if wanted not in versions(root):
            raise StoreError(f"there is no version {wanted} in {root}; {_others(root, in_use)}")
        raw = read_exactly(root / wanted / "manifest.json", _MEND)
        digest = hashlib.sha256(raw).hexdigest()
        if not wanted.endswith(f"-{digest[:12]}"):
            raise StoreError(f"the manifest of version {wanted} is not the one that it was published with; {_MEND}")
        store.load(root / wanted, raw)
        hold = Hold(wanted, in_use, folder, now.astimezone(UTC))
        try:
            put(root / ROLLED_BACK, _written(hold))
            point(root, f"{wanted} {digest}\n".encode("ascii"), f"version {wanted}", "verbale rollback")
        except OSError as error:
            raise StoreError(
                f"the store in {root} could not be rolled back ({error.strerror or error}); "
                f"version {in_use} is still in use; mend that and try again"
            ) from error
    return hold


def _before(root: Path, in_use: str) -> str:
    names = versions(root)
    earlier = names[: names.index(in_use)] if in_use in names else names
    if not earlier:
        raise StoreError(f"there is no version before {in_use} in {root}; {_others(root, in_use)}")
    return earlier[-1]


def _others(root: Path, in_use: str) -> str:
    others = [name for name in versions(root) if name != in_use]
    return f"there are: {', '.join(others)}" if others else "it has no other"


def hold_in(root: Path) -> Hold | None:
    """What the last rollback said, for as long as the version that it went back to is in use."""
    try:
        told = json.loads((root / ROLLED_BACK).read_bytes())
        hold = Hold(
            str(told["version"]), str(told["before"]), str(told["folder"]), datetime.fromisoformat(told["since"])
        )
        return hold if store.current(root).split()[0] == hold.version else None
    except (OSError, ValueError, KeyError, TypeError, StoreError):
        return None


def end_hold(root: Path) -> None:
    """The version in use is what the folder says: nothing is held any more. Raises `StoreError`."""
    try:
        (root / ROLLED_BACK).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{root / ROLLED_BACK} cannot be removed ({error.strerror}); remove it yourself") from error


def kept(root: Path) -> tuple[Kept, ...]:
    """The versions that can be gone back to, the newest first; one without a readable manifest is none."""
    in_use = (root / POINTER).read_bytes().split()[0].decode("ascii", "replace") if (root / POINTER).exists() else ""
    found = []
    for name in reversed(versions(root)):
        try:
            raw = read_exactly(root / name / "manifest.json", _MEND)
            manifest = decode_manifest(root / name, raw)
        except StoreError:
            continue
        if name != in_use:
            found.append(Kept(name, manifest.built, manifest.statements))
    return tuple(found)


def _written(hold: Hold) -> bytes:
    told = {
        "version": hold.version,
        "before": hold.before,
        "folder": hold.folder,
        "since": hold.since.isoformat(),
    }
    return json.dumps(told).encode()
