"""What a watch stands between: where the knowledge comes from, and what makes a version of the store of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.publishing import Published
from indexer.build import Progress
from indexer.publishing import Written


class Source(Protocol):
    """Where the knowledge comes from: `bot.tending.folder.Folder` or `bot.tending.branch.Branch`."""

    commit: str | None
    trouble: str | None

    def folder(self) -> Path | None:
        """The folder to build from now, None while there is none yet."""

    def start(self, changed: Callable[[], None]) -> None:
        """Call `changed` from another thread after each change, until `stop`."""

    def stop(self) -> None: ...


class Publish(Protocol):
    """Builds a folder and publishes it: `bot.publishing.publish_folder` over one store, with one model."""

    def __call__(
        self, folder: Path, now: datetime, progress: Progress, waiting: Sequence[Written] | None = None
    ) -> Published: ...
