"""Replies too long for the messages that Discord allows where the bot is not: read page by page in one message.

Outside the servers that it was added to, an app may write five messages behind a reply. Nearly every reply takes fewer;
the pages of another are held in memory for whoever asked, until ten minutes after the last was turned. Whatever has
buttons of its own is made anew from what is published, also after a restart; these pages are not, for they may hold
what somebody had verified, which is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.frontends.discord.events import Pressed
from bot.frontends.discord.layout import HELD, Page, fitting
from bot.frontends.discord.render import turns
from bot.frontends.discord.replying import said
from bot.frontends.discord.steps import Fill, Follow, Step
from bot.frontends.discord.visits import Visit, state_of
from bot.serving.exchanging import Response
from bot.serving.house import House
from bot.serving.memory import FOLLOWED, Fading
from bot.views.buttons import key_of
from bot.wording import wording

MOST = 5
"""Messages behind a reply."""
_KEPT = 200


@dataclass(frozen=True, slots=True)
class _Long:
    """What was told to a person; `state` is that of what was published then."""

    person: int
    state: str
    language: str | None
    pages: tuple[Page, ...] = field(repr=False)


class Holding:
    """Long replies of one process."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._long: Fading[str, _Long] = Fading(FOLLOWED, house.clock, _KEPT)

    def fitted(self, visit: Visit, response: Response[Step]) -> Response[Step]:
        """The response, in one message that can be leafed through if it took too many."""
        shown = [step for step in response.steps if isinstance(step, Fill | Follow)]
        if not visit.origin.foreign or sum(isinstance(step, Follow) for step in shown) <= MOST:
            return response
        key = key_of(str(visit.origin.id))
        pages = tuple(_leaves(f"{HELD}.{key}", [step.page for step in shown], visit.language))
        self._long.put(key, _Long(visit.origin.person, state_of(self._house), visit.language, pages))
        return replace(response, steps=(replace(shown[0], page=pages[0]),))

    def forget(self, visit: Visit) -> None:
        """Drop what was told to whoever asks for that."""
        self._long.drop(lambda _, long: long.person == visit.origin.person)

    def turn(self, visit: Visit, event: Pressed, key: str, number: int | None) -> Response[Step]:
        """Another page in place of the one that stands there; or why it cannot be shown."""
        self._house.snapshot()  # raises while the service is paused
        words, found = wording(visit.language), self._long.get(key)
        if found is None or found.person != visit.origin.person or not (event.alone or visit.private):
            return Response(said(visit, words, words.say("reply-gone")))
        if found.state != state_of(self._house):
            return Response(said(visit, words, words.say("changed-since")))
        self._long.put(key, found)
        page = found.pages[min(max(1, number or 1), len(found.pages)) - 1]
        return Response((Fill(visit.hook, page),))


def _leaves(written: str, pages: Sequence[Page], language: str | None) -> Iterator[Page]:
    """The pages with buttons to turn them; what then finds no room under one stands on another behind it."""
    words = wording(language)
    widest = turns(written, 2, 3, words)
    parted: list[Page] = []
    for page in pages:
        rows = page.keyboard
        room = fitting(rows, beside=widest)
        parted.append(replace(page, keyboard=rows[:room]))
        while rows := rows[room:]:
            room = fitting(rows, beside=widest)
            parted.append(Page((), rows[:room], page.accent))
    for number, page in enumerate(parted, 1):
        yield replace(page, keyboard=(*turns(written, number, len(parted), words), *page.keyboard))
