"""The Bot API's published description, to check what a bot sends and what the fake answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes.telegram.markup import Json

SPECIFICATION = Path(__file__).parents[4] / "shared" / "specs" / "telegram-bot-api.json"
"""Beside the repository, not part of it."""
_PLAIN = {"Integer": int, "String": str, "Boolean": bool, "True": bool, "Float": int | float}


@cache
def specification() -> Specification | None:
    """None where the description is not at hand."""
    if not SPECIFICATION.is_file():
        return None
    return Specification(json.loads(SPECIFICATION.read_text(encoding="utf-8")))


class Specification:
    """Says what breaks the description, as texts such as ``sendMessage.text: String is missing``."""

    def __init__(self, described: Json) -> None:
        self._methods: Json = described["methods"]
        self._types: Json = described["types"]

    def call(self, method: str, parameters: Json) -> list[str]:
        """What is wrong with the bot's parameters."""
        if method not in self._methods:
            return [f"{method}: there is no such method"]
        return list(self._fields(self._methods[method], parameters, method))

    def result(self, method: str, result: Any) -> list[str]:
        """What is wrong with the server's result."""
        return self._one_of(self._methods[method]["returns"], result, f"{method} ->")

    def value(self, kind: str, value: Any) -> list[str]:
        """What is wrong with `value` as one of that type."""
        return self._one_of([kind], value, kind)

    def _one_of(self, kinds: list[str], value: Any, where: str) -> list[str]:
        found = [list(self._is(kind, value, where)) for kind in kinds]
        return min(found, key=len)

    def _is(self, kind: str, value: Any, where: str) -> Iterator[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                yield f"{where}: {kind} expected, not {type(value).__name__}"
                return
            for place, item in enumerate(value):
                yield from self._one_of([kind.removeprefix("Array of ")], item, f"{where}[{place}]")
        elif kind in _PLAIN:
            if not isinstance(value, _PLAIN[kind]) or (kind != "Boolean" and kind != "True" and value in (True, False)
                                                       and isinstance(value, bool)):  # fmt: skip
                yield f"{where}: {kind} expected, not {type(value).__name__}"
        elif subtypes := self._types[kind].get("subtypes"):
            yield from self._one_of(subtypes, value, where)
        elif not isinstance(value, dict):
            yield f"{where}: {kind} expected, not {type(value).__name__}"
        else:
            yield from self._fields(self._types[kind], value, where)

    def _fields(self, described: Json, values: Json, where: str) -> Iterator[str]:
        fields = {field["name"]: field for field in described.get("fields", [])}
        for name in values.keys() - fields.keys():
            yield f"{where}.{name}: unknown"
        for name, field in fields.items():
            if name in values:
                yield from self._one_of(field["types"], values[name], f"{where}.{name}")
            elif field["required"]:
                yield f"{where}.{name}: {' or '.join(field['types'])} is missing"
