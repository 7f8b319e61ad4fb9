"""The command that tells what changes for citizens: diff."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.terminal import progress_bar, show
from bot.settings import Settings
from indexer.statement import VerbaleError

if TYPE_CHECKING:
    from bot.differing import Answers, Difference
    from indexer.encoding import Encoder
    from indexer.questions import Asked
    from indexer.snapshot import Snapshot

Progress = Callable[[str, int, int], None]


def diff(chosen: argparse.Namespace, settings: Settings) -> int:
    """Tell what changes between two stores, or from the live one to the folder: 0 nothing, 1 something, 2 misuse."""
    from bot.differing.markdown import markdown
    from bot.differing.shown import as_json, message
    from indexer.build import KnowledgeError

    if len(chosen.stores) not in (0, 2):
        raise VerbaleError("name two stores, OLD and NEW, or none to compare the knowledge folder with the live store")
    if chosen.json and chosen.markdown:
        raise VerbaleError("choose one of --json and --markdown")
    try:
        with progress_bar() as progress:
            found = _between(chosen, settings, progress) if chosen.stores else _ahead(chosen, settings, progress)
    except KnowledgeError as error:
        raise VerbaleError(f"{error}; there is nothing to compare before they are mended") from error
    if chosen.json:
        print(json.dumps(as_json(found), ensure_ascii=False))
    elif chosen.markdown:
        print(markdown(found), end="")
    else:
        show(message(found))
    return 0 if found.same else 1


def _between(chosen: argparse.Namespace, settings: Settings, progress: Progress) -> Difference:
    """Two stores, each named by its folder, a version's folder, or a version of the live store."""
    from bot.differing import difference
    from indexer.embedding import Embedder
    from indexer.loading import load

    now = chosen.as_of or datetime.now(UTC)
    before, after = (_opened(name, chosen.store or settings.store) for name in chosen.stores)
    folder = chosen.knowledge or settings.knowledge
    asked = load(folder).questions if folder.is_dir() else ()
    encoder = Embedder(settings.model, after.manifest.model.precision)
    return difference(before, after, _asked(before, after, asked, encoder, now, progress), now)


def _ahead(chosen: argparse.Namespace, settings: Settings, progress: Progress) -> Difference:
    """The live store, and what the knowledge folder would make of it; nothing is published."""
    from bot.commands.opening import model_of, root_of
    from bot.proposing import propose

    root = root_of(chosen, settings)
    folder = chosen.knowledge or settings.knowledge
    now = datetime.now(UTC)
    then = chosen.as_of or now
    wrong = settings.wrong_positions
    return propose(folder, root, model_of(root, settings), wrong, then, progress, keep=then <= now)


def _asked(
    before: Snapshot,
    after: Snapshot,
    asked: tuple[Asked, ...],
    encoder: Encoder,
    now: datetime,
    progress: Progress,
) -> Answers:
    from bot.desk import demand_same_model
    from bot.differing import answer_changes, no_answers

    if before.manifest.model.fingerprint != after.manifest.model.fingerprint:
        return no_answers("the two stores were made with different models")
    demand_same_model(after, encoder)
    return answer_changes(
        before, after, asked, encoder.questions_by_token, now, lambda done, of: progress("asking", done, of)
    )


def _opened(name: str, root: Path) -> Snapshot:
    from indexer.publishing import POINTER, VERSION
    from indexer.store import open_snapshot, open_version

    if (Path(name) / POINTER).exists():
        return open_snapshot(Path(name))
    if re.fullmatch(VERSION, name) and (root / name).is_dir():
        return open_version(root / name)
    if re.fullmatch(VERSION, Path(name).name) and Path(name).is_dir():
        return open_version(Path(name))
    raise VerbaleError(
        f"{name} is no store and no version of the store in {root}; 'verbale status' lists those there are"
    )
