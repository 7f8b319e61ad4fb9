from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.frontends.backstage import Answering
from bot.frontends.console import chat
from bot.rendering import Message, Note
from bot.reply import Earlier, Question, Reply, Several
from indexer.statement import VerbaleError
from tests.fakes.chat import prepared
from tests.fakes.desk import FakeDesk, found
from tests.fakes.terminal import CTRL_C, CTRL_D, ENTER, TAB, UP, Terminal

ROOT = Path(__file__).parents[3]
PROGRAM = [sys.executable, "-m", "tests.fakes.chat"]

RIVER = (
    "A published statement says:\n"
    "\n"
    "The border river Orda\n"
    "> The Orda belongs to both banks.\n"
    "\n"
    "Issued by: Ministry of Foreign Affairs\n"
    "Date: 14 March 2026\n"
    "Language: English\n"
    "Source: https://mfa.example/en/orda\n"
    "\n"
    "Replaces the position of 3 May 2019: The Orda in 2019\n"
    "\n"
)
RIVER_RUSSIAN = (
    "В опубликованном заявлении говорится:\n"
    "\n"
    "Пограничная река Орда\n"
    "> Орда принадлежит обоим берегам.\n"
    "\n"
    "Издано: Ministry of Foreign Affairs\n"
    "Дата: 14 марта 2026\u202fг.\n"
    "Язык: русский\n"
    "Источник: https://mfa.example/ru/orda\n"
    "\n"
    "Язык оригинала: английский. Это официальный перевод.\n"
    "\n"
    "Заменяет позицию от 3 мая 2019\u202fг.: The Orda in 2019\n"
    "\n"
)
RIVER_SOURCES = (
    "- The border river Orda\n"
    "  14 March 2026 · English\n"
    "  https://mfa.example/en/orda\n"
    "\n"
    "- The Orda in 2019\n"
    "  3 May 2019 · English · replaced\n"
    "  https://mfa.example/2019\n"
    "\n"
)
ELSEWHERE = (
    "You can put your question to the ministry:\n"
    "Website: https://mfa.example/contact\n"
    "Email: press@mfa.example\n"
    "Telephone: +999 20 555 0100\n"
    "\n"
    "For other matters, please turn to:\n"
    "\n"
    "- Visas\n"
    "  +999 20 555 0250\n"
    "  https://visas.example/\n"
    "\n"
    "- Taxes\n"
    "  https://taxes.example/\n"
    "\n"
)
LAKE = (
    "No published statement is certain to answer this question. These may:\n"
    "\n"
    "- The border river Orda\n"
    "  14 March 2026 · English\n"
    "  https://mfa.example/en/orda\n"
    "\n"
    "- Арктика\n"
    "  2 November 2025, 16:30 UTC · Russian\n"
    "  https://mfa.example/ru/arctic\n"
    "\n" + ELSEWHERE
)
NOTHING = "No published statement was found that answers this question.\n\n" + ELSEWHERE
HELLO = (
    "Ministry of Foreign Affairs of Marenia\n"
    "Official automated service. It answers only by quoting published statements, word for word.\n"
    "\n"
    "Please ask a question in a sentence of your own. /help shows what else you can write.\n"
    "\n"
)
HELP = (
    "Write a question, or one of these:\n"
    "/help: shows this list\n"
    "/language: shows or chooses the language of the answers\n"
    "/sources: lists the statements named in the last reply, with their links\n"
    "/quit: leaves\n"
    "\n"
)
CHOICES = "To choose, write /language and a code (en, fr, es, ru, ar, zh), or /language auto.\n\n"
CHOICES_RUSSIAN = "Чтобы выбрать, напишите /language и код (en, fr, es, ru, ar, zh) или /language auto.\n\n"
NAMED_NOTHING = "The last reply named no statement.\n\n"


