"""Commands about what was published: verify, history."""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.opening import model_of, root_of
from bot.commands.terminal import show
from bot.settings import Settings
from indexer.statement import VerbaleError

if TYPE_CHECKING:
    from bot.catalogue import Catalogue
    from bot.findings import Verification
    from indexer.store import Snapshot
    from indexer.vectors import Vectors

_LIMIT = 1_000_000
"""More of standard input than so many code points is not even read."""


class _LateModel:
    """Loads the model with the first text that only meaning can place: a quotation is told without waiting for it."""

    def __init__(self, root: Path, settings: Settings, snapshot: Snapshot) -> None:
        self._root = root
        self._settings = settings
        self._snapshot = snapshot

    def questions(self, texts: Sequence[str]) -> Vectors:
        made = self._snapshot.manifest.model
        model = model_of(self._root, self._settings)
        if model.card.fingerprint != made.fingerprint:
            raise VerbaleError(
                f"the store was made with model {made.name}, this is {model.card.name}; "
                "set VERBALE_MODEL or run 'verbale index'"
            )
        return model.questions(texts)


def verify(chosen: argparse.Namespace, settings: Settings) -> int:
    """Tell whether a text is a quotation: 0 exact, 1 part of one, altered or none, 2 too short, too long, or paused."""
    from bot.rendering import verdict, verdict_as_json
    from bot.verification import verify as judge
    from indexer.store import open_snapshot

    text = _read() if chosen.text == "-" else chosen.text
    root = root_of(chosen, settings)
    snapshot = open_snapshot(root)
    if _paused(root, snapshot, chosen, settings):
        return 2
    begun = time.perf_counter()
    model = _LateModel(root, settings, snapshot)
    found = judge(snapshot, text, chosen.as_of or datetime.now(UTC), chosen.language, model)
    took = (time.perf_counter() - begun) * 1000
    if chosen.json:
        print(json.dumps(verdict_as_json(found, took), ensure_ascii=False))
    else:
        show(verdict(found))
    return _code(found)


def _paused(root: Path, snapshot: Snapshot, chosen: argparse.Namespace, settings: Settings) -> bool:
    """Whether the service is paused; then that is said in place of anything else."""
    from bot.rendering import as_json, render
    from bot.reply import Paused
    from indexer.pausing import Switch

    if not Switch(root).paused():
        return False
    reply = Paused(chosen.language or settings.language or "", snapshot.contents.ministry)
    if chosen.json:
        print(json.dumps(as_json(reply, 0.0), ensure_ascii=False))
    else:
        show(render(reply))
    return True


def _read() -> str:
    """Standard input, with U+FFFD for what is no UTF-8."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin.read(_LIMIT)


def _code(found: Verification) -> int:
    from bot.findings import Exact, TooMuch, TooShort

    if isinstance(found, TooShort | TooMuch):
        return 2
    return 0 if isinstance(found, Exact) and not found.part else 1


def history(chosen: argparse.Namespace, settings: Settings) -> int:
    """Show the topics, or how the position on one, or of a statement, changed: 1 there is none, 2 paused."""
    from bot.catalogue import Catalogue
    from bot.consulting import told
    from indexer.store import open_snapshot

    root = root_of(chosen, settings)
    snapshot = open_snapshot(root)
    if _paused(root, snapshot, chosen, settings):
        return 2
    catalogue = Catalogue(snapshot, chosen.as_of or datetime.now(UTC))
    language = chosen.language or settings.language
    name = (chosen.name or "").strip()
    if chosen.json:
        print(json.dumps(_history_as_json(catalogue, name, language), ensure_ascii=False))
    else:
        show(told(catalogue, name, language))
    return 0 if not name or catalogue.resolve(name) is not None else 1


def _history_as_json(catalogue: Catalogue, name: str, language: str | None) -> dict[str, Any]:
    """`topics` without a name; else what was found, and its statements from the first to the last."""
    from bot.catalogue import Topic
    from bot.rendering import entry_as_json, topic_as_json

    if not name:
        return {"topics": [topic_as_json(topic) for topic in catalogue.topics()]}
    found = catalogue.resolve(name)
    if found is None:
        return {"statements": []}
    if isinstance(found, Topic):
        entries = catalogue.timeline(found.code)
        return topic_as_json(found) | {"statements": [entry_as_json(e, language) for e in entries]}
    return {"statements": [entry_as_json(e, language) for e in catalogue.history(found.statement.id)]}
