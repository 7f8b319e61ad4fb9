"""A watch over a small folder with a fake model, and a clock that stands where a test puts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.publishing import Published, publish_folder
from bot.tending import record
from bot.tending.keeping import Keeper
from bot.tending.record import Build
from bot.tending.source import Publish
from indexer import store
from indexer.build import Progress, Report, build
from indexer.publishing import Written
from tests.conftest import THRESHOLDS
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def publish_plainly(root: Path) -> Publish:
    """What `publish_folder` does, but for what takes time: staff's questions, and the fit of the confidence."""
    encoder = FakeEncoder()

    def publish(folder: Path, now: datetime, progress: Progress, waiting: Sequence[Written] | None = None) -> Published:
        return Published(build(folder, root, encoder, THRESHOLDS, now, progress, waiting=waiting), ())

    return publish


def publish_wholly(root: Path) -> Publish:
    """`publish_folder` itself, with a fake model."""
    encoder = FakeEncoder()
    return lambda folder, now, progress, waiting=None: publish_folder(
        folder, root, encoder, now, progress, waiting=waiting
    )


class Still:
    """A source that is a folder, and says nothing by itself."""

    def __init__(self, folder: Path | None) -> None:
        self.commit: str | None = None
        self.trouble: str | None = None
        self.place = folder
        self.started = self.stopped = False

    def folder(self) -> Path | None:
        return self.place

    def start(self, changed: Callable[[], None]) -> None:
        self.started = True

    def stop(self) -> None:
        self.stopped = True


class Watched:
    """A folder with the statement `a`, the store beside it, and a keeper that is ticked by hand."""

    def __init__(self, tmp_path: Path, files: Mapping[str, str] | None = None) -> None:
        self.folder = folder_of(tmp_path, dict(files or {"a": good()}))
        self.root = tmp_path / "store"
        self.now = NOON
        self.notices: list[Mapping[str, Any]] = []
        self.states: list[str] = []
        self.source = Still(self.folder)
        self.publish: Publish = publish_plainly(self.root)
        self.published: list[datetime] = []
        self.prepared: list[datetime] = []
        self.keeper = self.anew()

    def anew(self) -> Keeper:
        """Another process, as it were."""
        self.keeper = Keeper(
            self.source, self.root, self._publish, lambda: self.now, self.notices.append, self.states.append
        )
        return self.keeper

    def _publish(
        self, folder: Path, now: datetime, progress: Progress, waiting: Sequence[Written] | None = None
    ) -> Published:
        done = self.publish(folder, now, progress, waiting)
        if done.report.changed:
            (self.published if waiting is None else self.prepared).append(now)
        return done

    def write(self, name: str, text: str) -> None:
        (self.folder / "statements" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def tick(self, *, changed: bool = False) -> Build:
        """One turn of the keeper; what it noted last."""
        self.root.mkdir(exist_ok=True)
        self.keeper.tick(changed=changed)
        told = record.read(self.root)
        assert told is not None
        assert told.build is not None
        return told.build

    def live(self) -> set[str]:
        """The statements of the store in use."""
        return {statement.id for statement in store.open_snapshot(self.root).contents.statements}


__all__ = ["NOON", "Report", "Still", "Watched", "publish_plainly", "publish_wholly"]
