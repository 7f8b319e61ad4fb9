"""Discord's published description, to check what a bot sends and what the fake answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.fakes.discord.world import Call, Json

SPECIFICATION = Path(__file__).parents[4] / "shared" / "specs" / "discord-openapi.json"
"""Beside the repository, not part of it."""
_HERE = "urn:discord"
_PARTS = {"user": "UserResponse", "member": "GuildMemberResponse", "message": "MessageResponse"}
_CHANNELS = {0: "GuildChannelResponse", 5: "GuildChannelResponse", 1: "PrivateChannelResponse"} | {
    3: "PrivateGroupChannelResponse",
    10: "ThreadResponse",
    11: "ThreadResponse",
}


@cache
def specification() -> Specification | None:
    """None where the description is not at hand."""
    if not SPECIFICATION.is_file():
        return None
    return Specification(json.loads(SPECIFICATION.read_text(encoding="utf-8")))


class Specification:
    """Says what breaks the description, such as ``create_message body: content: 3 is not of type 'string'``."""

    def __init__(self, described: Json) -> None:
        self.operations: dict[str, tuple[str, str, Json]] = {
            operation["operationId"]: (method.upper(), path, operation)
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
            if method in ("get", "put", "post", "patch", "delete")
        }
        resource: Resource[Any] = Resource.from_contents(described, default_specification=DRAFT202012)
        self._locales = described["components"]["schemas"]["AvailableLocalesEnum"]["oneOf"]
        self._registry: Registry[Any] = Registry().with_resource(_HERE, resource)
        self._validators: dict[str, Draft202012Validator] = {}

    def locales(self) -> list[str]:
        """The languages of Discord's own programs."""
        return [one["const"] for one in self._locales]

    def breaches(self, calls: Iterable[Call]) -> list[str]:
        """What is wrong with requests of the bot and with their results."""
        found = []
        for call in calls:
            if call.operation not in self.operations:
                found.append(f"{call.operation}: there is no such operation")
                continue
            found += self.request(call.operation, call.body)
            if call.result is not None:
                found += self.response(call.operation, call.status, call.result)
        return found

    def request(self, operation: str, body: Any) -> list[str]:
        """What is wrong with a request's body."""
        described = self.operations[operation][2].get("requestBody")
        if described is None:
            return [f"{operation}: there is no body"] if body else []
        place = f"{self._place(operation)}/requestBody/content/application~1json/schema"
        return [f"{operation} body: {said}" for said in self._against(place, body)]

    def response(self, operation: str, status: int, result: Any) -> list[str]:
        """What is wrong with an answer."""
        if status == 429:
            return []
        responses = self.operations[operation][2]["responses"]
        key = str(status) if str(status) in responses else f"{status // 100}XX"
        if key not in responses:
            return [f"{operation} {status}: there is no such answer"]
        if key.endswith("XX"):
            return [f"{operation} {status}: {said}" for said in self.value("ErrorResponse", result)]
        place = f"{self._place(operation)}/responses/{key}/content/application~1json/schema"
        return [f"{operation} {status}: {said}" for said in self._against(place, result)]

    def value(self, schema: str, value: Any) -> list[str]:
        """What is wrong with `value` as one of that schema."""
        return list(self._against(f"/components/schemas/{schema}", value))

    def interaction(self, payload: Json) -> list[str]:
        """What is wrong with the parts of an interaction that the description knows; the whole it does not."""
        parts = [(name, schema, payload[name]) for name, schema in _PARTS.items() if name in payload]
        parts.append(("channel", _CHANNELS[payload["channel"]["type"]], payload["channel"]))
        targets = payload["data"].get("resolved", {}).get("messages", {}).values()
        parts += [("resolved", "MessageResponse", message) for message in targets]
        return [f"{name}: {said}" for name, schema, part in parts for said in self.value(schema, part)]

    def _place(self, operation: str) -> str:
        method, path, _ = self.operations[operation]
        return f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method.lower()}"

    def _against(self, place: str, value: Any) -> Iterator[str]:
        if place not in self._validators:
            pointer = place.replace("{", "%7B").replace("}", "%7D")
            schema = {"$ref": f"{_HERE}#{pointer}"}
            self._validators[place] = Draft202012Validator(schema, registry=self._registry)
        error = best_match(self._validators[place].iter_errors(value))
        if error is not None:
            where = ".".join(map(str, error.absolute_path))
            yield f"{where}: {error.message[:300]}"
