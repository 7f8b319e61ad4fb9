"""The kill switch: a file in the store's folder. While it is there, nothing that is published is shown.

That it is there is all that counts: it works on a full disk, and whatever became of its content. The content is staff's
reason and since when, for staff alone.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.publishing import POINTER, StoreError, put, sync_folder
from indexer.statement import VerbaleError

PAUSED = "paused"
LONGEST_REASON = 500
"""Code points of a reason that are kept."""

_MOST_READ = 10_000


class NoReasonError(VerbaleError):
    """Whoever comes after would not know why the service is paused, nor when to end that."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when the service is paused, and why, where that can be read."""

    since: datetime | None
    reason: str

    def __str__(self) -> str:
        since = "" if self.since is None else f" since {self.since:%Y-%m-%dT%H:%M:%SZ}"
        return f"paused{since}: {self.reason or 'no reason can be read'}"


def pause(root: Path, reason: str, now: datetime) -> None:
    """Pause whatever answers from the store in `root`, at once. A pause that is there is replaced.

    Raises `NoReasonError` where `reason` holds no word, and `StoreError` when there is no store, or when not even an
    empty file can be made.
    """
    if not any(map(str.isalnum, reason)):
        raise NoReasonError("no reason was given, so nothing was paused; say in a few words why, for those who end it")
    if not os.path.lexists(root / POINTER):
        raise StoreError(f"there is no store in {root}, so nothing was paused; name the right one (VERBALE_STORE)")
    told = {"since": now.astimezone(UTC).isoformat(), "reason": " ".join(reason.split())[:LONGEST_REASON]}
    try:
        put(root / PAUSED, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
    except OSError:
        _demand(root)


def _demand(root: Path) -> None:
    """Make the file without content: what a full disk still has room for."""
    try:
        os.close(os.open(root / PAUSED, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o644))
        sync_folder(root)
    except OSError as error:
        if not os.path.lexists(root / PAUSED):
            raise StoreError(
                f"{root / PAUSED} cannot be made ({error.strerror}), so nothing was paused; end the services themselves"
            ) from error


def resume(root: Path) -> bool:
    """End the pause; whether there was one. Raises `StoreError` when there is no store, or it cannot be ended."""
    try:
        (root / PAUSED).unlink()
        sync_folder(root)
    except FileNotFoundError:
        if not os.path.lexists(root / POINTER):
            raise StoreError(
                f"there is no store in {root}, so nothing was resumed; name the right one (VERBALE_STORE)"
            ) from None
        return False
    except OSError as error:
        raise StoreError(f"{root / PAUSED} cannot be removed ({error.strerror}); remove it yourself") from error
    return True


def pause_in(root: Path) -> Pause | None:
    """The pause of the store in `root`, if it is paused."""
    if not os.path.lexists(root / PAUSED):
        return None
    try:
        with (root / PAUSED).open("rb") as file:
            told = json.loads(file.read(_MOST_READ))
        return Pause(datetime.fromisoformat(told["since"]).astimezone(UTC), str(told["reason"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Pause(None, "")


class Switch:
    """Looks whether the store in `root` is paused; safe from any thread.

    Where that cannot be seen, because the disk is gone, say, it stays as it was seen last.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._file = os.fspath(root / PAUSED)
        self._paused = False

    def paused(self) -> bool:
        """Whether it is paused now. Costs one look at a name."""
        try:
            os.lstat(self._file)
        except FileNotFoundError:
            if self._root.is_dir():
                self._paused = False
        except OSError:
            pass
        else:
            self._paused = True
        return self._paused
