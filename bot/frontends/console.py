"""The terminal front-end: a conversation with a person, or one question a line from a pipe.

It carries texts to a desk and replies to a screen. Opening the desk takes seconds (a model is loaded), so it
happens in the background while the person already writes.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from queue import SimpleQueue
from threading import Thread
from typing import Protocol, TextIO

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

from bot.frontends.screen import Screen
from bot.rendering import Fact, Heading, Message, Note, Part, render, sources
from bot.reply import Command, Question, Reply
from bot.wording import LANGUAGES, is_language, primary, spoken, wording
from indexer.statement import Ministry

COMMANDS = ("/help", "/language", "/sources", "/quit")
FAREWELLS = ("quit", "exit")
AUTOMATIC = "auto"

_STYLE = Style.from_dict({"prompt": "ansicyan bold", "placeholder": "ansibrightblack"})


class Answering(Protocol):
    """What answers questions: `bot.desk.Desk`, or a fake one."""

    def respond(self, question: Question) -> Reply:
        """The reply to `question`; called from one thread only, one question after another."""


def chat(
    open_desk: Callable[[], Answering],
    *,
    language: str | None,
    stdin: TextIO,
    stdout: TextIO,
    ministry: Ministry | None = None,
) -> None:
    """Talk until the input ends or ``/quit`` (or one of `FAREWELLS` alone) comes.

    `language` is that of the terminal's own words, as a code or as LANG has it; answers come in the language
    of each question until ``/language`` chooses one for them. `ministry` names who speaks, where that is known
    before the desk is open. A VerbaleError of `open_desk` or of the desk ends the talk: it is raised to the
    caller, who shows its message; at once if it is known before the first prompt, else with the first
    question.
    """
    live = stdin.isatty() and stdout.isatty()
    for stream in (stdin, stdout):
        if isinstance(stream, io.TextIOWrapper):
            # One ill-encoded line, or one letter that an old terminal lacks, must not end the talk.
            stream.reconfigure(errors="replace")
    talk = _Talk(_Backstage(open_desk), Screen(stdout, live=live), spoken(language))
    try:
        if live:
            _converse(talk, stdin, stdout, ministry)
        else:
            for line in stdin:
                if not talk.turn(line.strip()):
                    return
    finally:
        talk.leave()


class _Backstage:
    """One thread that opens the desk and then answers, one question at a time."""

    def __init__(self, open_desk: Callable[[], Answering]) -> None:
        self._open_desk = open_desk
        self._asked: SimpleQueue[tuple[Question, Future[Reply]] | None] = SimpleQueue()
        self.opening: Future[None] = Future()
        self._thread = Thread(target=self._work, name="desk", daemon=True)
        self._thread.start()

    def close(self, seconds: float | None = None) -> bool:
        """Take no more questions; whether the thread has ended within `seconds`, or waits for it without."""
        self._asked.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def ask(self, question: Question) -> Future[Reply]:
        """The reply to come; cancelling it before its turn drops the question."""
        answer: Future[Reply] = Future()
        self._asked.put((question, answer))
        return answer

    def _work(self) -> None:
        try:
            desk = self._open_desk()
        except BaseException as error:
            self.opening.set_exception(error)
            return
        self.opening.set_result(None)
        while (asked := self._asked.get()) is not None:
            question, answer = asked
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                answer.set_result(desk.respond(question))
            except BaseException as error:
                answer.set_exception(error)


class _Talk:
    """One conversation: what was said last, in which language, and what the commands do."""

    def __init__(self, backstage: _Backstage, screen: Screen, language: str) -> None:
        self._backstage = backstage
        self._screen = screen
        self.language = language
        self._chosen: str | None = None
        self._last: Reply | None = None

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
        words = wording(self.language)
        answer = self._backstage.ask(Question(text, datetime.now(UTC), answer_in=self._chosen))
        try:
            if not self._backstage.opening.done():
                with self._screen.waiting(words.say("opening")):
                    self._backstage.opening.exception()
            self._backstage.opening.result()
            with self._screen.waiting(words.say("searching")):
                reply = answer.result()
        except KeyboardInterrupt:
            answer.cancel()
            raise
        self._last = reply
        self._screen.show(render(reply))

    def _help(self) -> tuple[Part, ...]:
        words = wording(self.language)
        return (
            Note(words.say("help-lead")),
            Fact("/help", words.say("help-help")),
            Fact("/language", words.say("help-language")),
            Fact("/sources", words.say("help-sources")),
            Fact("/quit", words.say("help-quit")),
        )

    def _sources(self) -> Message:
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
        completer=WordCompleter(COMMANDS, sentence=True),
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
