"""The terminal front-end: a conversation with a person, or one question a line from a pipe.

It carries texts to a desk and replies to a screen. Opening the desk takes seconds (a model is loaded), so it
happens in the background while the person already writes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import TextIO, TypeVar

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import create_output
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import Style

from bot.frontends.backstage import Answering, Backstage
from bot.frontends.screen import Screen
from bot.rendering import Fact, Heading, Message, Note, Part, presented, render, sources
from bot.reply import Command, Earlier, Question, Reply, Searched
from bot.wording import LANGUAGES, is_language, primary, spoken, wording
from indexer.statement import Ministry

COMMANDS = ("/help", "/language", "/sources", "/quit")
CONSULTED = ("/verify", "/topics", "/latest", "/history")
"""Commands that are not the terminal's own; who calls `chat` answers them."""
Consult = Callable[[str, str, str | None], Message]
"""A command of `CONSULTED`, what stands after it, the language to reply in if one is chosen; the reply."""
FAREWELLS = ("quit", "exit")
AUTOMATIC = "auto"
FOLLOWED = timedelta(minutes=10)
"""A question asked within so long of the one before may lean on it."""

_Result = TypeVar("_Result")
_STYLE = Style.from_dict({"prompt": "ansicyan bold", "placeholder": "ansibrightblack"})


def _now() -> datetime:
    return datetime.now(UTC)


def chat(
    open_desk: Callable[[], Answering],
    *,
    language: str | None,
    stdin: TextIO,
    stdout: TextIO,
    ministry: Ministry | None = None,
    consult: Consult | None = None,
    clock: Callable[[], datetime] = _now,
    paused: Callable[[], bool] = lambda: False,
) -> None:
    """Talk until the input ends or ``/quit`` (or one of `FAREWELLS` alone) comes.

    `language` is that of the terminal's own words, as a code or as LANG has it; answers come in the language
    of each question until ``/language`` chooses one for them. `ministry` names who speaks, where that is known
    before the desk is open. `consult` answers the commands of `CONSULTED`, which do not exist without it; it is called
    where the desk is, one command or question at a time. `clock` tells the moment of each question, in UTC.
    While `paused`, what was shown before is not shown again; the desk and `consult` say themselves that it is so.
    A VerbaleError of `open_desk` or of the desk ends the talk: it is raised to the caller, who shows its message; at
    once if it is known before the first prompt, else with the first question.
    """
    live = stdin.isatty() and stdout.isatty()
    for stream in (stdin, stdout):
        if isinstance(stream, io.TextIOWrapper):
            # One ill-encoded line, or one letter that an old terminal lacks, must not end the talk.
            stream.reconfigure(errors="replace")
    talk = _Talk(Backstage(open_desk), Screen(stdout, live=live), spoken(language), consult, clock, paused)
    try:
        if live:
            _converse(talk, stdin, stdout, ministry)
        else:
            for line in stdin:
                if not talk.turn(line.strip()):
                    return
    finally:
        talk.leave()


