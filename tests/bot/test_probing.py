"""Probes: which questions they are, and when an answer is right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.probing import (
    Answer,
    Probe,
    answers,
    can_be_right,
    is_right,
    only_slips,
    staff_probes,
    standing_in,
    statement_probes,
)
from indexer.questions import Asked
from indexer.statement import Statement, Version
from indexer.store import open_snapshot
from tests.bot.desks import NOW, steady
from tests.fakes.contents import STATEMENTS, make, publish_made, statement
from tests.fakes.encoder import FakeEncoder

POSITION = Answer("position", ("cod-2025",), 0.9)


def test_a_question_under_two_statements_may_be_answered_by_either() -> None:
    asked = (
        Asked("Who?", "en", "a", 3),
        Asked("Who?", "fr", "a", 5),
        Asked("Who?", "en", "b", 7),
        Asked("No?", "en", None, 9),
    )
    assert staff_probes(asked) == (
        Probe("Who?", "en", frozenset({"a", "b"}), 3),
        Probe("Who?", "fr", frozenset({"a"}), 5),
        Probe("No?", "en", frozenset(), 9),
    )


def test_questions_within_statements_are_probes_for_all_that_hold_them() -> None:
    def with_question(name: str, question: str) -> Statement:
        version = Version("en", name, "Text.", f"https://mfa.example/{name}", (question,))
        made = statement(name, {"en": "Text."})
        return Statement(made.id, made.kind, "en", made.issuer, made.published, (version,))

    made = [with_question("a", "Who?"), with_question("b", "Who?"), with_question("c", "Why?")]
    assert statement_probes(made) == (
        Probe("Who?", "en", frozenset({"a", "b"})),
        Probe("Why?", "en", frozenset({"c"})),
    )
    assert not statement_probes(made)[0].by_staff


@pytest.mark.parametrize(
    ("wanted", "answer", "right"),
    [
        (("cod-2025",), POSITION, True),
        (("cod-2024",), POSITION, True),  # which it superseded
        (("orda-2026",), POSITION, False),
        (("orda-2026", "cod-2025"), POSITION, True),
        ((), POSITION, False),
        ((), Answer("closest", (), 0.5), True),
        (("cod-2025",), Answer("closest", (), 0.5), False),
        (("cod-2025",), Answer("several", ("orda-2026", "cod-2025"), 0.5), True),
    ],
)
def test_what_is_right(wanted: tuple[str, ...], answer: Answer, right: bool, tmp_path: Path) -> None:
    publish_made(tmp_path, make())
    stands_for = standing_in(open_snapshot(tmp_path), NOW)
    assert is_right(Probe("Who?", "en", frozenset(wanted)), answer, stands_for) is right


@pytest.mark.parametrize(
    ("wanted", "after", "slips"),
    [
        (("cod-2025",), Answer("closest", (), 0.83, "cod-2025"), True),
        (("cod-2024",), Answer("closest", (), 0.83, "cod-2025"), True),  # which it superseded
        (("cod-2025",), Answer("closest", (), 0.79, "cod-2025"), False),  # much less sure
        (("cod-2025",), Answer("closest", (), 0.89, "orda-2026"), False),
        (("cod-2025",), Answer("position", ("orda-2026",), 0.89), False),
        (("cod-2025",), Answer("none", (), 0.89), False),
        ((), Answer("closest", (), 0.89, "cod-2025"), False),
    ],
)
def test_what_only_slips(wanted: tuple[str, ...], after: Answer, slips: bool, tmp_path: Path) -> None:
    publish_made(tmp_path, make())
    stands_for = standing_in(open_snapshot(tmp_path), NOW)
    assert only_slips(Probe("Who?", "en", frozenset(wanted)), POSITION, after, stands_for) is slips


def test_what_replaced_a_statement_stands_for_it_and_nothing_for_one_that_ended(tmp_path: Path) -> None:
    chain = (
        statement("a", {"en": "One ship."}, published=date(2024, 1, 1)),
        statement("b", {"en": "Two ships."}, published=date(2025, 1, 1), supersedes=("a",)),
        statement("c", {"en": "Three ships."}, published=date(2026, 1, 1), supersedes=("b",)),
        statement("d", {"en": "No visa."}, valid_until=date(2026, 1, 1)),
        statement("e", {"en": "Later."}, published=date(2027, 1, 1), supersedes=("c",)),
    )
    publish_made(tmp_path, make(chain))
    stands_for = standing_in(open_snapshot(tmp_path), NOW)
    assert stands_for == {"a": {"c"}, "b": {"c"}, "c": {"c"}, "d": frozenset(), "e": frozenset()}
    assert not can_be_right(Probe("Visa?", "en", frozenset({"d"})), stands_for)
    assert not can_be_right(Probe("Visa?", "en", frozenset({"gone"})), stands_for)
    assert can_be_right(Probe("Visa?", "en", frozenset()), stands_for)


def test_a_probe_is_asked_as_a_citizen_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)
    publish_made(tmp_path, make(STATEMENTS))
    probes = [
        Probe("How many ships may catch cod on the Selm bank?", "en", frozenset()),
        Probe("/start", "en", frozenset()),
    ]
    found = answers(open_snapshot(tmp_path), probes, FakeEncoder().questions_by_token, NOW)
    assert [(a.outcome, a.statements) for a in found] == [("position", ("cod-2025",)), ("command", ())]
    assert found[0].shown == f"position cod-2025 ({found[0].confidence:.2f})"