def talk(typed: str, open_desk: Callable[[], Answering] = prepared, language: str | None = None) -> str:
    stdout = io.StringIO()
    chat(open_desk, language=language, stdin=io.StringIO(typed), stdout=stdout)
    return stdout.getvalue()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("Whose is the river?", RIVER),
        ("  Whose is the river?  \r\n", RIVER),
        ("And the lake?\nWhat else?\n", LAKE + NOTHING),
        ("Hello\n\n", HELLO + "Please write your question in words.\n\n"),
        ("/help", HELP),
        ("/HELP", HELP),
        ("/quit\nWhose is the river?\n", ""),
        ("quit\nWhose is the river?\n", ""),
        (" Exit \nWhose is the river?\n", ""),
        ("quit now\nWhose is the river?\n", NOTHING + RIVER),
        ("/sources", NAMED_NOTHING),
        ("Whose is the river?\n/sources\n", RIVER + RIVER_SOURCES),
        ("Whose is the river?\n/help\n/sources\n", RIVER + HELP + RIVER_SOURCES),
        ("Whose is the river?\nHello\n/sources\n", RIVER + HELLO + NAMED_NOTHING),
        ("/start now", "There is no command /start. /help shows what you can write.\n\n"),
        ("/", "There is no command /. /help shows what you can write.\n\n"),
        ("/language", "Each question is answered in its own language.\n\n" + CHOICES),
        ("/language xx", "This is not a language code: xx.\n\n" + CHOICES),
        ("/language fr-CA", "Langue des réponses, si le texte y est publié\u00a0: français\n\n"),
        (
            "/language ru\nWhose is the river?\n/language\n",
            "Язык ответов, если текст на нём опубликован: русский\n\n"
            + RIVER_RUSSIAN
            + "Язык ответов, если текст на нём опубликован: русский\n\n"
            + CHOICES_RUSSIAN,
        ),
        (
            "/language ru\n/language auto\nWhose is the river?\n",
            "Язык ответов, если текст на нём опубликован: русский\n\n"
            "Ответ на каждый вопрос даётся на языке вопроса.\n\n" + CHOICES_RUSSIAN + RIVER,
        ),
        (
            "/language de\n/nonsense\n",
            "Language of the answers, where published: German\n\n"
            "There is no command /nonsense. /help shows what you can write.\n\n",
        ),
    ],
)
def test_a_conversation_through_a_pipe(typed: str, shown: str) -> None:
    assert talk(typed) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr_CA.UTF-8", "La commande /x n'existe pas. /help montre ce que vous pouvez écrire.\n\n"),
        ("zh", "没有 /x 这个命令。输入 /help 可查看用法。\n\n"),
        ("C", "There is no command /x. /help shows what you can write.\n\n"),
        (None, "There is no command /x. /help shows what you can write.\n\n"),
    ],
)
def test_the_terminal_speaks_the_language_of_its_user(language: str | None, shown: str) -> None:
    assert talk("/x", language=language) == shown


def test_a_question_carries_its_moment_and_a_language_to_answer_in_only_when_chosen() -> None:
    desk = FakeDesk()
    before = datetime.now(UTC)
    typed = "one\n/language fr\ntwo\n/language pt-BR\nthree\n/language auto\nfour\n"
    talk(typed, lambda: desk, language="ru")
    after = datetime.now(UTC)
    moments = [question.as_of for question in desk.asked]
    # The question is searched in its own language, whatever the answers come in.
    assert desk.asked == [
        Question("one", moments[0], language=None, answer_in=None),
        Question("two", moments[1], language=None, answer_in="fr", follows=Earlier("one")),
        Question("three", moments[2], language=None, answer_in="pt", follows=Earlier("two")),
        Question("four", moments[3], language=None, answer_in=None, follows=Earlier("three")),
    ]
    assert [before, *moments, after] == sorted([before, *moments, after])


