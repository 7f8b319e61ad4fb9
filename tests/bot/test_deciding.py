"""From what was found to the reply, over the small made-up store and with a classifier that knows five questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.deciding import Search, decide, search
from bot.desk import Desk, open_desk
from bot.reply import Closest, Former, NoPosition, Position, Reason, Refusal, Reply, Searched
from bot.retrieval import seek
from indexer.kinds import Kinds, QuestionKind
from indexer.statement import Standing, Statement
from indexer.store import Snapshot
from tests.bot.desks import NOW, ask, desk_over, steady
from tests.fakes.contents import MINISTRY, STATEMENTS, Made, make, publish_made, statement
from tests.fakes.encoder import FakeEncoder

COD = "Twelve ships may catch cod on the Selm bank."
OLD_COD = "No cod may be caught on the Selm bank in 2024."
THEN = datetime(2025, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
OTHERS = STATEMENTS[2:]
"""Nothing on cod: what is by chance as near as anything is measured on all statements of a store."""


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)


def taught(made: Made, examples: Mapping[QuestionKind, str], threshold: float = 0.5, sharpness: float = 30.0) -> Made:
    """`made` with a classifier that takes a text for a kind the nearer it is to the kind's one example."""
    encoder = FakeEncoder()
    weights = np.zeros((len(QuestionKind), encoder.card.dimension), np.float32)
    for number, kind in enumerate(QuestionKind):
        if kind in examples:
            placed = made.contents.space.place_questions(encoder.questions([examples[kind]]), "en")
            weights[number] = sharpness * placed[0]
    biases = np.array([sharpness * 0.6, *([0.0] * (len(QuestionKind) - 1))], np.float32)
    thresholds = np.array([0.0, *([threshold] * (len(QuestionKind) - 1))], np.float32)
    visas = made.contents.space.place_questions(encoder.questions(["How do I get a visa?"]), "en")
    kinds = Kinds(weights, biases, thresholds, {"visas": visas}, 0.9)
    return replace(made, contents=replace(made.contents, kinds=kinds))


def desk_taught(
    root: Path,
    examples: Mapping[QuestionKind, str],
    statements: Iterable[Statement] = STATEMENTS,
    threshold: float = 0.5,
) -> Desk:
    publish_made(root, taught(make(statements), examples, threshold))
    return open_desk(root, FakeEncoder())


def searched(reply: Reply) -> Searched:
    assert isinstance(reply, Searched)
    return reply


def first(reply: Reply) -> str:
    return searched(reply).found.matches[0].statement.id


class TestThresholds:
    """Seven statements in force, and confidences made up for them."""

    @pytest.fixture
    def snapshot(self, tmp_path: Path) -> Snapshot:
        return desk_over(
            tmp_path, [statement(f"s{i}", {"en": f"Ship {i} may catch cod."}) for i in range(7)]
        ).snapshot()

    def with_confidences(self, snapshot: Snapshot, *sure: float) -> Search:
        question = "Which ship may catch cod?"
        (encoded,) = FakeEncoder().questions_by_token([question])
        found = search(snapshot, seek(snapshot, question, "en", encoded), NOW)
        ranking = replace(found.ranking, candidates=found.ranking.candidates[: len(sure)])
        return replace(found, ranking=ranking, sure=sure)

    @pytest.mark.parametrize(
        ("confidences", "outcome", "listed"),
        [
            pytest.param((0.6,), Position, None, id="at the threshold it is a position"),
            pytest.param((0.5999,), Closest, 1, id="just below it comes close"),
            pytest.param((0.2,), Closest, 1, id="at the lower threshold it comes close"),
            pytest.param((0.1999,), NoPosition, None, id="just below it is none"),
            pytest.param((), NoPosition, None, id="nothing found"),
            pytest.param((0.5,) * 7, Closest, 5, id="five at most"),
            pytest.param((0.5, 0.3, 0.1), Closest, 2, id="only those that come close"),
        ],
    )
    def test_outcomes(
        self, snapshot: Snapshot, confidences: tuple[float, ...], outcome: type[Reply], listed: int | None
    ) -> None:
        made_up = self.with_confidences(snapshot, *confidences)
        reply = decide(snapshot, made_up, "en", NOW, dated=False)
        assert type(reply) is outcome
        assert [m.confidence for m in reply.found.matches] == list(confidences)
        assert reply.found.confidence == made_up.best == (confidences[0] if confidences else 0.0)
        assert (reply.found.language, reply.found.ministry, reply.found.as_of) == ("en", MINISTRY, None)
        if listed is not None:
            assert isinstance(reply, Closest)
            assert reply.listed == reply.found.matches[:listed]

    def test_a_moment_that_was_chosen_is_named(self, snapshot: Snapshot) -> None:
        reply = decide(snapshot, self.with_confidences(snapshot, 0.6), "en", NOW, dated=True)
        assert reply.found.as_of == NOW

    def test_confidence_never_rises_down_the_ranking(self, tmp_path: Path) -> None:
        snapshot = desk_over(tmp_path).snapshot()
        for question in (COD, "Whose is the Orda?", "herring", "zzz"):
            (encoded,) = FakeEncoder().questions_by_token([question])
            sure = search(snapshot, seek(snapshot, question, "en", encoded), NOW).sure
            assert sorted(sure, reverse=True) == list(sure)
            assert len(sure) == 3


