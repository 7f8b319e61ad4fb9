"""Commands that keep the live store: watch, status, rollback, pause, resume."""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.opening import root_of
from bot.commands.terminal import count
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.publishing import Published
    from bot.tending.keeping import Keeper
    from bot.tending.record import Build
    from bot.tending.source import Source
    from bot.tending.status import Status
    from indexer.build import Progress
    from indexer.publishing import Written

FOLLOWED = ".following"
"""The folder, beside the store, of what is fetched from a branch."""
_RESULTS = {
    "published": "the folder was published",
    "unchanged": "the version in use says what the folder says",
    "held": "",
    "failed": "failed: ",
}
"""What became of a look; a message follows where there is one."""


def watch(chosen: argparse.Namespace, settings: Settings) -> int:
    """Build and publish whenever that is due, until told to end."""
    from bot.serving import logs

    logs.start(settings, "watch", sys.stderr)
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    return logs.serve(lambda: _watch(chosen, settings))


def _watch(chosen: argparse.Namespace, settings: Settings) -> None:
    from bot.publishing import publish_folder
    from bot.tending.keeping import Keeper
    from bot.tending.notices import Webhook, systemd
    from indexer.embedding import Embedder

    root = root_of(chosen, settings)
    source = _source(chosen, settings, root)
    address = settings.secret("watch_webhook")
    webhook = Webhook(address) if address else None
    encoder = Embedder(settings.model, settings.precision)

    def publish(folder: Path, now: datetime, progress: Progress, waiting: Sequence[Written] | None = None) -> Published:
        return publish_folder(folder, root, encoder, now, progress, settings.wrong_positions, waiting=waiting)

    tell: Callable[[Mapping[str, Any]], None] = webhook if webhook is not None else lambda notice: None
    keeper = Keeper(source, root, publish, lambda: datetime.now(UTC), tell, systemd(settings.notify_socket))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: keeper.stop())
    try:
        with _shown(keeper, root, settings):
            encoder.questions(["What can be asked here?"])  # loads the model: no change shall wait for that
            keeper.run()
    finally:
        if webhook is not None:
            webhook.stop()


def _shown(keeper: Keeper, root: Path, settings: Settings) -> AbstractContextManager[None]:
    """The pages of health and metrics, where a port is set for them. Entering it raises `HealthError`."""
    if settings.metrics_port is None:
        return nullcontext()
    from bot.serving.pages import apart
    from bot.tending.health import Health

    host = settings["metrics_host"]
    return apart(Health(settings.metrics_port, root, lambda: keeper.state, settings.store_oldest, host))


def _source(chosen: argparse.Namespace, settings: Settings, root: Path) -> Source:
    folder = chosen.knowledge or settings.knowledge
    named = chosen.git or settings["watch_git"]
    if named:
        from bot.tending.branch import Branch, origin_of

        return Branch(origin_of(named, folder), root.absolute().parent / FOLLOWED, float(settings["watch_git_seconds"]))
    from bot.tending.folder import Folder

    return Folder(folder)


def status(chosen: argparse.Namespace, settings: Settings) -> int:
    """Tell how the live store stands: 0 well, 1 not, 2 there is none."""
    from bot.tending.status import status_of

    root = root_of(chosen, settings)
    found = status_of(root, settings.knowledge, settings.store_oldest, datetime.now(UTC))
    if chosen.json:
        print(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        for line in _as_lines(found):
            print(line)
    return found.code


def rollback(chosen: argparse.Namespace, settings: Settings) -> int:
    """Go back to an earlier version."""
    from bot.tending.status import folder_digest
    from indexer.rollback import roll_back

    root = root_of(chosen, settings)
    hold = roll_back(root, chosen.version, folder_digest(root, settings.knowledge), datetime.now(UTC))
    print(f"version {hold.version} is in use again, in place of {hold.before}")
    print(
        "'verbale watch' leaves it so until the knowledge folder changes; 'verbale index' publishes the folder at once"
    )
    return 0


def pause(chosen: argparse.Namespace, settings: Settings) -> int:
    """Answer nothing until `resume`."""
    from indexer.pausing import pause as pause_store

    root = root_of(chosen, settings)
    pause_store(root, chosen.reason, datetime.now(UTC))
    print(f"what answers from {root} is paused; 'verbale resume' ends that")
    return 0


def resume(chosen: argparse.Namespace, settings: Settings) -> int:
    """End a pause."""
    from indexer.pausing import resume as resume_store

    root = root_of(chosen, settings)
    print(f"what answers from {root} is {'resumed' if resume_store(root) else 'not paused'}")
    return 0


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _as_lines(found: Status) -> list[str]:
    lines = [f"wrong: {line}" for line in found.wrong] or ["all is well"]
    if found.in_use is not None:
        built = found.in_use
        lines.append(f"in use: {built.version}, {count(built.statements, 'statement')}, built {_when(built.built)}")
    if found.held is not None:
        lines.append(f"rolled back: {_when(found.held.since)}, from {found.held.before}")
    lines += [f"can be rolled back to: {k.version}, {count(k.statements, 'statement')}" for k in found.old]
    lines += [f"waits: {one.statement} until {_when(one.released)}" for one in found.waiting]
    lines += [f"draft: {name}" for name in found.drafts]
    watch = found.watch
    if watch is None:
        return [*lines, "watch: none has run"]
    at = "" if watch.commit is None else f", at commit {watch.commit[:12]}"
    lives = (
        f"runs as process {watch.process}, moved {found.still:.0f} s ago" if found.still is not None else "does not run"
    )
    lines.append(f"watch: {lives}, {f'follows {watch.folder}{at}' if watch.folder else 'has not read its folder yet'}")
    if watch.building is not None and found.still is not None:
        lines.append(f"it builds what the folder says now, since {_when(watch.building)}")
    if watch.build is not None:
        build = watch.build
        lines.append(f"its last look: {_when(build.at)}, {_RESULTS[build.result]}{_told(build)}")
        lines += [f"  {line}" for line in build.problems]
        if build.count > len(build.problems):
            lines.append(f"  and {build.count - len(build.problems)} more; 'verbale check' shows them all")
    return lines


def _told(build: Build) -> str:
    return f"; {build.message}" if build.result == "published" and build.message else build.message


def _as_json(found: Status) -> dict[str, Any]:
    in_use, watch, held, paused = found.in_use, found.watch, found.held, found.paused
    build = None if watch is None else watch.build
    return {
        "well": found.code == 0,
        "wrong": list(found.wrong),
        "store": in_use and {"version": in_use.version, "built": _when(in_use.built), "statements": in_use.statements},
        "paused": paused and {"since": paused.since and _when(paused.since), "reason": paused.reason},
        "rolled_back": held and {"since": _when(held.since), "from": held.before},
        "versions": [{"version": k.version, "built": _when(k.built), "statements": k.statements} for k in found.old],
        "waiting": [{"id": one.statement, "released": _when(one.released)} for one in found.waiting],
        "drafts": list(found.drafts),
        "watch": watch
        and {
            "running": found.still is not None,
            "process": watch.process,
            "moved_s_ago": None if found.still is None else round(found.still, 1),
            "started": _when(watch.started),
            "folder": watch.folder,
            "commit": watch.commit,
            "trouble": watch.trouble,
            "next": watch.next and _when(watch.next),
            "building": watch.building and _when(watch.building),
        },
        "last_build": build
        and {
            "at": _when(build.at),
            "result": build.result.value,
            "message": build.message,
            "problems": list(build.problems),
            "count": build.count,
            "failing_since": build.since and _when(build.since),
        },
    }
