from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot import deciding
from bot.desk import Desk, open_desk
from bot.reply import (
    Closest,
    Command,
    Earlier,
    Empty,
    Found,
    Greeting,
    NoPosition,
    Position,
    Reply,
    Searched,
    Several,
    TooLong,
    TooMany,
)
from indexer.encoding import ModelError
from indexer.store import Snapshot, StoreError
from indexer.vectors import Vectors
from tests.bot.desks import CountingEncoder, ask, desk_over, steady
from tests.fakes.contents import (
    MINISTRY,
    SECOND,
    STATEMENTS,
    THIRD,
    make,
    publish_files,
    publish_made,
    statement,
)
from tests.fakes.encoder import FakeEncoder

COD = "Twelve ships may catch cod on the Selm bank."


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_over(tmp_path)


class TestWithoutSearch:
    @pytest.fixture
    def encoder(self) -> CountingEncoder:
        return CountingEncoder()

    @pytest.fixture
    def desk(self, tmp_path: Path, encoder: CountingEncoder) -> Desk:
        opened = desk_over(tmp_path, encoder=encoder)
        encoder.batches.clear()
        return opened

    @pytest.mark.parametrize(
        ("text", "language", "reply"),
        [
            pytest.param("", None, Empty("en"), id="empty"),
            pytest.param("", "fr", Empty("fr"), id="empty, language known"),
            pytest.param(" \t\n\u2003\u00a0", "ru", Empty("ru"), id="white space"),
            pytest.param("🙂🌊👍🏽", None, Empty("en"), id="emoji"),
            pytest.param("?!… —", None, Empty("en"), id="punctuation"),
            pytest.param("10", None, Empty("en"), id="a number alone"),
            pytest.param("\u200b\u200d\u2066", None, Empty("en"), id="invisible"),
            pytest.param("/", None, Empty("en"), id="a bare slash"),
            pytest.param("/start now", None, Command("en", "/start"), id="command"),
            pytest.param("  /Help@bot ", "zh", Command("zh", "/Help@bot"), id="command, white space before"),
            pytest.param("Hello!", None, Greeting("en", MINISTRY), id="greeting en"),
            pytest.param("BONJOUR", None, Greeting("fr", MINISTRY), id="greeting fr"),
            pytest.param("¡Hola!", None, Greeting("es", MINISTRY), id="greeting es"),
            pytest.param("Добрый день.", None, Greeting("ru", MINISTRY), id="greeting ru"),
            pytest.param("مرحبا", None, Greeting("ar", MINISTRY), id="greeting ar"),
            pytest.param("你好！", None, Greeting("zh", MINISTRY), id="greeting zh"),
            pytest.param("Hello", "ru", Greeting("ru", MINISTRY), id="the front-end knows better"),
            pytest.param("Hello", "fr-CA", Greeting("fr", MINISTRY), id="a regional variant"),
            pytest.param("Hello", "klingon", Greeting("en", MINISTRY), id="no language at all"),
            pytest.param("/" + "x" * 499, None, Command("en", "/" + "x" * 499), id="the longest command"),
            pytest.param("Hello", None, Greeting("en", MINISTRY), id="a greeting without a mark"),
        ],
    )
    def test_some_texts_end_at_the_desk(
        self, desk: Desk, encoder: CountingEncoder, text: str, language: str | None, reply: Reply
    ) -> None:
        assert desk.respond(ask(text, language)) == reply
        assert encoder.batches == []

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("cod " * 124 + "cods", id="500 code points"),
            pytest.param("  \n" * 400 + COD + "\n " * 400, id="white space around does not count"),
            pytest.param("🐟" * 496 + " cod", id="code points, not bytes or UTF-16 units"),
            pytest.param("Hello, who may catch cod?", id="more than a greeting"),
            pytest.param("cod", id="one word"),
            pytest.param("x", id="one letter"),
        ],
    )
    def test_others_are_searched_for(self, desk: Desk, encoder: CountingEncoder, text: str) -> None:
        assert isinstance(desk.respond(ask(text, "en")), Position | Closest | NoPosition)
        assert encoder.batches == [[text.strip()]]


