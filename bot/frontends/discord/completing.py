"""What is offered while an option is being written: topics and statements in the language of the member's Discord."""

from __future__ import annotations

from bot.frontends.discord.callbacks import Choice
from bot.frontends.discord.events import Completing
from bot.serving.house import House, PausedError, Visitor, off
from bot.serving.limits import Verdict
from bot.views import completing
from bot.wording import Wording, wording

EVERY_TOPIC = "*"
"""In place of a topic's code."""


class Completions:
    """Offers what is published."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def offer(self, event: Completing) -> list[Choice]:
        """Up to 25; none to whoever asks for too many."""
        origin = event.origin
        visitor = Visitor(origin.channel, origin.person, origin.private, origin.locale)
        if self._house.judge_search(visitor) is not Verdict.ANSWER:
            return []
        try:
            return await off(self._found, event, wording(origin.locale))
        except PausedError:
            return []

    def _found(self, event: Completing, words: Wording) -> list[Choice]:
        catalogue, typed = self._house.catalogue(), event.written
        match event.name:
            case "statement":
                found = [*completing.statements(catalogue, words, typed)]
            case "history":
                topics = completing.topics(catalogue, words, typed)
                found = [*topics, *completing.statements(catalogue, words, typed)]
            case "settings announcements":
                every = completing.Choice(words.say("button-all-topics"), EVERY_TOPIC)
                found = [*([every] if not typed.strip() else []), *completing.topics(catalogue, words, typed)]
            case _:
                found = [*completing.topics(catalogue, words, typed)]
        return [Choice(one.name, one.value) for one in found[: completing.MOST]]