class TestRefusals:
    LOADED = f"{COD} Do you like that?"

    @pytest.mark.parametrize(
        ("kind", "reason"),
        [
            (QuestionKind.OPINION, Reason.OPINION),
            (QuestionKind.PREDICTION, Reason.PREDICTION),
            (QuestionKind.PRIVATE, Reason.PRIVATE),
            (QuestionKind.OTHER_STATE, Reason.OTHER_STATE),
        ],
    )
    def test_what_no_statement_can_say_is_refused_whatever_is_published(
        self, tmp_path: Path, kind: QuestionKind, reason: Reason
    ) -> None:
        plain = desk_over(tmp_path / "plain").respond(ask(self.LOADED, "en"))
        assert (type(plain), first(plain)) == (Position, "cod-2025")
        reply = desk_taught(tmp_path / "taught", {kind: self.LOADED}).respond(ask(self.LOADED, "en"))
        assert isinstance(reply, Refusal)
        assert (reply.reason, reply.signpost) == (reason, None)
        assert reply.found.matches == searched(plain).found.matches
        assert reply.found.confidence < searched(plain).found.confidence / 10

    @pytest.mark.parametrize(
        ("text", "outcome"), [(f"{COD} Each carries an observer.", Position), ("Ships may catch cod.", Closest)]
    )
    def test_where_it_only_seems_so_a_position_must_be_beyond_doubt(
        self, tmp_path: Path, text: str, outcome: type[Reply]
    ) -> None:
        """Both are sure enough for a position, but only the first by far; the threshold of the kind is out of reach."""
        plain = desk_over(tmp_path / "plain").respond(ask(text, "en"))
        assert isinstance(plain, Position)
        assert (plain.found.confidence >= 0.95) is (outcome is Position)
        doubted = desk_taught(tmp_path / "taught", {QuestionKind.OPINION: text}, threshold=1.01)
        assert type(doubted.respond(ask(text, "en"))) is outcome

    def test_another_question_on_the_same_subject_is_answered(self, tmp_path: Path) -> None:
        desk = desk_taught(tmp_path, {QuestionKind.OPINION: "Do you like that the cod is caught?"})
        assert isinstance(desk.respond(ask(COD, "en")), Position)

    def test_another_authority_s_matter_yields_to_a_position(self, tmp_path: Path) -> None:
        desk = desk_taught(tmp_path, {QuestionKind.REMIT: COD})
        assert isinstance(desk.respond(ask(COD, "en")), Position)

    @pytest.mark.parametrize(
        ("text", "signpost"),
        [("How do I get a visa?", MINISTRY.signposts["visas"]), ("How high are taxes here?", None)],
    )
    def test_else_it_is_sent_there_if_that_is_known(self, tmp_path: Path, text: str, signpost: object) -> None:
        reply = desk_taught(tmp_path, {QuestionKind.REMIT: text}).respond(ask(text, "en"))
        assert isinstance(reply, Refusal)
        assert (reply.reason, reply.signpost) == (Reason.NOT_OUR_REMIT, signpost)

    @pytest.mark.parametrize("kind", [QuestionKind.PREDICTION, QuestionKind.REMIT])
    def test_where_nothing_answers_anyway_a_likely_kind_names_the_refusal(
        self, tmp_path: Path, kind: QuestionKind
    ) -> None:
        """The threshold cannot be reached, so that only what is likelier than not can count."""
        text = "How do I get a visa?"
        reply = desk_taught(tmp_path, {kind: text}, threshold=1.01).respond(ask(text, "en"))
        assert isinstance(reply, Refusal)
        visas = MINISTRY.signposts["visas"]
        wanted = (Reason.NOT_OUR_REMIT, visas) if kind is QuestionKind.REMIT else (Reason.PREDICTION, None)
        assert (reply.reason, reply.signpost) == wanted

    def test_but_not_where_something_comes_close(self, tmp_path: Path) -> None:
        text = "Whose is the Orda?"
        desk = desk_taught(tmp_path, {QuestionKind.PREDICTION: text}, threshold=1.01)
        assert isinstance(desk.respond(ask(text, "en")), Closest)


