"""Answering interactions: the first answer within 3 s, once; what follows within 15 min, by the interaction's token."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from tests.fakes.discord.limits import check_message, invalid
from tests.fakes.discord.messages import made, watch
from tests.fakes.discord.world import EPHEMERAL, LOADING, SUPPRESS_EMBEDS, Interaction, Json, RefusalError, World

COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
_SAY, _DEFER, _DEFER_UPDATE, _UPDATE, _COMPLETE, _MODAL = 4, 5, 6, 7, 8, 9
_FITTING = {
    COMMAND: (_SAY, _DEFER, _MODAL),
    COMPONENT: (_SAY, _DEFER, _DEFER_UPDATE, _UPDATE, _MODAL),
    AUTOCOMPLETE: (_COMPLETE,),
    5: (_SAY, _DEFER, _DEFER_UPDATE, _UPDATE),
}
_FOREIGN_FOLLOWUPS = 5


def callback(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    """The first answer."""
    interaction = world.interactions.get(int(path["interaction_id"]))
    now = time.monotonic()
    if interaction is None or interaction.token != path["interaction_token"]:
        raise RefusalError(404, 10062, "Unknown interaction")
    if interaction.answer is not None:
        raise RefusalError(400, 40060, "Interaction has already been acknowledged.")
    if now - interaction.asked > world.deadline:
        raise RefusalError(404, 10062, "Unknown interaction")
    kind, data = body["type"], body.get("data") or {}
    if kind not in _FITTING[interaction.type]:
        raise invalid({"type": f"Value must be one of {_FITTING[interaction.type]}."})
    message = _answered(world, interaction, kind, data)
    interaction.answer, interaction.answered = body, now
    interaction.original = None if message is None else int(message["id"])
    if str(query.get("with_response", "")).lower() in ("1", "true"):
        told = {"id": str(interaction.id), "type": interaction.type, "response_message_loading": kind == _DEFER}
        return 200, {"interaction": told | ({"response_message_id": message["id"]} if message else {})}
    return 204, None


def _answered(world: World, interaction: Interaction, kind: int, data: Json) -> Json | None:
    channel = world.channels[interaction.channel]
    if kind == _COMPLETE:
        _check_choices(data.get("choices"))
        return None
    if kind == _MODAL:
        return None
    if kind == _DEFER:
        flags = LOADING | ((data.get("flags") or 0) & EPHEMERAL)
        return world.store(channel, world.bot, _signed(world, interaction) | {"flags": flags})
    if kind == _SAY:
        check_message(data)
        watch(world, data)
        return world.store(channel, world.bot, _signed(world, interaction) | made(data))
    source: Json = channel.messages[int(interaction.payload["message"]["id"])]
    if kind == _UPDATE:
        _rewrite(world, source, data)
    return source


def _check_choices(choices: Any) -> None:
    if not isinstance(choices, list) or len(choices) > 25:
        raise invalid({"data.choices": "Must be 25 or fewer in length."})
    for place, choice in enumerate(choices):
        if not 1 <= len(choice["name"]) <= 100:
            raise invalid({f"data.choices.{place}.name": "Must be between 1 and 100 in length."})
        if len(str(choice["value"])) > 100:
            raise invalid({f"data.choices.{place}.value": "Must be 100 or fewer in length."})


def _signed(world: World, interaction: Interaction) -> Json:
    who = interaction.payload.get("user") or interaction.payload["member"]["user"]
    owners = interaction.payload["authorizing_integration_owners"]
    told: Json = {"id": str(interaction.id), "type": interaction.type, "user": who}
    told["authorizing_integration_owners"] = owners
    if interaction.type == COMPONENT:
        told["interacted_message_id"] = interaction.payload["message"]["id"]
        kind = 0
    else:
        kind = 23 if interaction.payload["data"].get("type") == 3 else 20
    known = {"application_id": str(world.application), "webhook_id": str(world.application)}
    return known | {"type": kind, "interaction_metadata": told}


def _rewrite(world: World, message: Json, body: Json) -> None:
    before = message if not message["flags"] & LOADING else message | {"content": ""}
    check_message(body, before)
    watch(world, body)
    fields = {name: value for name, value in made(body).items() if name in body and name != "flags"}
    # Whether others see it was decided by the first answer.
    flags = (made(body)["flags"] & ~EPHEMERAL) | (message["flags"] & ~LOADING)
    if "flags" in body and not body["flags"] & SUPPRESS_EMBEDS:
        flags &= ~SUPPRESS_EMBEDS
    edited = None if message["flags"] & LOADING else datetime.now(UTC).isoformat()
    message.update(fields, flags=flags, edited_timestamp=edited)


def _hooked(world: World, path: Json) -> Interaction:
    """The interaction whose token a request shows, while that is good."""
    if path["webhook_id"] != str(world.application):
        raise RefusalError(404, 10015, "Unknown Webhook")
    for interaction in world.interactions.values():
        if interaction.token == path["webhook_token"]:
            if time.monotonic() - interaction.asked > world.lifetime:
                raise RefusalError(401, 50027, "Invalid Webhook Token")
            if interaction.answer is None:
                raise RefusalError(404, 10015, "Unknown Webhook")
            return interaction
    raise RefusalError(404, 10015, "Unknown Webhook")


def _message(world: World, interaction: Interaction, given: str) -> Json:
    number = interaction.original if given == "@original" else int(given)
    own = (interaction.original, *interaction.followups)
    message = None if number not in own or number is None else world.channels[interaction.channel].messages.get(number)
    if message is None:
        raise RefusalError(404, 10008, "Unknown Message")
    return message


def _follow(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    interaction = _hooked(world, path)
    check_message(body)
    original = world.channels[interaction.channel].messages.get(interaction.original or 0)
    if original is not None and original["flags"] & LOADING:
        _rewrite(world, original, body)
        return 200, original
    foreign = "0" not in interaction.payload["authorizing_integration_owners"]
    if foreign and len(interaction.followups) >= _FOREIGN_FOLLOWUPS:
        raise RefusalError(400, 40094, "You have reached the follow-up message limit for this interaction.")
    watch(world, body)
    signed = _signed(world, interaction)
    message = world.store(world.channels[interaction.channel], world.bot, signed | made(body))
    interaction.followups.append(int(message["id"]))
    return 200, message


def _read(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    return 200, _message(world, _hooked(world, path), path.get("message_id", "@original"))


def _edit(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    message = _message(world, _hooked(world, path), path.get("message_id", "@original"))
    _rewrite(world, message, body)
    return 200, message


def _delete(world: World, path: Json, body: Any, query: Json) -> tuple[int, Any]:
    interaction = _hooked(world, path)
    message = _message(world, interaction, path.get("message_id", "@original"))
    del world.channels[interaction.channel].messages[int(message["id"])]
    return 204, None


_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
INTERACTIONS = {
    "create_interaction_response": ("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback),
    "execute_webhook": ("POST", _HOOK, _follow),
    "get_original_webhook_message": ("GET", _HOOK + "/messages/@original", _read),
    "update_original_webhook_message": ("PATCH", _HOOK + "/messages/@original", _edit),
    "delete_original_webhook_message": ("DELETE", _HOOK + "/messages/@original", _delete),
    "get_webhook_message": ("GET", _HOOK + "/messages/{message_id}", _read),
    "update_webhook_message": ("PATCH", _HOOK + "/messages/{message_id}", _edit),
    "delete_webhook_message": ("DELETE", _HOOK + "/messages/{message_id}", _delete),
}
