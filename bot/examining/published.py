"""What is published: the knowledge folder, the model, the store, whether it is paused, and the watch over it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.examining.finding import Finding, skipped, warning, well, wrong
from bot.tending import record
from bot.tending.record import Record
from bot.tending.status import STILL_S, failing, version_in_use
from indexer import store
from indexer.checking import check
from indexer.embedding import find, fingerprint
from indexer.files.folder import MINISTRY_FILE
from indexer.loading import load
from indexer.pausing import pause_in
from indexer.rollback import hold_in
from indexer.statement import VerbaleError


def knowledge(root: Path, folder: Path) -> Iterator[Finding]:
    """The folder that the watch over the store in `root` builds from, or else `folder`. Raises `VerbaleError`."""
    told = record.read(root)
    place = Path(told.folder) if told is not None and told.folder else folder
    if record.runs(root) and not (place / MINISTRY_FILE).is_file():
        yield skipped("knowledge", f"{place} cannot be seen from here; what the watch says of its last build tells")
        return
    loaded = load(place)
    problems = len(check(loaded))
    if problems:
        yield wrong("knowledge", f"{_counted(problems, 'problem')} in {place}; 'verbale check {place}' shows them")
    else:
        yield well("knowledge", f"{_counted(len(loaded.statements), 'statement')} in {place}, no problems")


def model(root: Path, named: str) -> Iterator[Finding]:
    """The model `named` in the settings, against the one that the store was made with. Raises `VerbaleError`."""
    folder = find(named)
    found = fingerprint(folder)
    try:
        made_with = store.manifest_in_use(root).model
    except VerbaleError:
        yield skipped("model", f"{folder}, {found[:12]}; no store can be read to compare it with")
        return
    if found == made_with.fingerprint:
        yield well("model", f"{folder}, {found[:12]}, as the store was made with")
    else:
        yield wrong(
            "model",
            f"{folder} is {found[:12]}, the store was made with {made_with.name}, {made_with.fingerprint[:12]}: nothing"
            " can be answered; name that in VERBALE_MODEL ('verbale model' unpacks the default) or run 'verbale index'",
        )


def published(root: Path, oldest: timedelta | None, now: datetime) -> Iterator[Finding]:
    """The store in use, every byte of it. Raises `VerbaleError`."""
    snapshot = store.open_snapshot(root)
    manifest = snapshot.manifest
    age = now - manifest.built
    size = sum(file.size for file in manifest.files.values())
    told = f"{snapshot.version}, {_counted(manifest.statements, 'statement')}, {size / 1e6:.1f} MB, built {_ago(age)}"
    if oldest is not None and age > oldest:
        yield wrong("store", f"{told}: older than VERBALE_STORE_OLDEST_HOURS allows; see whether 'verbale watch' runs")
    elif age < timedelta(minutes=-5):
        yield wrong("store", f"{told}: that is in the future; set the clock of the machine that builds, or of this one")
    else:
        yield well("store", f"{told}, every file as it was written")


def paused(root: Path) -> Iterator[Finding]:
    """Whether staff have paused the service."""
    found = pause_in(root)
    if found is None:
        yield well("pause", "not paused")
    else:
        yield warning("pause", f"the service is {found}; 'verbale resume' ends that")


def watch(root: Path) -> Iterator[Finding]:
    """The watch over the store in `root`: that it lives and moves, and how its last build went."""
    told = record.read(root)
    if told is None:
        yield warning(
            "watch", "none has run here: what is saved is published by 'verbale index' only; start 'verbale watch'"
        )
        return
    yield _alive(told, record.heartbeat(root) if record.runs(root) else None)
    if told.trouble is not None:
        yield wrong("watch", f"the branch is not followed: {told.trouble}")
    in_use, _ = version_in_use(root)
    if told.build is not None and failing(told, None if in_use is None else in_use.built):
        yield wrong("watch", f"the last build failed: {told.build.message}; 'verbale status' shows more")
    if (hold := hold_in(root)) is not None:
        since = f"{hold.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        yield warning(
            "watch",
            f"rolled back from {hold.before} at {since}: nothing is published, no embargo that ends either, "
            "until the folder changes or 'verbale index' is run",
        )


def _alive(told: Record, still: float | None) -> Finding:
    if still is not None and still > STILL_S:
        return wrong("watch", f"process {told.process} has not moved for {still:.0f} s; restart it")
    if still is not None:
        return well("watch", f"process {told.process} runs, moved {still:.0f} s ago, follows {told.folder}")
    if told.ended is None:
        return wrong("watch", f"process {told.process} ended without saying so; start 'verbale watch' again")
    ended = f"{told.ended.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return warning("watch", f"it was ended at {ended}: what is saved is not published; start 'verbale watch'")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _ago(age: timedelta) -> str:
    minutes = round(abs(age).total_seconds() / 60)
    told = (
        f"{minutes} min"
        if minutes < 120
        else f"{minutes / 60:.0f} h"
        if minutes < 2880
        else f"{minutes / 1440:.0f} days"
    )
    return f"{told} ago" if age >= timedelta(0) else f"in {told}"