class TestFollowing:
    """What each question carries of the one before it."""

    def followed(self, typed: str, *minutes: float, desk: FakeDesk | None = None) -> list[tuple[str, Earlier | None]]:
        """The questions of a talk and what each follows; they come at `minutes`, or all at once."""
        desk = desk or prepared()
        start = datetime(2026, 6, 1, 12, tzinfo=UTC)
        moments = iter([start + timedelta(minutes=minute) for minute in minutes] or [start] * 9)
        stdin, stdout = io.StringIO(typed), io.StringIO()
        chat(lambda: desk, language=None, stdin=stdin, stdout=stdout, clock=lambda: next(moments))
        return [(question.text, question.follows) for question in desk.asked]

    def test_the_question_before_and_the_statement_that_answered_it(self) -> None:
        assert self.followed("Whose is the river?\nAnd the lake?\nSince when?\n") == [
            ("Whose is the river?", None),
            ("And the lake?", Earlier("Whose is the river?", "orda-2026")),
            ("Since when?", Earlier("And the lake?")),  # statements that are listed answer nothing
        ]

    def test_for_less_than_ten_minutes_after_it_was_asked(self) -> None:
        river = Earlier("Whose is the river?", "orda-2026")
        asked = "Whose is the river?\nSince when?\n"
        assert self.followed(asked, 0, 9.99)[1] == ("Since when?", river)
        assert self.followed(asked, 0, 10)[1] == ("Since when?", None)
        assert self.followed(asked + "Why?\n", 0, 9, 18)[2] == ("Why?", Earlier("Since when?"))

    def test_greetings_empty_lines_and_commands_come_between(self) -> None:
        asked = self.followed("Whose is the river?\nHello\n\n/help\n/language fr\nSince when?\n")
        assert asked[-1] == ("Since when?", Earlier("Whose is the river?", "orda-2026"))

    def test_of_several_replies_the_first_position(self) -> None:
        desk = prepared()

        class Parting(FakeDesk):
            def respond(self, question: Question) -> Reply:
                reply = super().respond(question)
                if question.text != "All of it?":
                    return reply
                parts = ("And the lake?", "Whose is the river?")
                return Several(found(), tuple((part, desk.respond(Question(part, question.as_of))) for part in parts))

        asked = self.followed("All of it?\nSince when?\n", desk=Parting())
        assert asked[1] == ("Since when?", Earlier("All of it?", "orda-2026"))


def test_commands_need_no_desk() -> None:
    def fail() -> Answering:
        raise VerbaleError("there is no store; run: verbale index")

    assert talk("/help\n/sources\n", fail) == HELP + NAMED_NOTHING


def test_an_error_of_opening_comes_with_the_first_question() -> None:
    def fail() -> Answering:
        raise VerbaleError("there is no store; run: verbale index")

    stdout = io.StringIO()
    with pytest.raises(VerbaleError, match=r"^there is no store; run: verbale index$"):
        chat(fail, language=None, stdin=io.StringIO("/help\nWhose?\n/help\n"), stdout=stdout)
    assert stdout.getvalue() == HELP


def test_an_error_of_the_desk_ends_the_talk() -> None:
    stdout = io.StringIO()
    stdin = io.StringIO("Whose is the river?\nAnd the sea?\nAnd the lake?\n")
    with pytest.raises(VerbaleError, match=r"^the store is gone; run: verbale index$"):
        chat(prepared, language=None, stdin=stdin, stdout=stdout)
    assert stdout.getvalue() == RIVER


def test_the_desk_is_opened_and_asked_in_one_thread_that_ends_with_the_talk() -> None:
    threads: set[threading.Thread] = set()

    class Watched(FakeDesk):
        def respond(self, question: Question) -> Reply:
            threads.add(threading.current_thread())
            return super().respond(question)

    def open_desk() -> Answering:
        threads.add(threading.current_thread())
        return Watched()

    talk("one\ntwo\n", open_desk)
    assert [(thread.name, thread.is_alive()) for thread in threads] == [("desk", False)]


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV") if name in os.environ}
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return kept | {"HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": path} | more


def piped(typed: bytes, home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=typed,
        capture_output=True,
        cwd=ROOT,
        env=environment(home, **more),
        timeout=60,
        check=False,
    )


