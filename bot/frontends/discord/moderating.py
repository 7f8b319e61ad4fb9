"""/settings: what moderators set for their server and its channels, shown as it stands after every change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from bot import rendering
from bot.catalogue import Topic
from bot.frontends.discord.access import Missing
from bot.frontends.discord.completing import EVERY_TOPIC
from bot.frontends.discord.definitions import AUTOMATIC, LONGEST_COOLDOWN, NOWHERE, PRIVATELY, PUBLICLY
from bot.frontends.discord.events import Commanded
from bot.frontends.discord.layout import Page
from bot.frontends.discord.markup import escaped, units
from bot.frontends.discord.render import ROOM
from bot.frontends.discord.replying import privately, said, span, to_one
from bot.frontends.discord.steps import Step
from bot.frontends.discord.visits import Visit, server_of
from bot.registry.people import ALL
from bot.registry.servers import Kept, Posting, Rule, Server
from bot.rendering.browsing import name_of
from bot.serving.announcing import CHANNEL
from bot.serving.house import House, off
from bot.views.keyboard import View
from bot.wording import LANGUAGES, Wording

_CLOSED = Rule(PRIVATELY, AUTOMATIC, 0)
"""What holds where nothing is set."""


class Inspecting(Protocol):
    """`bot.frontends.discord.access.Access`, or a fake one."""

    async def missing(self, channel: int, guild: int) -> Missing | None: ...


class Moderating:
    """Carries out /settings for whoever may manage the server. `out` tells whether a server has put the bot out."""

    def __init__(self, house: House, access: Inspecting, out: Callable[[int], bool]) -> None:
        self._house = house
        self._access = access
        self._out = out

    async def respond(self, visit: Visit, command: Commanded, what: str, words: Wording) -> tuple[Step, ...]:
        """The settings as they stand then; or why they cannot be changed."""
        server = server_of(self._house, visit.origin)
        if server is None or not visit.origin.manages:
            return said(visit, words, words.say("settings-forbidden"))
        if what == "announcements":
            return await self._announce(visit, command, server, words)
        rule = _asked(command, what)
        if rule is not None:
            kept = await off(self._house.registry.servers.set, server, command.number("channel"), rule)
            if rule.language is not None:
                spoken = {channel: _spoken(kept, channel) for channel in kept.postings}
                await off(self._house.registry.servers.speak, server, spoken)
            await self._unless_out(server)
        return await self._panel(visit, server, words)

    async def _panel(self, visit: Visit, server: Server, words: Wording) -> tuple[Step, ...]:
        kept = await off(self._house.registry.servers.kept, server)
        return privately(visit, panel(kept, self._house.catalogue().topics(), words))

    async def _announce(self, visit: Visit, command: Commanded, server: Server, words: Wording) -> tuple[Step, ...]:
        """Begin or end posting in a channel what is published, on one topic or on all."""
        channel, name = command.number("channel") or visit.origin.channel, command.text("topic")
        topic = None if name in ("", EVERY_TOPIC) else self._house.catalogue().resolve(name)
        if name not in ("", EVERY_TOPIC) and not isinstance(topic, Topic):
            return to_one(visit, View(rendering.unknown(name, words.language)))
        code = topic.code if isinstance(topic, Topic) else None
        person, people = self._house.person(channel), self._house.registry.people
        if command.flag("on") is False:
            if channel in (await off(self._house.registry.servers.kept, server)).postings:  # not another server's
                await off(people.unsubscribe, person, code)
            return await self._panel(visit, server, words)
        try:
            missing = await self._access.missing(channel, server.id)
        except OSError:
            return said(visit, words, words.say("channel-unknown"))
        if missing is Missing.VIEW:
            return said(visit, words, words.say("channel-hidden"))
        if missing is Missing.SEND:
            return said(visit, words, words.say("channel-closed"))
        kept = await off(self._house.registry.servers.set, server, channel, Rule())
        place, told = self._house.address(channel), code or ALL
        await off(people.subscribe, person, place, told, _spoken(kept, channel), changes=True)
        await self._unless_out(server, channel)
        return await self._panel(visit, server, words)

    async def _unless_out(self, server: Server, channel: int | None = None) -> None:
        """Forget what was set while the server put the bot out: that may have been forgotten before it was there."""
        if not self._out(server.id):
            return
        if channel is not None:
            await off(self._house.registry.people.unsubscribe, self._house.person(channel))
        await off(self._house.registry.servers.forget, server)


def _asked(command: Commanded, what: str) -> Rule | None:
    """What is to be set; None where the settings are only to be shown."""
    if what == "where" and command.text("answers") in (PUBLICLY, PRIVATELY, NOWHERE):
        return Rule(answers=command.text("answers"))
    if what == "language" and command.text("language") in (AUTOMATIC, *LANGUAGES):
        return Rule(language=command.text("language"))
    seconds = command.number("seconds")
    if what == "cooldown" and seconds is not None:
        return Rule(cooldown=min(max(0, seconds), LONGEST_COOLDOWN))
    return None


def _spoken(kept: Kept, channel: int) -> str:
    """The language in which a channel is told of what is published."""
    language = kept.rule(channel).language
    return CHANNEL if language in (None, AUTOMATIC) else language


def panel(kept: Kept, topics: Sequence[Topic], words: Wording) -> tuple[Page, ...]:
    """All that is set for a server, on as many pages as it takes. A channel's name pings nobody."""
    whole = kept.whole.over(_CLOSED)
    lines = [
        f"**{escaped(words.say('settings-title'))}**",
        f"{escaped(words.say('settings-server'))}\n{_line(whole, words)}",
        *(f"<#{channel}>\n{_line(rule, words)}" for channel, rule in sorted(kept.rooms.items()) if rule != Rule()),
        f"**{escaped(words.say('settings-posted'))}**",
        *(f"<#{channel}>\n{_posted(posting, topics, words)}" for channel, posting in sorted(kept.postings.items())),
    ]
    if not kept.postings:
        lines.append(escaped(words.say("settings-none-posted")))
    return tuple(Page((text,)) for text in _filled(lines))