class _Talk:
    """One conversation: what was said last, in which language, and what the commands do."""

    def __init__(
        self,
        backstage: Backstage,
        screen: Screen,
        language: str,
        consult: Consult | None,
        clock: Callable[[], datetime],
        paused: Callable[[], bool],
    ) -> None:
        self._backstage = backstage
        self._screen = screen
        self.language = language
        self._consult = consult
        self._clock = clock
        self._paused = paused
        self._chosen: str | None = None
        self._last: Reply | None = None
        self._before: tuple[datetime, Earlier] | None = None

    @property
    def commands(self) -> list[str]:
        """What may be written after a slash."""
        return [*COMMANDS, *(CONSULTED if self._consult is not None else ())]

    def turn(self, text: str) -> bool:
        """Answer one line; False when the person wants to leave."""
        if text.lower() in FAREWELLS:
            return False
        if not text.startswith("/"):
            self._answer(text)
            return True
        name, *arguments = text.split()
        match name.lower():
            case "/quit":
                return False
            case "/help":
                self._show(*self._help())
            case "/language":
                self._choose(arguments)
            case "/sources":
                self._screen.show(self._sources())
            case consulted if self._consult is not None and consulted in CONSULTED:
                self._screen.show(self._consulted(self._consult, consulted, text[len(name) :].strip()))
            case _:
                self._screen.show(render(Command(self.language, name)))
        return True

    def fail_early(self) -> None:
        """Raise what went wrong in opening the desk, if that is known by now."""
        if self._backstage.opening.done():
            self._backstage.opening.result()

    def welcome(self, ministry: Ministry | None) -> None:
        words = wording(self.language)
        speaker = () if ministry is None else (Heading(words.of(ministry.name), self.language),)
        self._show(*speaker, Note(words.say("service")), Note(words.say("hint")))

    def hint(self) -> None:
        """Say how to get help and how to leave."""
        self._show(Note(wording(self.language).say("hint")))

    def leave(self) -> None:
        """Wait for the desk's thread: a process that ends while torch computes in a thread is aborted."""
        if not self._backstage.close(0.2):
            with self._screen.waiting(wording(self.language).say("leaving")):
                self._backstage.close()

    def _show(self, *parts: Part) -> None:
        self._screen.show(Message(self.language, parts))

    def _answer(self, text: str) -> None:
        now = self._clock()
        question = Question(text, now, answer_in=self._chosen, follows=self._followed(now))
        reply = self._awaited(self._backstage.ask(question))
        self._last = reply
        # Nothing leans on a greeting; what was asked before it may still be meant.
        if isinstance(reply, Searched):
            shown = next((match.statement.id for match in presented(reply)), None)
            self._before = now, Earlier(text, shown)
        self._screen.show(render(reply))

    def _followed(self, now: datetime) -> Earlier | None:
        """The question before, if it was asked shortly before."""
        if self._before is None:
            return None
        asked, earlier = self._before
        return earlier if now - asked < FOLLOWED else None

    def _consulted(self, consult: Consult, name: str, argument: str) -> Message:
        # A verification speaks the quotation's language unless one is chosen, as an answer speaks the question's.
        language = self._chosen if name == "/verify" and argument else self._chosen or self.language
        return self._awaited(self._backstage.do(lambda _: consult(name, argument, language)))

    def _awaited(self, answer: Future[_Result]) -> _Result:
        """The answer, with a sign of life while it takes its time; dropped when the person does not wait."""
        words = wording(self.language)
        try:
            if not self._backstage.opening.done():
                with self._screen.waiting(words.say("opening")):
                    self._backstage.opening.exception()
            self._backstage.opening.result()
            with self._screen.waiting(words.say("searching")):
                return answer.result()
        except KeyboardInterrupt:
            answer.cancel()
            raise

    def _help(self) -> tuple[Part, ...]:
        words = wording(self.language)
        consulted = (
            Fact("/verify", words.say("help-verify")),
            Fact("/topics", words.say("help-topics")),
            Fact("/latest", words.say("help-latest")),
            Fact("/history", words.say("help-history")),
        )
        return (
            Note(words.say("help-lead")),
            Fact("/help", words.say("help-help")),
            Fact("/language", words.say("help-language")),
            Fact("/sources", words.say("help-sources")),
            *(consulted if self._consult is not None else ()),
            Fact("/quit", words.say("help-quit")),
        )

    def _sources(self) -> Message:
        if self._paused():
            return Message(self.language, (Note(wording(self.language).say("paused")),))
        if self._last is None:
            return Message(self.language, (Note(wording(self.language).say("sources-none")),))
        return sources(self._last)

    def _choose(self, arguments: list[str]) -> None:
        code = arguments[0] if arguments else None
        known = code is not None and is_language(code)
        if code == AUTOMATIC:
            self._chosen = None
        elif code is not None and known:
            self._chosen, self.language = primary(code), spoken(code)
        words = wording(self.language)
        if code is not None and code != AUTOMATIC and not known:
            note = Note(words.say("language-unknown", code=code))
        elif self._chosen is None:
            note = Note(words.say("language-automatic"))
        else:
            note = Note(words.say("language-fixed", language=words.language_name(self._chosen)))
        choices = Note(words.say("language-choices", codes=", ".join(LANGUAGES)))
        self._show(note, *(() if known else (choices,)))


def _converse(talk: _Talk, stdin: TextIO, stdout: TextIO, ministry: Ministry | None) -> None:
    """Prompt, answer, prompt again, until Ctrl-D or ``/quit``."""
    talk.welcome(ministry)
    session: PromptSession[str] = PromptSession(
        [("class:prompt", "› ")],
        input=create_input(stdin),
        output=create_output(stdout),
        history=InMemoryHistory(),
        auto_suggest=AutoSuggestFromHistory(),
        completer=WordCompleter(talk.commands, sentence=True),
        complete_style=CompleteStyle.READLINE_LIKE,
        complete_while_typing=False,
        reserve_space_for_menu=0,
        key_bindings=_keys(talk),
        style=_STYLE,
        placeholder=lambda: [("class:placeholder", wording(talk.language).say("placeholder"))],
    )
    talk.fail_early()
    while True:
        try:
            text = session.prompt().strip()
            if text and not talk.turn(text):
                return
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _keys(talk: _Talk) -> KeyBindings:
    """Ctrl-C clears what is typed; where nothing is, it shows above the prompt how to leave."""
    keys = KeyBindings()

    @keys.add("c-c")
    def clear(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            run_in_terminal(talk.hint)

    return keys