def test_a_real_pipe_gets_the_reply_and_nothing_else(tmp_path: Path) -> None:
    done = piped(b"Whose is the river?\n", tmp_path, FORCE_COLOR="1", COLUMNS="30")
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (0, RIVER, "")


def test_one_ill_encoded_line_hurts_only_itself(tmp_path: Path) -> None:
    done = piped(b"\xff\xfe\n/\xff\x1b[2J\nWhose is the river?\n", tmp_path)
    unknown = "There is no command /\ufffd\ufffd[2J. /help shows what you can write.\n\n"
    assert (done.returncode, done.stdout.decode()) == (0, NOTHING + unknown + RIVER)


def test_a_terminal_without_the_letters_gets_question_marks(tmp_path: Path) -> None:
    done = piped(b"/x\n", tmp_path, "--language", "ru", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stdout) == (
        0,
        b"??????? /x ???. /help ??????????, ??? ????? ????????.\n\n",
    )


def test_an_operators_error_through_a_pipe(tmp_path: Path) -> None:
    done = piped(b"Whose?\n", tmp_path, "--broken", "no store; run: verbale index")
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"error: no store; run: verbale index\n")


def test_importing_the_console_loads_no_model_library(tmp_path: Path) -> None:
    heavy = "{'torch', 'sentence_transformers', 'transformers', 'faiss', 'numpy', 'telegram', 'discord'}"
    script = f"import sys, bot.frontends.console; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment(tmp_path), check=True
    )
    assert done.stdout == "[]\n"


WELCOME = [
    "Ministry of Foreign Affairs of Marenia",
    "Official automated service. It answers only by quoting published statements,",
    "word for word.",
    "",
    "/help shows what you can write, /quit leaves.",
    "",
]
HINT = ["/help shows what you can write, /quit leaves.", ""]
PROMPT = "› Ask a question, or write /help"
RIVER_LINES = [
    "A published statement says:",
    "",
    "The border river Orda",
    "▌ The Orda belongs to both banks.",
    "",
    "Issued by  Ministry of Foreign Affairs",
    "Date       14 March 2026",
    "Language   English",
    "Source     https://mfa.example/en/orda",
    "",
    "Replaces the position of 3 May 2019: The Orda in 2019",
    "",
]
HELP_LINES = [
    "Write a question, or one of these:",
    "/help      shows this list",
    "/language  shows or chooses the language of the answers",
    "/sources   lists the statements named in the last reply, with their links",
    "/quit      leaves",
    "",
]


def terminal(home: Path, *arguments: str, **more: str) -> Terminal:
    return Terminal([*PROGRAM, *arguments], environment(home, **more))


def test_a_conversation_at_a_terminal(tmp_path: Path) -> None:
    with terminal(tmp_path) as person:
        person.shows(*WELCOME, PROMPT)
        person.type("Whose is the river?" + ENTER)
        river = ["› Whose is the river?", *RIVER_LINES]
        person.shows(*WELCOME, *river, PROMPT)
        person.type("/help" + ENTER)
        person.shows(*WELCOME, *river, "› /help", *HELP_LINES, PROMPT)
        person.type(CTRL_D)
        assert person.leave() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """While this file is there, the desk does not open."""
    file = tmp_path / "held"
    file.touch()
    return file


def test_the_prompt_is_there_before_the_desk_and_the_question_waits(tmp_path: Path, held: Path) -> None:
    with terminal(tmp_path, "--held", str(held), "--thinking", "0.5") as person:
        person.shows(*WELCOME, PROMPT)
        person.type("Whose is the river?" + ENTER)
        person.until("⠋ Opening the published statements…")
        held.unlink()
        person.shows(*WELCOME, "› Whose is the river?", *RIVER_LINES, PROMPT)
        written = person.raw.decode()
        opening, searching = "Opening the published statements…", "Searching the published statements…"
        assert written.index(opening) < written.index(searching) < written.index("The border river Orda")