class TestTime:
    PAST = f"{OLD_COD} Was that so?"

    def test_a_question_about_an_earlier_time_is_answered_from_then(self, tmp_path: Path) -> None:
        reply = desk_taught(tmp_path, {QuestionKind.PAST: self.PAST}).respond(ask(self.PAST, "en"))
        assert isinstance(reply, Former)
        assert (first(reply), reply.match.statement.id, reply.found.as_of) == ("cod-2024", "cod-2024", THEN)
        assert (reply.until, reply.standing) == (datetime(2025, 1, 1, tzinfo=UTC), Standing.ENDED)

    def test_so_is_one_that_names_a_year_in_which_an_earlier_position_stood(self, tmp_path: Path) -> None:
        """However it sounds: what answered then was superseded by what answers today."""
        reply = desk_over(tmp_path).respond(ask(self.PAST, "en"))
        assert isinstance(reply, Former)
        assert (reply.match.statement.id, reply.found.as_of) == ("cod-2024", THEN)

    def test_what_stood_then_and_still_stands_is_the_position_of_then(self, tmp_path: Path) -> None:
        text = f"{COD} in 2025"
        reply = desk_taught(tmp_path, {QuestionKind.PAST: text}).respond(ask(text, "en"))
        assert isinstance(reply, Position)
        assert (first(reply), reply.found.as_of) == ("cod-2025", datetime(2025, 12, 31, 23, 59, 59, 999999, UTC))

    def test_nor_one_about_an_earlier_time_that_it_does_not_name(self, tmp_path: Path) -> None:
        text = COD.replace("may", "might once")
        reply = desk_taught(tmp_path, {QuestionKind.PAST: text}).respond(ask(text, "en"))
        assert (first(reply), searched(reply).found.as_of) == ("cod-2025", None)

    def test_a_moment_that_the_citizen_chose_comes_first(self, tmp_path: Path) -> None:
        desk = desk_taught(tmp_path, {QuestionKind.PAST: self.PAST})
        reply = desk.respond(replace(ask(self.PAST, "en"), dated=True))
        assert searched(reply).found.as_of == NOW
        assert first(reply) == "cod-2025"

    def test_the_latest_is_the_newest_of_those_that_are_nearly_as_sure(self, tmp_path: Path) -> None:
        told = [
            statement("old", {"en": "Cod may be caught on the Selm bank now."}, published=date(2024, 1, 1)),
            statement("new", {"en": "Cod may be caught on the Selm bank."}, published=date(2025, 1, 1)),
            statement("other", {"en": "Visas cost nothing."}, published=date(2026, 1, 1)),
            *OTHERS,
        ]
        text = "Cod may be caught on the Selm bank now."
        assert first(desk_over(tmp_path / "plain", told).respond(ask(text, "en"))) == "old"
        reply = desk_taught(tmp_path / "taught", {QuestionKind.LATEST: text}, told).respond(ask(text, "en"))
        assert isinstance(reply, Position)
        assert [m.statement.id for m in reply.found.matches[:2]] == ["new", "old"]


