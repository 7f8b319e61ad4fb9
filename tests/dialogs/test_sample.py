"""Conversations with the sample ministry and the real model: what must hold whatever is tuned.

The tables are the specification; the store is built once per session (see tests/conftest.py).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.desk import Desk, open_desk
from bot.rendering import Item, Link, Note, Quotation, as_json, outcome_of, render
from bot.reply import (
    Earlier,
    Empty,
    Former,
    Found,
    Greeting,
    Position,
    Question,
    Refusal,
    Reply,
    Searched,
    Several,
    TooMany,
)
from bot.wording import wording
from indexer.embedding import Embedder
from indexer.statement import Standing, Statement, end_of, standing, superseded_from
from tests.conftest import CHECKOUT, MODEL, TODAY

LEAST_FOUND_FIRST = 0.90
"""Of the questions that staff wrote: the share whose own statement must be first."""


@pytest.fixture(scope="module")
def desk(sample_store: Path, embedder: Embedder) -> Desk:
    return open_desk(sample_store, embedder)


@pytest.fixture(scope="module")
def staff(desk: Desk) -> list[tuple[Statement, str, str]]:
    """Every question that staff expect a statement in force to answer: the statement, the language, the question."""
    return [
        (told, version.language, question)
        for told in in_force(desk, TODAY)
        for version in told.versions
        for question in version.questions
    ]


@pytest.fixture(scope="module")
def replies(desk: Desk, staff: list[tuple[Statement, str, str]]) -> list[Reply]:
    """The replies to them, the language given, as a front-end that knows it would."""
    return desk.respond_all([Question(text, TODAY, language) for _, language, text in staff])


def in_force(desk: Desk, moment: datetime) -> list[Statement]:
    statements = desk.statements()
    superseded = superseded_from(statements)
    return [s for s in statements if standing(s, moment, superseded.get(s.id)) is Standing.IN_FORCE]


def last_instant(day: date) -> datetime:
    return end_of(day) - timedelta(microseconds=1)


def found(reply: Reply) -> Found:
    assert isinstance(reply, Searched)
    return reply.found


def ids(reply: Reply) -> list[str]:
    return [match.statement.id for match in found(reply).matches]


def test_staff_s_own_questions_find_their_statement(
    staff: list[tuple[Statement, str, str]], replies: list[Reply]
) -> None:
    first = [ids(reply)[0] == told.id for (told, _, _), reply in zip(staff, replies, strict=True)]
    missed = [
        f"{told.id} ({language}) {text} → {ids(reply)[0]}"
        for (told, language, text), reply, right in zip(staff, replies, first, strict=True)
        if not right
    ]
    print(f"{np.mean(first):.3f} of {len(first)} staff questions find their statement first; not:", *missed, sep="\n")
    assert len(first) > 300
    assert np.mean(first) >= LEAST_FOUND_FIRST


def test_they_are_among_the_first_five(staff: list[tuple[Statement, str, str]], replies: list[Reply]) -> None:
    inside = [told.id in ids(reply)[:5] for (told, _, _), reply in zip(staff, replies, strict=True)]
    assert np.mean(inside) >= 0.97


def test_only_what_is_in_force_is_ranked(desk: Desk, replies: list[Reply]) -> None:
    public = {s.id for s in in_force(desk, TODAY)}
    shown = {name for reply in replies for name in ids(reply)}
    assert shown <= public
    assert not shown & set(GONE)
    assert len(shown) > len(public) * 0.9


GONE = [
    "blue-hake-quota-2023",  # superseded twice over
    "blue-hake-quota-2024",  # superseded
    "climate-finance-pledge-2021",  # superseded
    "climate-finance-pledge-2099",  # under embargo
    "notice-omaal-airport-2024",  # ended
    "return-agreement-kestria-2020",  # superseded
    "sanctions-shipping-guidance-2023",  # withdrawn
    "upper-dravia-2019",  # superseded
    "zarvia-sanctions-2022",  # superseded
    "zarvia-sanctions-2024",  # superseded
]


def test_an_embargoed_statement_is_not_in_the_store_at_all(desk: Desk) -> None:
    assert "climate-finance-pledge-2099" not in {s.id for s in desk.statements()}
    assert set(GONE) - {s.id for s in desk.statements()} == {"climate-finance-pledge-2099"}


def test_every_ranking_is_ten_deep_and_best_first_is_the_confidence(replies: list[Reply]) -> None:
    for reply in replies:
        whole = found(reply)
        assert len(set(ids(reply))) == 10
        assert whole.confidence == whole.matches[0].confidence
        assert all(0 <= match.confidence <= 1 for match in whole.matches)


def test_every_quote_is_a_true_slice(replies: list[Reply]) -> None:
    for reply in replies:
        for match in found(reply).matches:
            assert match.version in match.statement.versions
            assert match.quote
            for piece in match.quote:
                assert match.version.text[piece.start : piece.end] == piece.text == piece.text.strip() != ""


def test_the_version_shown_is_the_asker_s_or_the_original(replies: list[Reply]) -> None:
    for reply in replies:
        for match in found(reply).matches:
            wanted = found(reply).language
            languages = {version.language for version in match.statement.versions}
            assert match.version.language == (wanted if wanted in languages else match.statement.original)


@pytest.mark.parametrize(
    ("question", "language", "wanted"),
    [
        ("How much blue hake may Marenian vessels take on the Lomen Bank?", "en", "blue-hake-quota-2025"),
        ("Quand la pêche du merlu bleu est-elle fermée ?", "fr", "blue-hake-quota-2025"),
        ("¿Cuánta merluza azul pueden capturar los buques marenianos?", "es", "blue-hake-quota-2025"),
        ("Каков предельный улов голубого хека на банке Ломен?", "ru", "blue-hake-quota-2025"),
        ("文物出口许可证的费用是多少，办理需要多长时间？", "zh", "taking-cultural-objects-abroad"),
        ("كم تبلغ رسوم السفارة لتصديق شهادة المنشأ؟", "ar", "omaal-origin-certificates-2025"),
        ("Les rendez-vous à l'Ambassade sont-ils payants ?", "fr", "faux-sites-ambassade-omaal-2026"),
        ("¿Cuándo ratificó Marenia el Acuerdo de alta mar?", "es", "alta-mar-ratificacion-2025"),
        ("Сколько стоит пропуск для въезда в Марению?", "ru", "upper-dravia-travel-2025"),
    ],
)
def test_a_plain_question_is_understood_and_answered_in_its_language(
    desk: Desk, question: str, language: str, wanted: str
) -> None:
    """Nobody says which language it is; several of these statements exist in that one only."""
    reply = desk.respond(Question(question, TODAY))
    assert found(reply).language == language
    first = found(reply).matches[0]
    assert (first.statement.id, first.version.language) == (wanted, language)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Is a permit needed to take antiques out of Marenia?", "taking-cultural-objects-abroad"),
        ("When did Marenia ratify the high seas biodiversity agreement?", "alta-mar-ratificacion-2025"),
    ],
)
def test_a_statement_in_another_language_only_is_found_and_shown_as_it_is(
    desk: Desk, question: str, wanted: str
) -> None:
    reply = desk.respond(Question(question, TODAY, "en"))
    assert wanted in ids(reply)[:5]
    match = next(m for m in found(reply).matches if m.statement.id == wanted)
    assert (match.version.language, match.translated) == (match.statement.original, False)
    assert match.version.language != "en"


@pytest.mark.parametrize(
    ("day", "wanted", "title"),
    [
        (date(2023, 12, 1), "blue-hake-quota-2023", "Catch limit for blue hake on the Lomen Bank in 2024"),
        (date(2024, 11, 18), "blue-hake-quota-2023", "Catch limit for blue hake on the Lomen Bank in 2024"),
        (date(2024, 11, 19), "blue-hake-quota-2024", "Catch limit for blue hake on the Lomen Bank in 2025"),
        (date(2025, 12, 1), "blue-hake-quota-2025", "Catch limit for blue hake on the Lomen Bank from 2026"),
    ],
)
def test_each_day_has_its_own_quota(desk: Desk, day: date, wanted: str, title: str) -> None:
    """The three are nearly alike in their words: only the day tells them apart."""
    question = "How much blue hake may Marenian vessels take on the Lomen Bank?"
    reply = desk.respond(Question(question, last_instant(day), "en"))
    first = found(reply).matches[0]
    assert (first.statement.id, first.version.title) == (wanted, title)
    chain = {"blue-hake-quota-2023", "blue-hake-quota-2024", "blue-hake-quota-2025"}
    assert chain & set(ids(reply)) == {wanted}


@pytest.mark.parametrize(
    ("question", "gone", "when"),
    [
        ("What is the limit for blue hake in 2024?", "blue-hake-quota-2023", date(2024, 6, 1)),
        ("What sanctions did Marenia impose on Zarvia in 2022?", "zarvia-sanctions-2022", date(2023, 6, 1)),
        ("Is the airport of Omaal open?", "notice-omaal-airport-2024", date(2024, 9, 30)),
        ("What must shipping companies do about sanctions?", "sanctions-shipping-guidance-2023", date(2025, 5, 31)),
        ("Does Marenia recognise Upper Dravia?", "upper-dravia-2019", date(2020, 1, 1)),
    ],
)
def test_what_is_gone_is_found_only_while_it_was_in_force(desk: Desk, question: str, gone: str, when: date) -> None:
    before, then, now = desk.respond_all(
        [Question(question, moment, "en") for moment in (datetime(2010, 1, 1, tzinfo=UTC), last_instant(when), TODAY)]
    )
    assert ids(before) == []
    assert gone in ids(then)[:5]
    assert gone not in ids(now)


CONVERSATION: list[tuple[str, type[Reply]]] = [
    ("Hello", Greeting),
    ("🙂", Empty),
    ("How much blue hake may Marenian vessels take on the Lomen Bank?", Position),
]


def test_a_conversation(desk: Desk) -> None:
    """Each reply renders to something that can be read."""
    for text, kind in CONVERSATION[:2]:
        reply = desk.respond(Question(text, TODAY))
        assert isinstance(reply, kind)
        assert render(reply).parts
    reply = desk.respond(Question(CONVERSATION[2][0], TODAY))
    told = as_json(reply, 1.0)["statements"][0]
    assert told["title"] == "Catch limit for blue hake on the Lomen Bank from 2026"
    assert "9,600 tonnes of blue hake a year" in told["quote"][0]["text"]
    assert found(reply).matches[0].replaces[0].id == "blue-hake-quota-2024"


@pytest.mark.parametrize(
    ("question", "language", "outcome"),
    [
        ("Et vous, personnellement, que pensez-vous de la guerre ?", "fr", "opinion"),
        ("¿Le gusta a usted la política de sanciones?", "es", "opinion"),
        ("Will there be a war with Kestria next year?", "en", "prediction"),
        ("Будет ли война с Зарвией?", "ru", "prediction"),
        ("وهل ستندلع حرب مع كستريا العام المقبل؟", "ar", "prediction"),
        ("¿Cuánto gana la ministra?", "es", "private"),
        ("Quel âge a la femme du ministre ?", "fr", "private"),
        ("部长的薪水是多少？", "zh", "private"),
        ("ماذا تقول حكومة كستريا عن السد؟", "ar", "other-state"),
    ],
)
def test_what_no_statement_can_say_is_refused_by_name(desk: Desk, question: str, language: str, outcome: str) -> None:
    reply = desk.respond(Question(question, TODAY))
    assert (outcome_of(reply), found(reply).language) == (outcome, language)
    assert len(ids(reply)) == 10
    told = render(reply)
    assert told.language == language
    assert not [part for part in told.parts if isinstance(part, Quotation)]
    assert Link(wording(language).say("label-website"), "https://www.mfa.marenia.example/contact") in told.parts


@pytest.mark.parametrize(
    ("question", "signpost", "label"),
    [
        ("I want to spend a week in Marenia on holiday: which visa do I need?", "visas", "Visas and entry to Marenia"),
        ("Где получить новый паспорт взамен утерянного?", "passports", "Паспорта и удостоверения личности"),
    ],
)
def test_another_authority_s_matter_is_sent_there(desk: Desk, question: str, signpost: str, label: str) -> None:
    reply = desk.respond(Question(question, TODAY))
    assert isinstance(reply, Refusal)
    assert as_json(reply, 1.0)["signpost"]["id"] == signpost
    assert [part.title for part in render(reply).parts if isinstance(part, Item)] == [label]


@pytest.mark.parametrize("question", ["Is the airport of Omaal open?", "Is Jadira airport open to civil flights?"])
def test_what_has_ended_is_shown_as_ended(desk: Desk, question: str) -> None:
    reply = desk.respond(Question(question, TODAY))
    assert isinstance(reply, Former)
    told = as_json(reply, 1.0)["former"]
    assert (told["id"], told["until"], told["standing"]) == ("notice-omaal-airport-2024", "2024-09-30", "ended")
    assert render(reply).parts[0] == Note(
        "No statement in force answers this question."
        " The following was valid until 30 September 2024 and is no longer the position of the ministry:"
    )


HAKE = "How much blue hake may Marenian vessels take on the Lomen Bank?"


def test_two_questions_in_one_message_are_answered_each(desk: Desk) -> None:
    treaty = "When did Marenia ratify the high seas biodiversity agreement?"
    reply = desk.respond(Question(f"{HAKE} {treaty}", TODAY))
    assert isinstance(reply, Several)
    assert [(text, ids(part)[0]) for text, part in reply.parts] == [
        (HAKE, "blue-hake-quota-2025"),
        (treaty, "alta-mar-ratificacion-2025"),
    ]
    assert isinstance(reply.parts[0][1], Position)


def test_four_are_too_many(desk: Desk) -> None:
    reply = desk.respond(Question(f"{HAKE} Who set it? When does it end? Where is the bank?", TODAY))
    assert isinstance(reply, TooMany)
    assert (reply.count, reply.limit) == (4, 3)


def test_a_follow_up_is_understood_with_the_question_before(desk: Desk) -> None:
    reply = desk.respond(Question("And since when?", TODAY, follows=Earlier(HAKE, "blue-hake-quota-2025")))
    assert ids(reply)[0] == "blue-hake-quota-2025"
    assert "blue-hake-quota-2025" not in ids(desk.respond(Question("And since when?", TODAY)))[:1]


def test_one_by_one_is_nearly_the_same_as_all_at_once(
    desk: Desk, staff: list[tuple[Statement, str, str]], replies: list[Reply]
) -> None:
    """Padding in a batch moves a vector in its last digits, and no more."""
    for i in (0, len(staff) // 2, len(staff) - 1):
        told, language, text = staff[i]
        alone = desk.respond(Question(text, TODAY, language))
        assert ids(alone)[0] == ids(replies[i])[0], told.id
        assert found(alone).confidence == pytest.approx(found(replies[i]).confidence, abs=0.05)


def test_the_program_itself_answers_over_the_real_model(sample_store: Path, tmp_path: Path) -> None:
    """A batch through `verbale ask`, as of 2023: the old quota, word for word."""
    lines = [
        {"id": "1", "question": "How much blue hake may Marenian vessels take on the Lomen Bank?"},
        {"id": "2", "question": "Сколько голубого хека могут выловить маренийские суда?", "language": "ru"},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    arguments = ["--batch", "q.jsonl", "--store", str(sample_store), "--as-of", "2023-12-31"]
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "ask", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT), "VERBALE_MODEL": str(MODEL)},
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    english, russian = (json.loads(line)["statements"][0] for line in ran.stdout.splitlines())
    assert (english["id"], english["language"]) == ("blue-hake-quota-2023", "en")
    assert "12,400 tonnes" in english["quote"][0]["text"]
    assert (russian["id"], russian["language"]) == ("blue-hake-quota-2023", "ru")
    assert "12 400 тонн" in russian["quote"][0]["text"]
