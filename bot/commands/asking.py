"""Commands that answer questions: ask, chat."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.commands.opening import desk_over, model_of, root_of
from bot.commands.terminal import show, waiting
from bot.settings import Settings
from indexer.statement import VerbaleError

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.explaining import Explanation
    from bot.rendering import Message
    from indexer.embedding import Embedder
    from indexer.store import Library

_BATCH = 256


def ask(chosen: argparse.Namespace, settings: Settings) -> int:
    """Answer one question, or a batch."""
    if (chosen.question is None) == (chosen.batch is None):
        raise VerbaleError("give either a QUESTION or --batch FILE.jsonl")
    if chosen.batch is not None:
        if chosen.explain:
            raise VerbaleError("--explain explains one QUESTION; ask it without --batch")
        return _ask_batch(chosen, settings)
    from bot.commands.explanations import as_fields, as_lines
    from bot.rendering import as_json, render
    from bot.reply import Question

    root = root_of(chosen, settings)
    dated = chosen.as_of is not None
    question = Question(chosen.question, chosen.as_of or datetime.now(UTC), chosen.language, dated=dated)
    with waiting("looking for an answer"):  # which is quick, once the libraries and the model are loaded
        from bot.desk import open_desk

        model = model_of(root, settings)
        desk = open_desk(root, model)
        begun = time.perf_counter()
        reply = desk.respond(question)
    took = (time.perf_counter() - begun) * 1000
    explained: Sequence[Explanation] | None = None
    if chosen.explain:
        from bot.explaining import explain

        explained = explain(desk.snapshot(), model, question, reply)
    if chosen.json:
        more = {} if explained is None else {"explained": [as_fields(one) for one in explained]}
        print(json.dumps(as_json(reply, took) | more, ensure_ascii=False))
    else:
        show(render(reply))
        for one in explained or ():
            print(as_lines(one))
    return 0


def _ask_batch(chosen: argparse.Namespace, settings: Settings) -> int:
    from bot.evaluation import QuestionsError, read_line, read_lines
    from bot.rendering import as_json
    from bot.reply import Question

    lines = read_lines(chosen.batch)
    desk = desk_over(root_of(chosen, settings), settings)
    as_of = chosen.as_of or datetime.now(UTC)
    mistakes = 0
    for first in range(0, len(lines), _BATCH):
        begun = time.perf_counter()
        printed: dict[int, str] = {}
        asked: dict[int, Question] = {}
        for number, line in lines[first : first + _BATCH]:
            try:
                labelled = read_line(chosen.batch, number, line)
                language = labelled.language or chosen.language
                asked[number] = Question(labelled.text, as_of, language, dated=chosen.as_of is not None)
            except QuestionsError as error:
                mistakes += 1
                unreadable = {"outcome": "unreadable", "confidence": 0.0, "statements": [], "took_ms": 0.0}
                printed[number] = json.dumps(unreadable | {"error": str(error)}, ensure_ascii=False)
        replies = desk.respond_all(list(asked.values()))
        took = (time.perf_counter() - begun) * 1000 / max(1, len(asked))
        printed |= {n: json.dumps(as_json(r, took), ensure_ascii=False) for n, r in zip(asked, replies, strict=True)}
        for _, line in sorted(printed.items()):
            print(line)
    return 1 if mistakes else 0


def chat(chosen: argparse.Namespace, settings: Settings) -> int:
    """Hold a conversation."""
    from bot import consulting
    from bot.frontends.console import chat as talk
    from bot.rendering import render
    from bot.reply import Paused
    from indexer import store
    from indexer.pausing import Switch

    root = root_of(chosen, settings)
    # Opened here as well as in the background: a missing store is told at once, and the first line says who speaks.
    ministry = store.open_snapshot(root).contents.ministry
    switch = Switch(root)
    models: list[Embedder] = []
    libraries: list[Library] = []

    def open_desk() -> Desk:
        from bot.desk import open_desk

        models.append(model_of(root, settings))
        return open_desk(root, models[0])

    def consult(name: str, argument: str, language: str | None) -> Message:
        if not libraries:
            libraries.append(store.Library(root, lambda snapshot: None))
        if switch.paused():
            return render(Paused(language or settings.language or "", libraries[0].snapshot().contents.ministry))
        asked = consulting.Consultation(name, argument, language, datetime.now(UTC))
        return consulting.consult(libraries[0].snapshot(), asked, next(iter(models), None))

    talk(
        open_desk,
        language=settings.language,
        stdin=sys.stdin,
        stdout=sys.stdout,
        ministry=ministry,
        consult=consult,
        paused=switch.paused,
    )
    return 0