def _filled(lines: Sequence[str]) -> Iterator[str]:
    """Lines one below another, with an empty one between, as much as fits a page."""
    text = lines[0]
    for line in lines[1:]:
        if units(text) + units(line) + 2 > ROOM:
            yield text
            text = line
        else:
            text += f"\n\n{line}"
    yield text


def _line(rule: Rule, words: Wording) -> str:
    """What a rule sets."""
    seen: dict[str, Callable[[], str]] = {
        PUBLICLY: lambda: words.say("answers-publicly"),
        PRIVATELY: lambda: words.say("answers-privately"),
        NOWHERE: lambda: words.say("answers-nowhere"),
    }
    told = (
        []
        if rule.answers is None
        else [words.say("fact", label=words.say("settings-answers"), value=seen[rule.answers]())]
    )
    if rule.language is not None:
        automatic = rule.language == AUTOMATIC
        language = words.say("button-automatic") if automatic else words.language_name(rule.language)
        told.append(words.say("fact", label=words.say("label-language"), value=language))
    if rule.cooldown is not None:
        wait = words.say("settings-wait", wait=span(words, rule.cooldown))
        told.append(wait if rule.cooldown else words.say("settings-no-wait"))
    return escaped("\n".join(told))


def _posted(posting: Posting, topics: Sequence[Topic], words: Wording) -> str:
    """What a channel is told of."""
    named = {topic.code: name_of(topic, words) for topic in topics} | {ALL: words.say("button-all-topics")}
    told = ", ".join(named.get(code, code) for code in posting.topics)
    if posting.language == CHANNEL:
        return escaped(f"{told}\n{words.say('settings-original')}")
    language = words.say("fact", label=words.say("label-language"), value=words.language_name(posting.language))
    return escaped(f"{told}\n{language}")
