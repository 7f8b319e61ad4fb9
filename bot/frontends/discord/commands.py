"""The commands and menus as Discord has them: from what was chosen to its reply."""

from __future__ import annotations

from bot.frontends.discord.events import Commanded, Pointed
from bot.frontends.discord.moderating import Moderating
from bot.frontends.discord.questions import Cooldown, Questions
from bot.frontends.discord.replying import nothing, publicly, said, shown, tells, to_one
from bot.frontends.discord.steps import Step
from bot.frontends.discord.visits import Visit
from bot.rendering import Fact, Message, Note
from bot.serving.asking import refused
from bot.serving.commanding import Commanding
from bot.serving.exchanging import Response
from bot.serving.house import House
from bot.serving.limits import Verdict
from bot.views.keyboard import View, told
from bot.wording import Wording, wording

_ALWAYS = frozenset(("forget", "privacy"))
"""Answered however often one asks, and wherever: what a person may demand is not rationed."""
_ANYWHERE = frozenset((*_ALWAYS, "help", "about", "settings"))
"""Answered, to whoever asks alone, also where moderators want no answers."""


class Commands:
    """Carries out commands and menus. `posting` is of what all see and is no answer to a question."""

    def __init__(
        self, house: House, questions: Questions, commanding: Commanding, moderating: Moderating, posting: Cooldown
    ) -> None:
        self._house = house
        self._questions = questions
        self._commanding = commanding
        self._moderating = moderating
        self._posting = posting

    async def respond(self, visit: Visit, command: Commanded) -> Response[Step]:
        """The reply to a command."""
        words, (name, *below) = await self._house.words(visit), command.name.split()
        if visit.shut and name not in _ANYWHERE:
            return Response(said(visit, words, words.say("not-here")))
        if name == "ask":
            alone, language = command.flag("only_for_me") is True, command.text("language") or None
            return await self._questions.answer(visit, command.text("question"), language=language, alone=alone)
        if (refusal := self._refusal(visit, name, words)) is not None:
            return refusal
        if name == "settings":
            return Response(await self._moderating.respond(visit, command, " ".join(below), words))
        if name in ("verify", "statement"):
            return self._posted(visit, await self._named(visit, command, words))
        if name in ("topics", "latest", "history"):
            return Response(shown(visit, self._listed(command, words)))
        return Response(to_one(visit, await self._told(visit, name, words)))

    async def point(self, visit: Visit, pointed: Pointed) -> Response[Step]:
        """What is said of a message, to whoever chose the menu on it."""
        words = await self._house.words(visit)
        if visit.shut:
            return Response(said(visit, words, words.say("not-here")))
        if not pointed.text:
            return Response(said(visit, words, words.say("message-wordless")))
        if pointed.name == wording("en").say("menu-published"):
            return await self._questions.answer(visit, pointed.text, alone=True)
        if (refusal := self._refusal(visit, "verify", words)) is not None:
            return refusal
        return Response(shown(visit, await self._commanding.verify(pointed.text, words)))

    def _refusal(self, visit: Visit, name: str, words: Wording) -> Response[Step] | None:
        """What a command over a limit gets, which counts."""
        verdict = self._house.judge(visit)
        if verdict is Verdict.ANSWER or name in _ALWAYS:
            return None
        refusal = refused(self._house, verdict, words)
        return Response(nothing(visit) if refusal is None else to_one(visit, refusal.view))

    def _posted(self, visit: Visit, view: View) -> Response[Step]:
        """To all where the channel is open; to its asker alone when the last was so short a time ago."""
        if visit.public and tells(view) and not self._posting.left(visit):
            return Response(publicly(visit, view), lambda done: self._posting.done(visit))
        return Response(shown(visit, view))

    async def _named(self, visit: Visit, command: Commanded, words: Wording) -> View:
        """What is to be seen by all where the channel is open."""
        if command.name == "verify":
            return await self._commanding.verify(command.text("text"), words)
        language = command.text("language") or None
        return await self._commanding.statement(visit, command.text("title"), words, language)

    def _listed(self, command: Commanded, words: Wording) -> View:
        match command.name:
            case "topics":
                return self._commanding.topics(words, command.text("topic"))
            case "history":
                return self._commanding.history(words, command.text("topic"))
            case _:
                return self._commanding.latest(words)

    async def _told(self, visit: Visit, name: str, words: Wording) -> View:
        match name:
            case "help":
                return _help(words)
            case "about":
                return self._commanding.about(words)
            case "privacy":
                return self._privacy(words)
            case "forget":
                return await self._commanding.forget(visit)
            case _:
                return told(words, words.say("unknown-command", name=f"/{name}"))

    def _privacy(self, words: Wording) -> View:
        """Of what happens to questions the same as everywhere; nothing can be chosen here that would be kept."""
        asked, *_ = self._commanding.privacy(words).message.parts
        kept = (Note(words.say("discord-kept")), Note(words.say("discord-servers-kept")))
        return View(Message(words.language, (asked, *kept, Note(words.say("discord-forget")))))


def _help(words: Wording) -> View:
    lead = (Note(words.say("discord-how-to-ask", ask=words.say("name-ask"))), Note(words.say("discord-in-direct")))
    described = (
        (words.say("name-ask"), words.say("command-ask")),
        (words.say("name-statement"), words.say("command-statement")),
        (words.say("name-topics"), words.say("command-topics")),
        (words.say("name-latest"), words.say("command-latest")),
        (words.say("name-history"), words.say("command-history")),
        (words.say("name-verify"), words.say("command-verify")),
        (words.say("name-about"), words.say("command-about")),
        (words.say("name-privacy"), words.say("command-privacy")),
        (words.say("name-forget"), words.say("command-forget")),
        (words.say("name-settings"), words.say("command-settings")),
    )
    facts = (Fact(f"/{name}", told) for name, told in described)
    menus = words.say("discord-menus", published=words.say("menu-published"), exact=words.say("menu-exact"))
    return View(Message(words.language, (*lead, *facts, Note(menus))))