def asked_by_staff(one: Statement, question: str) -> Statement:
    version, *others = one.versions
    return replace(one, versions=(replace(version, questions=(question,)), *others))


def replace_questions(one: Statement) -> Statement:
    """The statement without the questions that staff wrote."""
    return replace(one, versions=tuple(replace(version, questions=()) for version in one.versions))


class TestStaff:
    QUESTION = "Where may the boats go?"
    TOLD = (
        asked_by_staff(statement("harbours", {"en": "Nothing that resembles it."}), QUESTION),
        statement("boats", {"en": "Where the boats may go, and where the boats may not."}),
        *OTHERS,
    )

    def test_the_very_question_that_staff_wrote_is_answered_by_what_they_wrote_it_for(self, tmp_path: Path) -> None:
        desk = desk_over(tmp_path, self.TOLD)
        reply = desk.respond(ask("  where may the boats GO", "en"))
        assert (type(reply), first(reply), searched(reply).found.confidence) == (Position, "harbours", 0.99)
        assert first(desk.respond(ask("Where may the boats of Marenian fishermen go in winter?", "en"))) == "boats"

    def test_but_for_one_word_no_other_statement_is_presented(self, tmp_path: Path) -> None:
        asked = "Where may Marenian boats go fishing?"
        told = (
            asked_by_staff(statement("harbours", {"en": "Nothing that resembles it. Boats go fishing."}), asked),
            statement("boats", {"en": "Where may boats go fishing? Boats may go fishing where boats may go."}),
            *OTHERS,
        )
        less = "Where may boats go fishing?"
        untold = desk_over(tmp_path / "untold", (replace_questions(told[0]), *told[1:])).respond(ask(less, "en"))
        assert (type(untold), first(untold)) == (Position, "boats")
        reply = desk_over(tmp_path / "told", told).respond(ask(less, "en"))
        assert isinstance(reply, Closest)
        assert reply.listed[0].statement.id == "harbours"
        other = desk_over(tmp_path / "other", told).respond(ask("Where may boats go?", "en"))
        assert first(other) == "boats"

    def test_not_where_two_statements_claim_it(self, tmp_path: Path) -> None:
        twice = asked_by_staff(statement("ports", {"en": "Ships anchor there."}), self.QUESTION)
        reply = desk_over(tmp_path, (*self.TOLD, twice)).respond(ask(self.QUESTION, "en"))
        assert first(reply) == "boats"

    def test_nor_for_one_that_is_no_longer_in_force(self, tmp_path: Path) -> None:
        ended = replace(self.TOLD[0], valid_until=date(2025, 12, 31))
        reply = desk_over(tmp_path, (ended, *self.TOLD[1:])).respond(ask(self.QUESTION, "en"))
        assert first(reply) == "boats"


