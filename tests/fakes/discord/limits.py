"""What Discord refuses in a message: its limits, components, embeds; and whom a message would ping."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.fakes.discord.world import COMPONENTS_V2, Json, RefusalError

_ROW, _BUTTON, _SECTION, _TEXT, _THUMBNAIL, _SEPARATOR, _CONTAINER = 1, 2, 9, 10, 11, 14, 17
_SELECTS = (3, 5, 6, 7, 8)
_TOP_V2 = (_ROW, _SECTION, _TEXT, 12, 13, _SEPARATOR, _CONTAINER)
_IN_CONTAINER = (_ROW, _SECTION, _TEXT, 12, 13, _SEPARATOR)
_LONGEST = {"title": 256, "description": 4096}
_PING = re.compile(r"@(?:everyone|here)|<@(?P<role>&)?!?(?P<id>\d+)>")


def check_message(body: Json, before: Json | None = None) -> None:
    """Refuse what Discord refuses in a new message, or in an edit of `before`. Raises `RefusalError`."""
    flags = body.get("flags") or 0
    v2 = bool((flags | (before or {}).get("flags", 0)) & COMPONENTS_V2)
    told = dict(_mistakes(body, v2))
    if told:
        raise invalid(told)
    after = (before or {}) | {name: value for name, value in body.items() if name != "flags"}
    if not (after.get("content") or after.get("embeds") or after.get("components") or after.get("attachments")):
        raise RefusalError(400, 50006, "Cannot send an empty message")


def invalid(told: dict[str, str]) -> RefusalError:
    """The refusal of a form: what is wrong, by the dotted path of the field."""
    errors: Json = {}
    for path, message in told.items():
        place = errors
        for part in path.split("."):
            place = place.setdefault(part, {})
        place["_errors"] = [{"code": "BASE_TYPE_INVALID", "message": message}]
    return RefusalError(400, 50035, "Invalid Form Body", errors)


def texts(components: list[Json]) -> list[str]:
    """The contents of all text displays, in order."""
    return [part["content"] for part in walk(components) if part["type"] == _TEXT]


def walk(components: list[Json]) -> Iterator[Json]:
    """All components, those within others too."""
    for part in components:
        yield part
        inner = list(part.get("components") or ())
        yield from walk([*inner, part["accessory"]] if part.get("accessory") else inner)


def pings(body: Json) -> list[str]:
    """Whom the message notifies, as it is written in it."""
    allowed = body.get("allowed_mentions")
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or ())
    named = {str(one) for kind in ("users", "roles") for one in (allowed or {}).get(kind) or ()}
    found = []
    for text in [body.get("content") or "", *texts(body.get("components") or [])]:
        for match in _PING.finditer(text):
            kind = "everyone" if match["id"] is None else "roles" if match["role"] else "users"
            if kind in parse or match["id"] in named:
                found.append(match[0])
    return found


def _mistakes(body: Json, v2: bool) -> Iterator[tuple[str, str]]:
    if len(body.get("content") or "") > 2000:
        yield "content", "Must be 2000 or fewer in length."
    if isinstance(body.get("nonce"), str) and len(body["nonce"]) > 25:
        yield "nonce", "Must be 25 or fewer in length."
    if v2:
        for name in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(name):
                yield name, f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
    yield from _embeds(body.get("embeds") or [])
    yield from _components(body.get("components") or [], v2)


def _embeds(embeds: list[Json]) -> Iterator[tuple[str, str]]:
    if len(embeds) > 10:
        yield "embeds", "Must be 10 or fewer in length."
    together = 0
    for place, embed in enumerate(embeds):
        fields = embed.get("fields") or []
        written = {f"{place}.{name}": (embed.get(name) or "", most) for name, most in _LONGEST.items()}
        written[f"{place}.footer.text"] = ((embed.get("footer") or {}).get("text") or "", 2048)
        written[f"{place}.author.name"] = ((embed.get("author") or {}).get("name") or "", 256)
        for number, one in enumerate(fields):
            written[f"{place}.fields.{number}.name"] = (one["name"], 256)
            written[f"{place}.fields.{number}.value"] = (one["value"], 1024)
        if len(fields) > 25:
            yield f"embeds.{place}.fields", "Must be 25 or fewer in length."
        for path, (text, most) in written.items():
            together += len(text)
            if len(text) > most:
                yield f"embeds.{path}", f"Must be {most} or fewer in length."
    if together > 6000:
        yield "embeds", "Embed size exceeds maximum size of 6000"


def _components(components: list[Json], v2: bool) -> Iterator[tuple[str, str]]:
    everything = list(walk(components))
    if v2 and len(everything) > 40:
        yield "components", "The total number of components cannot exceed 40."
    if not v2 and len(components) > 5:
        yield "components", "Must be between 1 and 5 in length."
    if sum(map(len, texts(components))) > 4000:
        yield "components", "The total displayable text size of this message exceeds the maximum size of 4000"
    named = Counter(part["custom_id"] for part in everything if part.get("custom_id"))
    if doubled := [name for name, count in named.items() if count > 1]:
        yield "components", f"Component custom id cannot be duplicated: {doubled}"
    for place, part in enumerate(components):
        allowed = _TOP_V2 if v2 else (_ROW,)
        if part["type"] not in allowed:
            yield f"components.{place}", f'Value of field "type" must be one of {allowed}.'
        else:
            yield from _component(part, f"components.{place}")


def _component(part: Json, path: str) -> Iterator[tuple[str, str]]:
    kind = part["type"]
    if kind == _ROW:
        yield from _row(part, path)
    elif kind == _TEXT:
        if not 1 <= len(part["content"]) <= 4000:
            yield f"{path}.content", "Must be between 1 and 4000 in length."
    elif kind == _BUTTON:
        yield from _button(part, path)
    elif kind in _SELECTS:
        yield from _select(part, path)
    elif kind == _SECTION:
        inner = part["components"]
        if not 1 <= len(inner) <= 3 or any(one["type"] != _TEXT for one in inner):
            yield f"{path}.components", "Must be between 1 and 3 text displays."
        if (part.get("accessory") or {}).get("type") not in (_BUTTON, _THUMBNAIL):
            yield f"{path}.accessory", "This field is required"
        yield from _within(part, path)
    elif kind == _CONTAINER:
        if not part["components"] or any(one["type"] not in _IN_CONTAINER for one in part["components"]):
            yield f"{path}.components", f"Must hold components of {_IN_CONTAINER}."
        if not 0 <= (part.get("accent_color") or 0) <= 0xFFFFFF:
            yield f"{path}.accent_color", "Must be a colour."
        yield from _within(part, path)
    elif kind == _SEPARATOR and part.get("spacing", 1) not in (1, 2):
        yield f"{path}.spacing", "Value must be one of {1, 2}."


def _within(part: Json, path: str) -> Iterator[tuple[str, str]]:
    for number, inner in enumerate(part["components"]):
        yield from _component(inner, f"{path}.components.{number}")
    if part.get("accessory"):
        yield from _component(part["accessory"], f"{path}.accessory")


def _row(part: Json, path: str) -> Iterator[tuple[str, str]]:
    inner = part["components"]
    kinds = {one["type"] for one in inner}
    if not (1 <= len(inner) <= 5 and kinds == {_BUTTON}) and not (len(inner) == 1 and kinds <= set(_SELECTS)):
        yield f"{path}.components", "Must be 1 to 5 buttons, or one select."
    yield from _within(part, path)


def _button(part: Json, path: str) -> Iterator[tuple[str, str]]:
    label = part.get("label") or ""
    if len(label) > 80:
        yield f"{path}.label", "Must be 80 or fewer in length."
    if not label and not part.get("emoji"):
        yield f"{path}.label", "A button must have a label or emoji."
    if part.get("style") == 5:
        if part.get("custom_id") or not re.match(r"(https?|discord)://", part.get("url") or ""):
            yield f"{path}.url", "A link button must have a url and no custom id."
        elif len(part["url"]) > 512:
            yield f"{path}.url", "Must be 512 or fewer in length."
    elif part.get("style") not in (1, 2, 3, 4) or part.get("url"):
        yield f"{path}.style", "Value must be one of {1, 2, 3, 4, 5}."
    elif not 1 <= len(part.get("custom_id") or "") <= 100:
        yield f"{path}.custom_id", "Must be between 1 and 100 in length."


def _select(part: Json, path: str) -> Iterator[tuple[str, str]]:
    if not 1 <= len(part.get("custom_id") or "") <= 100:
        yield f"{path}.custom_id", "Must be between 1 and 100 in length."
    if len(part.get("placeholder") or "") > 150:
        yield f"{path}.placeholder", "Must be 150 or fewer in length."
    options = part.get("options") or []
    if part["type"] == 3 and not 1 <= len(options) <= 25:
        yield f"{path}.options", "Must be between 1 and 25 in length."
    if len({option["value"] for option in options}) < len(options):
        yield f"{path}.options", "The specified option value is already used"
    for number, option in enumerate(options):
        for name in ("label", "value", "description"):
            text = option.get(name)
            if (text is not None or name != "description") and not 1 <= len(text or "") <= 100:
                yield f"{path}.options.{number}.{name}", "Must be between 1 and 100 in length."
