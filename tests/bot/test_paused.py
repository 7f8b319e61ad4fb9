"""The service paused: nothing that is published is shown, by the desk, on the command line, or in the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands import asking
from bot.frontends.console import chat
from bot.rendering import as_json, outcome_of, render, sources
from bot.reply import Paused, Question, Searched
from bot.views.cards import keyboard_of
from bot.wording import LANGUAGES, wording
from indexer.encoding import EncodedQuestion
from indexer.pausing import pause, resume
from tests.bot.commands import COD, Ran, fake_surroundings
from tests.bot.desks import NOW, ask, desk_over
from tests.bot.messages import texts
from tests.fakes.desk import MINISTRY
from tests.fakes.encoder import FakeEncoder

WORDS = {
    "en": "This service is paused at the moment and gives no answers. Please try again later.",
    "fr": "Ce service est momentanément suspendu et ne donne aucune réponse. Veuillez réessayer plus tard.",
    "es": "Este servicio está suspendido temporalmente y no ofrece respuestas. Vuelva a intentarlo más tarde.",
    "ru": "Работа службы временно приостановлена, ответы не даются. Пожалуйста, обратитесь позднее.",
    "ar": "هذه الخدمة متوقفة مؤقتا ولا تقدم إجابات في الوقت الحاضر. يرجى المحاولة لاحقا.",
    "zh": "本服务目前暂停，不提供答复。请稍后再试。",
}
COD_QUESTION = "How many ships may catch cod on the Selm bank?"


class TestTheDesk:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            (COD_QUESTION, "en"),
            ("Combien de navires peuvent pêcher le morue dans cette zone ?", "fr"),
            ("Сколько судов могут ловить треску?", "ru"),
            ("كم عدد السفن المسموح لها بصيد القد؟", "ar"),
            ("有多少船可以捕捞鳕鱼？", "zh"),
            ("¿Cuántos barcos pueden pescar bacalao en esta zona?", "es"),
            ("Bonjour", "fr"),
            ("Привет", "ru"),
            ("", "en"),
            ("?!", "en"),
            ("/start", "en"),
            ("what " * 400, "en"),
            ("\ud800 cod", "en"),
        ],
    )
    def test_whatever_is_asked_gets_that_it_is_paused_in_the_language_asked_in(
        self, tmp_path: Path, text: str, language: str
    ) -> None:
        desk = desk_over(tmp_path)
        pause(tmp_path, "x", NOW)
        reply = desk.respond(ask(text))
        assert isinstance(reply, Paused)
        assert (reply.language, reply.ministry) == (language, desk.snapshot().contents.ministry)

    def test_a_chosen_and_a_supposed_language_count_as_for_an_answer(self, tmp_path: Path) -> None:
        desk = desk_over(tmp_path)
        pause(tmp_path, "x", NOW)
        questions = [
            Question(COD_QUESTION, NOW, answer_in="ar"),
            Question(COD_QUESTION, NOW, "es"),
            Question("1 2 3", NOW, supposed="zh"),
        ]
        assert [reply.language for reply in desk.respond_all(questions) if isinstance(reply, Paused)] == [
            "ar",
            "es",
            "zh",
        ]

    def test_it_ends_as_it_began_at_the_next_question(self, tmp_path: Path) -> None:
        desk = desk_over(tmp_path)
        before = desk.respond(ask(COD_QUESTION))
        assert isinstance(before, Searched)
        pause(tmp_path, "x", NOW)
        assert isinstance(desk.respond(ask(COD_QUESTION)), Paused)
        resume(tmp_path)
        assert desk.respond(ask(COD_QUESTION)) == before

    def test_a_question_that_was_thought_over_when_the_pause_came_is_not_answered(self, tmp_path: Path) -> None:
        class Slow(FakeEncoder):
            def questions_by_token(self, texts: object) -> list[EncodedQuestion]:
                pause(tmp_path, "x", NOW)
                return super().questions_by_token(list(texts))  # type: ignore[call-overload]

        reply = desk_over(tmp_path, encoder=Slow()).respond(ask(COD_QUESTION))
        assert isinstance(reply, Paused)


class TestRendering:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_a_citizen_reads(self, language: str) -> None:
        words = wording(language)
        assert texts(render(Paused(language, MINISTRY))) == [
            WORDS[language],
            words.say("ask-ministry"),
            f"{words.say('label-website')} | https://mfa.example/contact",
            f"{words.say('label-email')} | press@mfa.example",
            f"{words.say('label-phone')} | +999 20 555 0100",
        ]

    def test_what_a_program_reads(self) -> None:
        reply = Paused("fr", MINISTRY)
        assert outcome_of(reply) == "paused"
        assert as_json(reply, 0.04) == {"outcome": "paused", "confidence": 0.0, "statements": [], "took_ms": 0.0}

    def test_there_are_no_sources_and_no_buttons(self) -> None:
        reply = Paused("en", MINISTRY)
        assert texts(sources(reply)) == [wording("en").say("sources-none")]
        assert keyboard_of(reply, wording("en"), private=True) == ()


class TestTheCommandLine:
    @pytest.fixture(autouse=True)
    def _paused(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        fake_surroundings(monkeypatch, tmp_path)
        desk_over(tmp_path / ".store")

    def test_pause_and_resume(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        before = Ran(capsys, "ask", COD_QUESTION, "--json").json()["outcome"]
        paused = Ran(capsys, "pause", "--reason", "a wrong figure in cod-2025")
        assert (paused.code, paused.out) == (
            0,
            "what answers from .store is paused; 'verbale resume' ends that\n",
        )
        asked = Ran(capsys, "ask", COD_QUESTION, "--json").json()
        assert (asked["outcome"], asked["statements"]) == ("paused", [])
        assert "a wrong figure" not in Ran(capsys, "ask", COD_QUESTION).out
        assert Ran(capsys, "resume").out == "what answers from .store is resumed\n"
        assert Ran(capsys, "resume").out == "what answers from .store is not paused\n"
        assert Ran(capsys, "ask", COD_QUESTION, "--json").json()["outcome"] == before

    @pytest.mark.parametrize(
        "arguments",
        [("verify", COD), ("history",), ("history", "fisheries"), ("history", "cod-2025")],
    )
    def test_nothing_published_is_shown(self, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
        Ran(capsys, "pause", "--reason", "x")
        told = Ran(capsys, *arguments, "--language", "fr")
        assert told.code == 2
        assert told.out.startswith(WORDS["fr"] + "\n")
        assert "cod" not in told.out.lower()
        assert Ran(capsys, *arguments, "--json").out == (
            '{"outcome": "paused", "confidence": 0.0, "statements": [], "took_ms": 0.0}\n'
        )

    def test_quality_is_not_measured_meanwhile(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        (tmp_path / "questions.jsonl").write_text('{"id": "1", "question": "x", "language": "en", "statements": []}\n')
        Ran(capsys, "pause", "--reason", "a wrong figure")
        told = Ran(capsys, "evaluate", "questions.jsonl")
        assert told.code == 2
        assert told.err.startswith("verbale: the service is paused since 20")
        assert told.err.endswith(": a wrong figure; its replies tell nothing until 'verbale resume'\n")

    def test_a_reason_is_needed(self, capsys: pytest.CaptureFixture[str]) -> None:
        told = Ran(capsys, "pause")
        assert told.code == 2
        assert told.err.endswith("verbale pause: error: the following arguments are required: --reason\n")

    def test_a_conversation_in_the_terminal(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        def typed() -> Iterator[str]:
            """Lines typed one after another; the service is paused after the first."""
            yield f"{COD_QUESTION}\n"
            pause(tmp_path / ".store", "x", datetime.now(UTC))
            yield from ("/sources\n", f"{COD_QUESTION}\n", f"/verify {COD}\n", "/topics\n")

        class Pipe(io.StringIO):
            def __iter__(self) -> Iterator[str]:  # type: ignore[override]
                return typed()

        monkeypatch.setattr("sys.stdin", Pipe())
        monkeypatch.setattr(asking, "model_of", lambda root, settings: FakeEncoder())
        told = Ran(capsys, "chat")
        assert told.code == 0
        before, *after = told.out.split(WORDS["en"])
        assert "mfa.example/en/cod-2025" in before
        assert len(after) == 4
        assert "cod-2025" not in "".join(after)


def test_the_console_shows_no_sources_again_while_paused() -> None:
    from tests.fakes.desk import FIRST_SENTENCE, RIVER, FakeDesk

    desk = FakeDesk()
    desk.presents("Whose is the river?", RIVER, *FIRST_SENTENCE.values())
    for now in (False, True):
        out = io.StringIO()
        typed = io.StringIO("Whose is the river?\n/sources\n")
        chat(lambda: desk, language="en", stdin=typed, stdout=out, paused=lambda now=now: now)  # type: ignore[misc]
        assert out.getvalue().endswith(f"{WORDS['en']}\n\n") is now
