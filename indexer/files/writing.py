"""A statement's fields as a YAML file that people like to read; what is read back is what was given.

text: |-
First paragraph.

Second paragraph.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from indexer.files.characters import NEVER

Fields = Mapping[str, "str | Sequence[str] | Fields"]

_PLAIN = re.compile(r"[^\W_](?:[^\s:#\"\\]| (?![ #])|:(?=[^\s:#\"\\])|(?<=[^ ])#)*(?<! )")
# Half a character stays as it is: it has no escape in YAML, and encoding the file will fail.
_ESCAPED = re.compile(rf"(?![\ud800-\udfff])(?:{NEVER.pattern}|[\u00ad\u061c\u200b-\u200f\u2028\u2029\u2060])")
_NOT_IN_BLOCK = re.compile(f"{NEVER.pattern}|[\t\u2028\u2029]")


def as_yaml(fields: Fields) -> str:
    """The fields, in their order, as one YAML document.

    Strings of more than one line, and those called ``text``, are block scalars unless a character
    in them would not survive there; then they are double-quoted with escapes.
    """
    return "".join(_entries(fields, ""))


def _entries(fields: Fields, indent: str) -> list[str]:
    lines = []
    for key, value in fields.items():
        if isinstance(value, str):
            lines.append(f"{indent}{key}: {_scalar(key, value, indent)}\n")
        elif isinstance(value, Mapping):
            lines.append(f"{indent}{key}:\n")
            lines.extend(_entries(value, indent + "  "))
        else:
            lines.append(f"{indent}{key}:\n" if value else f"{indent}{key}: []\n")
            lines.extend(f"{indent}  - {_one_line(item)}\n" for item in value)
    return lines


def _scalar(key: str, value: str, indent: str) -> str:
    block = (key == "text" or "\n" in value) and value.strip("\n ") and not _NOT_IN_BLOCK.search(value)
    return _block(value, indent + "  ") if block else _one_line(value)


def _block(value: str, indent: str) -> str:
    """A literal block; chomping and indentation are stated where YAML would guess otherwise."""
    body = value.rstrip("\n")
    ends = len(value) - len(body)
    header = "|" + ("2" if value[0] in " \n" else "") + ("-", "")[ends] if ends < 2 else "|2+"
    lines = body.split("\n") + [""] * max(0, ends - 1)
    return header + "\n" + "\n".join(indent + line if line else "" for line in lines)


def _one_line(value: str) -> str:
    if _PLAIN.fullmatch(value) is not None and not _ESCAPED.search(value):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\U{ord(found.group()):08x}", quoted)