def test_ctrl_c_clears_the_line_and_enter_alone_asks_nothing(tmp_path: Path) -> None:
    with terminal(tmp_path) as person:
        person.shows(*WELCOME, PROMPT)
        person.type("half a question")
        person.shows(*WELCOME, "› half a question")
        person.type(CTRL_C)
        person.shows(*WELCOME, PROMPT)
        person.type(ENTER + "/help" + ENTER)
        person.shows(*WELCOME, PROMPT, "› /help", *HELP_LINES, PROMPT)


def test_ctrl_c_at_an_empty_prompt_says_how_to_leave(tmp_path: Path) -> None:
    with terminal(tmp_path) as person:
        person.shows(*WELCOME, PROMPT)
        person.type(CTRL_C)
        person.shows(*WELCOME, *HINT, PROMPT)
        person.type("Whose is the river?" + ENTER)
        person.shows(*WELCOME, *HINT, "› Whose is the river?", *RIVER_LINES, PROMPT)
        person.type("/language ru" + ENTER)
        person.until("› Задайте вопрос или напишите /help")
        person.type(CTRL_C)
        person.until("/help показывает, что можно написать, /quit завершает разговор.")
        person.watch(lambda: person.current == "› Задайте вопрос или напишите /help", "the prompt again")
        person.type(CTRL_D)
        assert person.leave() == 0


@pytest.mark.parametrize("word", ["quit", "exit", "/quit"])
def test_a_word_of_farewell_leaves(word: str, tmp_path: Path) -> None:
    with terminal(tmp_path) as person:
        person.shows(*WELCOME, PROMPT)
        person.type(word + ENTER)
        assert person.leave() == 0
        assert person.lines == [*WELCOME, f"› {word}"]


def test_ctrl_c_during_an_answer_returns_to_the_prompt(tmp_path: Path, held: Path) -> None:
    with terminal(tmp_path, "--held", str(held)) as person:
        person.shows(*WELCOME, PROMPT)
        person.type("And the lake?" + ENTER)
        person.until("⠋ Opening the published statements…")
        person.type(CTRL_C)
        person.until(PROMPT)
        held.unlink()
        person.type("Whose is the river?" + ENTER)
        person.shows(*WELCOME, "› And the lake?", "› Whose is the river?", *RIVER_LINES, PROMPT)
        assert "No published statement is certain" not in person.raw.decode()
        person.type("/quit" + ENTER)
        assert person.leave() == 0


def test_leaving_waits_for_what_is_being_loaded_and_says_so(tmp_path: Path, held: Path) -> None:
    with terminal(tmp_path, "--held", str(held)) as person:
        person.shows(*WELCOME, PROMPT)
        person.type(CTRL_D)
        person.until("⠋ Closing…")
        held.unlink()
        assert person.leave() == 0
        assert person.lines == [*WELCOME, PROMPT]


def test_history_and_completion(tmp_path: Path) -> None:
    with terminal(tmp_path) as person:
        person.shows(*WELCOME, PROMPT)
        person.type("/sources" + ENTER)
        asked = ["› /sources", "The last reply named no statement.", ""]
        person.shows(*WELCOME, *asked, PROMPT)
        person.type(UP)
        person.shows(*WELCOME, *asked, "› /sources")
        person.type(CTRL_C + "/la" + TAB)
        person.shows(*WELCOME, *asked, "› /language")


def test_an_error_of_opening_ends_the_talk_at_the_first_question(tmp_path: Path, held: Path) -> None:
    with terminal(tmp_path, "--held", str(held), "--broken", "no store; run: verbale index") as person:
        person.shows(*WELCOME, PROMPT)
        person.type("Whose is the river?" + ENTER)
        person.until("⠋ Opening the published statements…")
        held.unlink()
        assert person.leave() == 1
        assert person.lines == [*WELCOME, "› Whose is the river?", "error: no store; run: verbale index"]


def test_an_error_known_at_once_shows_before_any_prompt(tmp_path: Path) -> None:
    with terminal(tmp_path, "--broken", "no store; run: verbale index") as person:
        assert person.leave() == 1
        assert person.lines == [*WELCOME, "error: no store; run: verbale index"]


