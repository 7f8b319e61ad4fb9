"""One line of JSON from another system: its keys and types checked, its fields put in our order.

    {"id": "…", "title": "…", "issuer": "…", "published": "2025-03-14", "source": "https://…",
     "versions": {"en": "the text", …}}

Optional keys: kind (else `statement`), original (else the first of versions), topics, supersedes,
valid_until, withdrawn, embargo, questions. Title and source hold for every version, or are maps by
language; questions are a list in the original's language, or a map of lists by language.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from indexer.files.characters import shown
from indexer.files.forms import did_you_mean
from indexer.files.writing import Fields

_REQUIRED = ("id", "title", "issuer", "published", "source", "versions")
_OPTIONAL = ("kind", "original", "topics", "supersedes", "valid_until", "withdrawn", "embargo", "questions")


class RefusedLineError(Exception):
    """The line cannot be carried, for the reason given."""


def decoded(line: bytes) -> dict[str, object]:
    """The object on the line, with all keys that it needs and none that are unknown.

    Raises:
        RefusedLineError: it is no such object.
    """

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
            raise RefusedLineError(f"the key {shown(twice)} stands twice; keep one")
        return found

    try:
        decoded = json.loads(line.decode("utf-8"), object_pairs_hook=once)
    except UnicodeDecodeError:
        raise RefusedLineError("this is not UTF-8; save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise RefusedLineError(f"this is not JSON ({error}); write one object on the line") from None
    if not isinstance(decoded, dict):
        raise RefusedLineError("this is no JSON object; write one object on the line")
    known = (*_REQUIRED, *_OPTIONAL)
    for key in decoded:
        if key not in known:
            raise RefusedLineError(f"the key {shown(key)} is unknown; {did_you_mean(key, known)}")
    for key in _REQUIRED:
        if key not in decoded:
            raise RefusedLineError(f"the key {shown(key)} is missing; add it")
    return decoded


def fields_of(line: Mapping[str, object]) -> Fields:
    """The line as the fields of a statement file, in the order in which people read them."""
    texts = line["versions"]
    if not isinstance(texts, dict) or not texts:
        raise RefusedLineError('versions: this is no map of texts by language; write {"en": "the text"}')
    fields: dict[str, str | Sequence[str] | Fields] = {
        "id": _string(line["id"], "id"),
        "kind": _string(line.get("kind", "statement"), "kind"),
        "original": _string(line.get("original", next(iter(texts))), "original"),
        "issuer": _string(line["issuer"], "issuer"),
        "published": _string(line["published"], "published"),
    }
    for key in ("topics", "supersedes"):
        if values := _strings(line.get(key, []), key):
            fields[key] = values
    for key in ("valid_until", "withdrawn", "embargo"):
        if line.get(key) is not None:
            fields[key] = _string(line[key], key)
    versions = {}
    for language, text in texts.items():
        version: dict[str, str | Sequence[str] | Fields] = {
            "title": _string(_for(line["title"], language), f"title.{language}"),
            "source": _string(_for(line["source"], language), f"source.{language}"),
            "text": _string(text, f"versions.{language}"),
        }
        asked = line.get("questions", [])
        if not isinstance(asked, dict):
            asked = {fields["original"]: asked}
        if questions := _strings(asked.get(language, []), f"questions.{language}"):
            version["questions"] = questions
        versions[language] = version
    return {**fields, "versions": versions}


def _for(value: object, language: str) -> object:
    return value.get(language) if isinstance(value, dict) else value


def _string(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise RefusedLineError(f"{field}: a string is meant, {_kind(value)} was found; write it in quotes")
    return value


def _strings(value: object, field: str) -> list[str]:
    if not isinstance(value, list):
        raise RefusedLineError(f'{field}: a list is meant, {_kind(value)} was found; write ["…"]')
    return [_string(item, field) for item in value]


def _kind(value: object) -> str:
    kinds = {str: "a string", bool: "true or false", list: "a list", dict: "a map"}
    return kinds.get(type(value), "nothing" if value is None else "a number")