def parted(reply: Reply) -> tuple[str, list[float]]:
    """A reply without its fractions, and these."""
    written = repr(reply)
    return FRACTION.sub("…", written), [float(found) for found in FRACTION.findall(written)]


FRACTION = re.compile(r"\b\d+\.\d+(?:e-\d+)?\b")


class TestOnePass:
    @pytest.mark.parametrize(
        ("question", "outcome", "searches"),
        [
            pytest.param(COD, Position, 1, id="a position is found at once"),
            pytest.param("Who may catch cod?", NoPosition, 2, id="else what is no longer in force is searched too"),
        ],
    )
    def test_one_embedding_and_one_search(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str, outcome: type[Reply], searches: int
    ) -> None:
        encoder = CountingEncoder()
        desk = desk_over(tmp_path, encoder=encoder)
        encoder.batches.clear()
        calls: list[str] = []
        count(monkeypatch, Snapshot, "search", calls)
        count(monkeypatch, deciding, "rank_all", calls)
        assert type(desk.respond(ask(question, "en"))) is outcome
        assert encoder.batches == [[question]]
        assert sorted(calls) == ["rank_all"] * searches + ["search"] * searches

    def test_a_batch_is_encoded_in_one_call(self, tmp_path: Path) -> None:
        encoder = CountingEncoder()
        desk = desk_over(tmp_path, encoder=encoder)
        encoder.batches.clear()
        desk.respond_all([ask(t) for t in ("Who may catch cod?", "", "Hello", " Whose is the Orda? ", "/x")])
        assert encoder.batches == [["Who may catch cod?", "Whose is the Orda?"]]

    def test_a_batch_has_one_snapshot(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = desk_over(tmp_path)
        calls: list[str] = []
        count(monkeypatch, desk._library, "snapshot", calls)
        desk.respond_all([ask("Who may catch cod?"), ask("Whose is the Orda?"), ask("Hello")])
        assert calls == ["snapshot"]

    def test_an_empty_batch(self, desk: Desk) -> None:
        assert desk.respond_all([]) == []

    def test_all_at_once_is_the_same_as_one_by_one(self, desk: Desk) -> None:
        questions = [
            ask("Who may catch cod?"),
            ask(""),
            ask("Qui peut pêcher la morue ?", "fr"),
            ask("Hello"),
            ask("Whose is the Orda?", None, datetime(2020, 1, 1, tzinfo=UTC)),
            ask("/x"),
            ask("边界河流属于谁？"),
            ask("x" * 501, "en"),
            ask("Who may catch cod?", "en", datetime(2024, 6, 1, tzinfo=UTC)),
        ]
        together = desk.respond_all(questions)
        for reply, alone in zip(together, map(desk.respond, questions), strict=True):
            (text, numbers), (same, wanted) = parted(reply), parted(alone)
            assert text == same
            assert numbers == pytest.approx(wanted, abs=1e-6)  # products of other shapes may differ in a last bit
        assert [type(r) for r in together[1::2]] == [Empty, Greeting, Command, TooLong]


class TestReplies:
    def test_a_sure_first_is_the_position(self, desk: Desk) -> None:
        reply = desk.respond(ask(COD))
        assert isinstance(reply, Position)
        first = reply.found.matches[0]
        assert (first.statement.id, first.version.language, first.translated) == ("cod-2025", "en", False)
        assert [s.text for s in first.quote] == [f"{COD} Each carries an observer.\n\nHerring stays open."]
        assert [s.id for s in first.replaces] == ["cod-2024"]
        assert (reply.found.language, reply.found.ministry) == ("en", MINISTRY)
        assert reply.found.confidence == first.confidence >= 0.6

    def test_the_version_shown_is_in_the_citizen_s_language_whatever_was_found(self, desk: Desk) -> None:
        """The English words are found; somebody who reads French is shown the French text."""
        reply = desk.respond(ask(COD, "fr"))
        assert isinstance(reply, Position | Closest | NoPosition)
        shown = next(m for m in reply.found.matches if m.statement.id == "cod-2025")
        assert (shown.version.language, shown.translated) == ("fr", True)
        for piece in shown.quote:
            assert piece.text == shown.version.text[piece.start : piece.end]

    def test_without_a_version_in_the_citizen_s_language_the_original_is_shown(self, desk: Desk) -> None:
        reply = desk.respond(ask("Twelve ships may catch cod", "zh"))
        assert isinstance(reply, Position | Closest | NoPosition)
        shown = {m.statement.id: m.version.language for m in reply.found.matches}
        assert shown == {"cod-2025": "en", "empty-title": "zh", "orda-2026": "en"}

    def test_before_anything_was_published_there_is_no_position(self, desk: Desk) -> None:
        reply = desk.respond(ask(COD, "en", datetime(2001, 1, 1, tzinfo=UTC)))
        assert reply == NoPosition(Found("en", 0.0, (), MINISTRY))

    def test_what_was_in_force_then_is_shown_and_not_what_came_later(self, desk: Desk) -> None:
        reply = desk.respond(ask("Who may catch cod on the Selm bank?", "en", datetime(2024, 6, 1, tzinfo=UTC)))
        assert isinstance(reply, Position | Closest | NoPosition)
        assert {m.statement.id for m in reply.found.matches} == {"cod-2024", "orda-2019"}

    def test_half_a_character_does_not_stop_the_others(self, desk: Desk) -> None:
        whole, broken = desk.respond_all([ask(COD, "en"), ask(f"{COD} \ud83d", None)])
        assert isinstance(whole, Position)
        assert isinstance(broken, Position)
        assert broken.found.matches[0].statement.id == "cod-2025"
        assert desk.respond(ask("\ud83d\udfff")) == Empty("en")

    def test_the_ranking_is_ten_deep_and_each_confidence_is_its_own(self, tmp_path: Path) -> None:
        told = [statement(f"s{i:02}", {"en": f"Ship {i} may catch cod."}) for i in range(14)]
        reply = desk_over(tmp_path, told).respond(ask("Ship 3 may catch cod.", "en"))
        assert isinstance(reply, Position)
        assert len(reply.found.matches) == 10
        assert reply.found.matches[0].statement.id == "s03"
        assert reply.found.confidence == reply.found.matches[0].confidence
        assert reply.found.confidence > max(m.confidence for m in reply.found.matches[1:])


class TestTooLong:
    @pytest.mark.parametrize(
        ("text", "language", "spoken", "length"),
        [
            pytest.param("Which ships? " * 38 + "They do.", None, "en", 502, id="in English"),
            pytest.param("x" * 501, "en", "en", 501, id="501"),
            pytest.param("рыба " * 200, None, "ru", 999, id="in Russian"),
            pytest.param("рыба " * 200, "ar", "ar", 999, id="language known"),
            pytest.param("/" + "x" * 600, None, "en", 601, id="for a command too"),
            pytest.param("a? b? " * 100, "en", "en", 599, id="however many questions it asks"),
        ],
    )
    def test_it_is_not_answered_and_carries_what_its_beginning_finds(
        self, desk: Desk, text: str, language: str | None, spoken: str, length: int
    ) -> None:
        reply = desk.respond(ask(text, language))
        assert isinstance(reply, TooLong)
        assert (reply.found.language, reply.length, reply.limit) == (spoken, length, 500)
        assert {m.statement.id for m in reply.found.matches} == {"cod-2025", "empty-title", "orda-2026"}

    def test_only_its_beginning_is_encoded(self, tmp_path: Path) -> None:
        encoder = CountingEncoder()
        desk = desk_over(tmp_path, encoder=encoder)
        encoder.batches.clear()
        desk.respond(ask("x" * 100_000, "en"))
        assert encoder.batches == [["x" * 2000]]

    def test_its_beginning_ranks(self, desk: Desk) -> None:
        reply = desk.respond(ask(COD + " " * 600 + "Whose is the Orda?", "en"))
        assert isinstance(reply, TooLong)
        assert reply.found.matches[0].statement.id == "cod-2025"


ORDA = "The Orda belongs to both banks."


class TestSeveral:
    def test_each_question_gets_its_own_reply(self, desk: Desk) -> None:
        reply = desk.respond(ask(f"{COD[:-1]}? {ORDA[:-1]}?", "en"))
        assert isinstance(reply, Several)
        texts, replies = zip(*reply.parts, strict=True)
        assert texts == (f"{COD[:-1]}?", f"{ORDA[:-1]}?")
        assert [(type(part), first_id(part)) for part in replies] == [(Position, "cod-2025"), (Position, "orda-2026")]
        assert list(replies) == desk.respond_all([ask(text, "en") for text in texts])

    def test_the_whole_text_is_ranked_too(self, desk: Desk) -> None:
        text = f"{COD[:-1]}? zzz yyy xxx?"
        reply = desk.respond(ask(text, "en"))
        assert isinstance(reply, Several)
        assert first_id(reply) == "cod-2025"
        part = reply.parts[0][1]
        assert isinstance(part, Position)
        assert reply.found.confidence == reply.found.matches[0].confidence < part.found.confidence

    def test_all_are_encoded_together_and_each_once(self, tmp_path: Path) -> None:
        encoder = CountingEncoder()
        desk = desk_over(tmp_path, encoder=encoder)
        encoder.batches.clear()
        desk.respond(ask("May ships catch cod? Whose is the Orda?", "en"))
        (batch,) = encoder.batches
        assert len(batch) == len(set(batch))
        assert {"May ships catch cod?", "Whose is the Orda?", "May ships catch cod? Whose is the Orda?"} <= set(batch)

    def test_three_are_answered_and_four_are_too_many(self, desk: Desk) -> None:
        three = "May ships catch cod? Whose is the Orda? When did talks begin?"
        reply = desk.respond(ask(three, "en"))
        assert isinstance(reply, Several)
        assert len(reply.parts) == 3
        many = desk.respond(ask(f"{three} Is herring open?", "en"))
        assert isinstance(many, TooMany)
        assert (many.count, many.limit, many.found.language) == (4, 3, "en")
        assert len(many.found.matches) == 3

    def test_a_question_that_leans_on_the_one_before_it_is_understood_with_it(self, desk: Desk) -> None:
        reply = desk.respond(ask(f"{COD[:-1]}? And since when?", "en"))
        assert isinstance(reply, Several)
        text, leaning = reply.parts[1]
        assert (text, first_id(leaning)) == ("And since when?", "cod-2025")
        assert isinstance(leaning, Position)

    def test_each_is_answered_in_its_own_language_unless_one_is_chosen(self, desk: Desk) -> None:
        text = "Twelve ships may catch cod? Douze navires peuvent pêcher la morue ?"
        spoken = desk.respond(ask(text))
        assert isinstance(spoken, Several)
        assert [part.found.language for _, part in spoken.parts if isinstance(part, Searched)] == ["en", "fr"]
        chosen = desk.respond(replace(ask(text), answer_in="ar"))
        assert isinstance(chosen, Several)
        languages = [chosen.found.language, *(p.found.language for _, p in chosen.parts if isinstance(p, Searched))]
        assert languages == ["ar", "ar", "ar"]


class TestWordings:
    def test_a_follow_up_is_searched_for_with_the_question_before_where_it_alone_finds_less(self, desk: Desk) -> None:
        alone = desk.respond(ask("And since when?", "en"))
        assert not isinstance(alone, Position)
        after = desk.respond(replace(ask("And since when?", "en"), follows=Earlier(COD)))
        assert (type(after), first_id(after)) == (Position, "cod-2025")

    def test_a_question_that_finds_a_position_alone_is_not_read_otherwise(self, desk: Desk) -> None:
        """Both leans on the question before and answers itself."""
        text = "And the Orda belongs to both banks?"
        alone = desk.respond(ask(text, "en"))
        assert isinstance(alone, Position)
        assert desk.respond(replace(ask(text, "en"), follows=Earlier(COD))) == alone


class TestStore:
    def test_the_next_question_uses_a_new_version(self, tmp_path: Path) -> None:
        desk = desk_over(tmp_path, STATEMENTS[:1])
        then = datetime(2024, 6, 1, tzinfo=UTC)
        assert first_id(desk.respond(ask(COD, "en", then))) == "cod-2024"
        fresh = statement("cod-new", {"en": COD}, published=date(2024, 1, 1))
        publish_made(tmp_path, make([fresh]), SECOND)
        assert first_id(desk.respond(ask(COD, "en", then))) == "cod-new"
        assert desk.statements() == (fresh,)

    def test_a_version_of_another_model_is_not_taken(self, tmp_path: Path) -> None:
        desk = desk_over(tmp_path)
        publish_made(tmp_path, make(STATEMENTS[:1], FakeEncoder("other")), SECOND)
        assert first_id(desk.respond(ask(COD, "en"))) == "cod-2025"
        publish_made(tmp_path, make([statement("cod-new", {"en": COD})]), THIRD)
        assert first_id(desk.respond(ask(COD, "en"))) == "cod-new"

    def test_a_damaged_version_is_not_taken(self, tmp_path: Path) -> None:
        desk = desk_over(tmp_path)
        publish_files(tmp_path, {}, b'{"format": 1}', SECOND)
        assert first_id(desk.respond(ask(COD, "en"))) == "cod-2025"

    def test_a_store_of_another_model_is_refused_with_both_names(self, tmp_path: Path) -> None:
        publish_made(tmp_path, make(STATEMENTS, FakeEncoder("made-it")))
        theirs, ours = FakeEncoder("made-it").fingerprint, FakeEncoder("asks").fingerprint
        with pytest.raises(ModelError) as caught:
            open_desk(tmp_path, FakeEncoder("asks"))
        assert str(caught.value) == (
            f"the store was made with model made-it ({theirs[:12]}…), this is asks ({ours[:12]}…); "
            "set VERBALE_MODEL or run 'verbale index'"
        )

    def test_a_model_of_the_same_name_that_computes_otherwise_is_refused(self, tmp_path: Path) -> None:
        class Otherwise(FakeEncoder):
            def questions(self, texts: Sequence[str]) -> Vectors:
                return np.roll(super().questions(texts), 1, axis=1)

        publish_made(tmp_path, make(STATEMENTS))
        with pytest.raises(
            ModelError,
            match=r"^model fake agrees with the store's only to -?0\.\d{4}, not 0\.999; "
            r"run 'verbale index' on this machine$",
        ):
            open_desk(tmp_path, Otherwise())

    def test_without_a_store_there_is_no_desk(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError) as caught:
            open_desk(tmp_path / "none", FakeEncoder())
        assert str(caught.value) == f"there is no store in {tmp_path / 'none'}; run 'verbale index'"


def first_id(reply: Reply) -> str:
    assert isinstance(reply, Searched)
    return reply.found.matches[0].statement.id


def count(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, calls: list[str]) -> None:
    """Note each call of `owner.name` in `calls`, and carry it out."""
    real: Callable[..., object] = getattr(owner, name)

    def counted(*arguments: object, **named: object) -> object:
        calls.append(name)
        return real(*arguments, **named)

    monkeypatch.setattr(owner, name, counted)