def test_no_colour_at_a_terminal_that_wants_none(tmp_path: Path) -> None:
    with terminal(tmp_path, NO_COLOR="1") as person:
        person.shows(*WELCOME, PROMPT)
        person.type("Whose is the river?" + ENTER)
        person.shows(*WELCOME, "› Whose is the river?", *RIVER_LINES, PROMPT)
        cells = [cell for row in person.display.buffer.values() for cell in row.values()]
        # Dim text is no colour; this display shows it as bright black.
        assert {(cell.fg, cell.bg) for cell in cells} == {("default", "default"), ("brightblack", "default")}


def test_a_right_to_left_welcome(tmp_path: Path) -> None:
    with terminal(tmp_path, "--language", "ar") as person:
        person.shows(
            "وزارة خارجية مارينيا".rjust(80),
            "خدمة آلية رسمية. لا تجيب إلا باقتباس حرفي من البيانات المنشورة.".rjust(80),
            "",
            "يعرض الأمر /help ما يمكن كتابته، وينهي الأمر /quit المحادثة.".rjust(80),
            "",
            "› اطرح سؤالا أو اكتب /help",
        )


class TestConsulting:
    """Commands that the terminal hands on as they were written."""

    def consult(self, typed: str, language: str | None = None) -> tuple[str, list[tuple[str, str, str | None]]]:
        taken: list[tuple[str, str, str | None]] = []

        def consult(name: str, argument: str, language: str | None) -> Message:
            taken.append((name, argument, language))
            assert threading.current_thread().name == "desk"
            return Message(language or "en", (Note(f"<{name}>"),))

        stdout = io.StringIO()
        chat(prepared, language=language, stdin=io.StringIO(typed), stdout=stdout, consult=consult)
        return stdout.getvalue(), taken

    def test_commands_and_what_follows_them(self) -> None:
        typed = (
            "/verify  The “Orda”  belongs\n/TOPICS\n/topics border river 2\n/latest 2\n/history orda-2026\n/verify\n"
        )
        shown, taken = self.consult(typed, "ru_RU.UTF-8")
        assert taken == [
            ("/verify", "The “Orda”  belongs", None),  # in the quotation's language
            ("/topics", "", "ru"),
            ("/topics", "border river 2", "ru"),
            ("/latest", "2", "ru"),
            ("/history", "orda-2026", "ru"),
            ("/verify", "", "ru"),
        ]
        assert shown == "".join(f"<{name}>\n\n" for name, _, _ in taken)

    def test_a_chosen_language_holds_for_all(self) -> None:
        _, taken = self.consult("/language fr\n/verify The Orda\n/latest\n")
        assert taken == [("/verify", "The Orda", "fr"), ("/latest", "", "fr")]

    def test_the_last_reply_is_still_that_of_the_question(self) -> None:
        shown, _ = self.consult("Whose is the river?\n/latest\n/sources\n")
        assert shown == f"{RIVER}</latest>\n\n{RIVER_SOURCES}"

    def test_help_lists_them(self) -> None:
        shown, _ = self.consult("/help\n")
        assert shown == HELP.replace(
            "/quit: leaves\n",
            "/verify: checks whether a text is a quotation: /verify and the text\n"
            "/topics: lists the topics\n"
            "/latest: lists the latest statements\n"
            "/history: shows how the position on a topic changed: /history and a topic\n"
            "/quit: leaves\n",
        )

    def test_without_anybody_to_answer_them_they_do_not_exist(self) -> None:
        assert talk("/verify x\n") == "There is no command /verify. /help shows what you can write.\n\n"

    def test_an_operators_error_ends_the_talk(self) -> None:
        def consult(name: str, argument: str, language: str | None) -> Message:
            raise VerbaleError("the store is gone; run: verbale index")

        with pytest.raises(VerbaleError, match=r"^the store is gone; run: verbale index$"):
            chat(prepared, language=None, stdin=io.StringIO("/latest\n"), stdout=io.StringIO(), consult=consult)
