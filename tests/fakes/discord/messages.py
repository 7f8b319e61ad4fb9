"""From what a bot sends to a message as Discord shows it."""

from __future__ import annotations

from itertools import count

from tests.fakes.discord.limits import pings, walk
from tests.fakes.discord.world import COMPONENTS_V2, EPHEMERAL, SUPPRESS_EMBEDS, Json, World

_KEPT = EPHEMERAL | COMPONENTS_V2 | SUPPRESS_EMBEDS | 1 << 12


def made(body: Json) -> Json:
    """The fields of a message that are the bot's to write."""
    flags = (body.get("flags") or 0) & _KEPT
    return {
        "content": body.get("content") or "",
        "embeds": [_embed(embed) for embed in body.get("embeds") or []],
        "components": numbered(body.get("components") or []),
        "flags": flags,
    }


def numbered(components: list[Json]) -> list[Json]:
    """A copy in which each component has its id, as Discord gives them where the bot does not."""
    copied = [_copied(part) for part in components]
    taken = {part["id"] for part in walk(copied) if "id" in part}
    free = (number for number in count(1) if number not in taken)
    for part in walk(copied):
        part.setdefault("id", next(free))
        if part["type"] == 2:
            part.setdefault("disabled", False)
        if part["type"] == 17:
            part.setdefault("spoiler", False)
            part.setdefault("accent_color", None)
        if part["type"] == 14:
            part.setdefault("divider", True)
            part.setdefault("spacing", 1)
    return copied


def watch(world: World, body: Json) -> None:
    """Note whom a message pings, and where it does not say that it may ping nobody."""
    world.pings += pings(body)
    allowed = body.get("allowed_mentions")
    pinging = allowed is None or allowed.get("parse") != [] or allowed.get("users") or allowed.get("roles")
    if pinging and any(body.get(name) for name in ("content", "components", "embeds")):
        world.careless.append(str(body.get("content") or body.get("components"))[:200])


def _embed(embed: Json) -> Json:
    fields = [{"inline": False, **field} for field in embed.get("fields") or []]
    return {"type": "rich", **embed} | ({"fields": fields} if fields else {})


def _copied(part: Json) -> Json:
    copied = dict(part)
    if part.get("components"):
        copied["components"] = [_copied(inner) for inner in part["components"]]
    if part.get("accessory"):
        copied["accessory"] = _copied(part["accessory"])
    return copied
