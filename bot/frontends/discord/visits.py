"""Who asks for something where, what moderators set there, and how the reply was deferred.

In a server every reply is deferred so that only its asker sees it; what may be seen by all follows in a message of its
own. So a refusal, a fault and a crash show nothing to anybody else, and nothing that is stored decides how an
interaction is deferred.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from bot.frontends.discord.definitions import AUTOMATIC, NOWHERE, PUBLICLY
from bot.frontends.discord.endpoints import PLATFORM
from bot.frontends.discord.events import Event, Manner, Origin, Place, Pressed, Stored
from bot.frontends.discord.layout import pressed, shows_to_all
from bot.frontends.discord.steps import Hook
from bot.registry.servers import Rule, Server
from bot.serving.house import House, PausedError, Visitor, off
from bot.views.buttons import Action, key_of
from indexer.statement import turning_points
from indexer.store import Snapshot

_IN_PLACE = frozenset(
    (
        *(Action.TOPICS, Action.TOPIC, Action.LATEST, Action.TIMELINE, Action.HISTORIES, Action.CHAIN),
        *(Action.YES, Action.NO),
    )
)
"""Buttons that change the message they are under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Visitor):
    """A visitor on Discord. `state` is that of what is published, where a private reply may be shown to all."""

    origin: Origin
    manner: Manner
    rule: Rule = field(default_factory=Rule)
    state: str = ""

    @property
    def hook(self) -> Hook:
        return Hook(self.origin.application, self.origin.token)

    @property
    def public(self) -> bool:
        """Moderators have opened the channel to answers that all see, and whoever asks may write there."""
        return self._moderated and self.rule.answers == PUBLICLY and self.origin.writes

    @property
    def shut(self) -> bool:
        """Moderators want no answers in the channel."""
        return self._moderated and self.rule.answers == NOWHERE

    @property
    def showable(self) -> bool:
        """Whoever got a private reply may show it to all; where friends took the bot along, they decide."""
        return self.public or self.origin.place is Place.ELSEWHERE

    @property
    def asking(self) -> Visit:
        """The visitor with the language that is set here for questions which do not show their own."""
        own = self.rule.language
        return self if own in (None, AUTOMATIC) else replace(self, language=own)

    @property
    def _moderated(self) -> bool:
        return self.origin.place is Place.SERVER and self.origin.joined


async def visit_of(house: House, stored: Stored) -> Visit:
    """The visit of which an event tells."""
    origin = stored.event.origin
    rule = Rule()
    if (server := server_of(house, origin)) is not None:
        rule = (await off(house.registry.servers.kept, server)).rule(origin.channel, origin.parent)
    visitor = (origin.channel, origin.person, origin.private, origin.locale)
    visit = Visit(*visitor, origin=origin, manner=stored.manner, rule=rule)
    return replace(visit, state=state_of(house)) if visit.showable else visit


def state_of(house: House) -> str:
    """A name of what is published and in force now, another whenever that changes; empty while nothing is shown."""
    try:
        snapshot = house.snapshot()
    except PausedError:
        return ""
    return key_of(f"{snapshot.version} {bisect_right(_turning(snapshot), house.clock())}")


@lru_cache(maxsize=1)
def _turning(snapshot: Snapshot) -> tuple[datetime, ...]:
    return tuple(turning_points(snapshot.contents.statements))


def server_of(house: House, origin: Origin) -> Server | None:
    """The server whose moderators decide; None where the bot is no member of it."""
    return Server(PLATFORM, house.bot, origin.guild) if origin.guild is not None and origin.joined else None


def manner_of(event: Event) -> Manner:
    """How the reply to an event is deferred, which needs no look at anything."""
    private = event.origin.place is Place.DIRECT
    if isinstance(event, Pressed) and (event.alone or private) and _changes(event.data):
        return Manner.CHANGE
    return Manner.EVERYONE if private else Manner.ALONE


def _changes(custom_id: str) -> bool:
    found = pressed(custom_id)
    return found is not None and (found[1] is not None or shows_to_all(found[0]) or found[0][:1] in _IN_PLACE)
