"""The commands as Telegram has them: from what was written after one to its reply."""

from __future__ import annotations

from bot.frontends.telegram.events import Asked, Commanded, Place
from bot.frontends.telegram.identity import Identity
from bot.frontends.telegram.questions import Questions, shown
from bot.frontends.telegram.steps import Step
from bot.rendering import Fact, Heading, Message, Note
from bot.serving.asking import refused
from bot.serving.commanding import Commanding
from bot.serving.exchanging import Response
from bot.serving.house import House
from bot.serving.limits import Verdict
from bot.views.keyboard import Button, View, told
from bot.wording import Wording

GROUP = ("ask", "topics", "latest", "verify", "history", "help", "about", "privacy")
PRIVATE = (
    *("topics", "latest", "verify", "history", "subscribe", "unsubscribe"),
    *("language", "help", "about", "privacy", "forget"),
)
"""The commands of each menu, in its order."""


def descriptions(words: Wording) -> dict[str, str]:
    """What each command does."""
    return {
        "ask": words.say("command-ask"),
        "topics": words.say("command-topics"),
        "latest": words.say("command-latest"),
        "verify": words.say("command-verify"),
        "history": words.say("command-history"),
        "subscribe": words.say("command-subscribe"),
        "unsubscribe": words.say("command-unsubscribe"),
        "language": words.say("command-language"),
        "help": words.say("command-help"),
        "about": words.say("command-about"),
        "privacy": words.say("command-privacy"),
        "forget": words.say("command-forget"),
    }


FROM_SEARCH = "inline"
"""What ``/start`` carries where somebody comes from a search."""

_ALWAYS = frozenset(("forget", "privacy"))
"""Answered however often one asks: what a person may demand is not rationed."""
_PERSONAL = frozenset(("language", "subscribe", "unsubscribe", "forget"))


_NAMES = frozenset(("start", *PRIVATE, *GROUP))


class Commands:
    """Carries out commands."""

    def __init__(self, house: House, identity: Identity, questions: Questions, commanding: Commanding) -> None:
        self._house = house
        self._identity = identity
        self._questions = questions
        self._commanding = commanding

    async def respond(self, command: Commanded) -> Response[Step]:
        """The reply to a command. One that is not known is answered only where it can be meant for nobody else."""
        place = command.place
        if command.name == "ask" and command.argument:
            return await self._questions.answer(Asked(place, command.message, command.argument, command.edited))
        if command.edited or not (command.addressed or command.name in _NAMES):
            return Response()
        words = await self._house.words(place)
        verdict = self._house.judge(place)
        if verdict is not Verdict.ANSWER and command.name not in _ALWAYS:
            refusal = refused(self._house, verdict, words)
            return Response() if refusal is None else Response(shown(place, command.message, refusal.view))
        return Response(shown(place, command.message, await self._view(command, words)))

    async def _view(self, command: Commanded, words: Wording) -> View:
        if command.name in _PERSONAL:
            if command.place.private:
                return await self._personal(command, words)
            opens = Button(words.say("button-private"), link=self._identity.link())
            return View(told(words, words.say("only-in-private")).message, ((opens,),))
        commanding, argument = self._commanding, command.argument
        match command.name:
            case "start":
                return await self._start(command.place, argument, words)
            case "help":
                return self._help(words, private=command.place.private)
            case "about":
                return commanding.about(words)
            case "privacy":
                return commanding.privacy(words)
            case "topics":
                return commanding.topics(words, argument)
            case "latest":
                return commanding.latest(words)
            case "history":
                return commanding.history(words, argument)
            case "verify":
                text = argument or command.quoted
                usage = told(words, words.say("telegram-verify-usage"))
                return await commanding.verify(text, words) if text else usage
            case "ask":
                return told(words, words.say("ask-usage"))
            case _:
                return told(words, words.say("unknown-command", name=f"/{command.name}"))

    async def _personal(self, command: Commanded, words: Wording) -> View:
        place, argument = command.place, command.argument
        match command.name:
            case "language":
                return await self._commanding.language(place, words, argument)
            case "subscribe":
                return await self._commanding.subscribe(place, words, argument)
            case "unsubscribe":
                return await self._commanding.unsubscribe(place, words, argument)
            case _:
                return await self._commanding.forget(place)

    async def _start(self, place: Place, argument: str, words: Wording) -> View:
        """A greeting, or the statement that a link names."""
        if argument and argument != FROM_SEARCH:
            entry = self._house.named(argument)
            if entry is None:
                return told(words, words.say("statement-gone"))
            return await self._commanding.card(place, entry, words)
        ministry = self._house.snapshot().contents.ministry
        name = Heading(words.of(ministry.name), words.language)
        notes = (Note(words.say("service")), Note(words.say("telegram-how-to-ask")))
        return View(Message(words.language, (name, *notes)))

    def _help(self, words: Wording, *, private: bool) -> View:
        described = descriptions(words)
        facts = (Fact(f"/{name}", described[name]) for name in (PRIVATE if private else GROUP))
        group = () if private else (Note(words.say("telegram-in-groups")),)
        inline = Note(words.say("telegram-inline", name=f"@{self._identity.username}"))
        return View(Message(words.language, (Note(words.say("telegram-how-to-ask")), *group, *facts, inline)))