class TestFormer:
    def test_a_term_that_ran_out_before_a_successor_came(self, tmp_path: Path) -> None:
        """It ended with 2024 and was replaced in March 2025 only: the end of its term is why."""
        reply = desk_over(tmp_path).respond(ask(OLD_COD, "en"))
        assert isinstance(reply, Former)
        assert (reply.match.statement.id, reply.match.version.language) == ("cod-2024", "en")
        assert (reply.standing, reply.until) == (Standing.ENDED, datetime(2025, 1, 1, tzinfo=UTC))
        assert reply.replaced_by is not None
        assert reply.replaced_by.id == "cod-2025"
        for piece in reply.match.quote:
            assert reply.match.version.text[piece.start : piece.end] == piece.text != ""

    def test_one_that_was_replaced(self, tmp_path: Path) -> None:
        reply = desk_over(tmp_path).respond(ask("Орда принадлежит нам.", "ru"))
        assert isinstance(reply, Former)
        assert (reply.match.statement.id, reply.standing) == ("orda-2019", Standing.SUPERSEDED)
        assert reply.until == datetime(2026, 3, 14, tzinfo=UTC)
        assert reply.replaced_by is not None
        assert reply.replaced_by.id == "orda-2026"

    def test_never_one_whose_successor_comes_close_too(self, tmp_path: Path) -> None:
        told = [
            statement("old", {"en": "Cod may be caught on the Selm bank now."}, published=date(2024, 1, 1)),
            statement(
                "new", {"en": "Cod may be caught on the Selm bank."}, published=date(2025, 1, 1), supersedes=("old",)
            ),
            *OTHERS,
        ]
        publish_made(tmp_path, make(told))
        snapshot = open_desk(tmp_path, FakeEncoder()).snapshot()
        text = "Cod may be caught on the Selm bank now."
        (encoded,) = FakeEncoder().questions_by_token([text])
        found = search(snapshot, seek(snapshot, text, "en", encoded), NOW)
        for close, kind in ((0.5, Closest), (0.1, Former)):
            reply = decide(snapshot, replace(found, sure=(close, *found.sure[1:])), "en", NOW, False)
            assert isinstance(reply, kind)

    def test_never_one_that_was_withdrawn(self, tmp_path: Path) -> None:
        text = "No visa is needed for thirty days."
        desk = desk_over(tmp_path)
        assert isinstance(desk.respond(ask(text, "en", datetime(2026, 1, 1, tzinfo=UTC))), Position)
        assert type(desk.respond(ask(text, "en"))) in {Closest, NoPosition}

    def test_not_at_a_moment_that_the_citizen_chose(self, tmp_path: Path) -> None:
        reply = desk_over(tmp_path).respond(replace(ask(OLD_COD, "en"), dated=True))
        assert type(reply) in {Closest, NoPosition}

    def test_not_where_a_statement_in_force_answers(self, tmp_path: Path) -> None:
        told = [statement("old", {"en": COD}), statement("new", {"en": COD}, supersedes=("old",))]
        reply = desk_over(tmp_path, told).respond(ask(COD, "en"))
        assert (type(reply), first(reply)) == (Position, "new")

    def chain(self, **last: date) -> list[Statement]:
        """Three, each replacing the one before; only the first speaks of cod."""
        return [
            statement("a", {"en": COD}, published=date(2023, 1, 1)),
            statement("b", {"en": "Fishing is regulated."}, published=date(2024, 1, 1), supersedes=("a",)),
            statement("c", {"en": "Nets are regulated."}, published=date(2025, 1, 1), supersedes=("b",), **last),
            *OTHERS,
        ]

    def test_what_replaced_it_is_what_is_in_force_however_far(self, tmp_path: Path) -> None:
        reply = desk_over(tmp_path, self.chain()).respond(ask(COD, "en"))
        assert isinstance(reply, Former)
        assert reply.until == datetime(2024, 1, 1, tzinfo=UTC)
        assert reply.replaced_by is not None
        assert reply.replaced_by.id == "c"

    def test_what_ended_itself_is_not_named(self, tmp_path: Path) -> None:
        reply = desk_over(tmp_path, self.chain(valid_until=date(2025, 6, 30))).respond(ask(COD, "en"))
        assert isinstance(reply, Former)
        assert (reply.match.statement.id, reply.replaced_by) == ("a", None)

    def test_the_refusals_come_first(self, tmp_path: Path) -> None:
        desk = desk_taught(tmp_path, {QuestionKind.OPINION: OLD_COD})
        assert isinstance(desk.respond(ask(OLD_COD, "en")), Refusal)
