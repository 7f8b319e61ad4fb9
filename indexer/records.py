"""Values to JSON and back, by pydantic, for what the store keeps: manifest, ministry, statements."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def encode(value: Any, shape: Any) -> bytes:
    """`value`, of type `shape` (a dataclass or a tuple of them), as JSON in UTF-8."""
    return _adapter(shape).dump_json(value)


def decode(data: bytes, shape: Any) -> Any:
    """The value of type `shape` that `encode` wrote. Raises `pydantic.ValidationError`, a ValueError."""
    return _adapter(shape).validate_json(data)
