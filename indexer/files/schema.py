"""What may stand in a file, derived from the dataclasses; and the same as JSON schema for editors.

A tuple of dataclasses is written as a map whose key is the dataclass's first field: the versions of
a statement stand under their language. ``python -m indexer.files.schema knowledge`` writes the schemas.
"""

from __future__ import annotations

import json
import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from indexer.files.forms import (
    EMAIL,
    HOST,
    ID,
    KIND,
    LANGUAGE,
    LINE,
    LINK,
    MOMENT,
    PHONE,
    QUESTION,
    STATUS,
    TEXT,
    TITLE,
    Form,
    ListOf,
    MapOf,
    Record,
    Scalar,
)
from indexer.statement import Kind, Ministry, Statement

_SCALARS: Mapping[str, Scalar] = {
    "id": ID,
    "original": LANGUAGE,
    "language": LANGUAGE,
    "title": TITLE,
    "text": TEXT,
    "source": LINK,
    "link": LINK,
    "phone": PHONE,
    "email": EMAIL,
    "questions": QUESTION,
    "topics": ID,
    "supersedes": ID,
    "hosts": HOST,
}

STATEMENT_KEYS: Mapping[str, str] = {
    "status": "draft, for what is not to be published yet; delete the line to publish it",
    "to_do": "what must be done before a draft is published; while it stands, it is not",
    "id": "its name for ever, and the file's without .yaml: lower-case words and digits joined by hyphens",
    "kind": "position, statement, press-release, answer, speech, communique or notice",
    "original": "the language in which it was first published, such as en",
    "issuer": "who speaks",
    "published": "the day, such as 2025-03-14, or the time in UTC, such as 2025-03-14T09:30:00Z",
    "topics": "topics of ministry.yaml",
    "supersedes": "ids of the earlier statements that this one replaces",
    "valid_until": "the last day on which it holds",
    "withdrawn": "the day from which it is withdrawn",
    "embargo": "the time in UTC before which nobody may see it",
    "versions": "the text in each language, under the language's code",
    "versions.title": "the heading as published, on one line",
    "versions.text": "the text as published, paragraphs separated by one blank line",
    "versions.source": "the address at which this version is published",
    "versions.questions": "questions, in this language, that the text answers",
}

QUESTIONS_KEYS: Mapping[str, str] = {
    "answered": "under a statement's id and a language's code, questions that this statement must answer",
    "unanswered": "under a language's code, questions that no statement may answer",
}

MINISTRY_KEYS: Mapping[str, str] = {
    "name": "the ministry's name in each language",
    "hosts": "the exact host names that source may point to",
    "contact": "how to reach a human at the ministry",
    "contact.link": "the address of the contact page",
    "contact.email": "the e-mail address",
    "contact.phone": "the telephone number, in double quotes",
    "topics": "the topics that statements may name, each with its name in each language",
    "signposts": "where to turn with what is not the ministry's remit, under a short name",
    "signposts.label": "what it is, in each language",
    "signposts.link": "the address to turn to",
    "signposts.phone": "the telephone number, in double quotes",
    "signposts.questions": "questions that belong there, in each language",
}


def _record(make: Any, keyed: str = "") -> Record:
    """The record of a dataclass; `keyed` is the field that its map's key fills."""
    hints = typing.get_type_hints(make)
    wanted = [field for field in fields(make) if field.name != keyed]
    required = (f.name for f in wanted if f.default is MISSING and f.default_factory is MISSING)
    return Record(make, {f.name: _form(hints[f.name], f.name) for f in wanted}, tuple(required))


def _form(hint: Any, name: str) -> Form:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        options = [option for option in inner if option is not type(None)]
        return MOMENT if date in options else _form(options[0], name)
    if origin is tuple and is_dataclass(inner[0]):
        first = fields(inner[0])[0].name
        return MapOf(_SCALARS[first], _record(inner[0], first), first)
    if origin is tuple:
        return ListOf(_SCALARS[name])
    if origin is Mapping:
        several = typing.get_origin(inner[1]) is tuple
        return MapOf(LANGUAGE if several or inner[1] is str else ID, _form(inner[1], name if several else ""))
    if is_dataclass(hint):
        return _record(hint)
    return KIND if hint is Kind else _SCALARS.get(name, LINE)


def _with_draft(record: Record) -> Record:
    """The keys of a draft come first, and none of them becomes part of the statement."""
    return Record(record.make, {"status": STATUS, "to_do": ListOf(LINE), **record.fields}, record.required)


STATEMENT = _with_draft(_record(Statement))
MINISTRY = _record(Ministry)
_BY_LANGUAGE = MapOf(LANGUAGE, ListOf(QUESTION))
QUESTIONS = Record(dict, {"answered": MapOf(ID, _BY_LANGUAGE), "unanswered": _BY_LANGUAGE}, ())


def _json(form: Form, path: str, meanings: Mapping[str, str], *, needed: bool) -> dict[str, object]:
    match form:
        case Scalar():
            return dict(form.schema)
        case ListOf():
            listed: dict[str, object] = {
                "type": "array",
                "items": dict(form.item.schema),
                "uniqueItems": True,
            }
            return {**listed, "uniqueItems": True, **({"minItems": 1} if needed else {})}
        case MapOf():
            values = _json(form.values, path, meanings, needed=True)
            mapped: dict[str, object] = {
                "type": "object",
                "propertyNames": dict(form.keys.schema),
                "additionalProperties": values,
            }
            return {**mapped, "minProperties": 1} if needed else mapped
        case Record():
            prefix = f"{path}." if path else ""
            properties = {
                name: {
                    "description": meanings[prefix + name],
                    **_json(inner, prefix + name, meanings, needed=name in form.required),
                }
                for name, inner in form.fields.items()
            }
            return {
                "type": "object",
                "properties": properties,
                "required": list(form.required),
                "additionalProperties": False,
            }


def schemas() -> dict[str, str]:
    """File name → content of the JSON schemas (draft 2020-12), each ending in a line feed."""
    found = {}
    for name, form, meanings in (
        ("statement", STATEMENT, STATEMENT_KEYS),
        ("ministry", MINISTRY, MINISTRY_KEYS),
        ("questions", QUESTIONS, QUESTIONS_KEYS),
    ):
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": name.capitalize(),
            **_json(form, "", meanings, needed=True),
        }
        found[f"{name}.schema.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return found


def write_schemas(folder: Path) -> None:
    """Write them into `folder`."""
    for name, content in schemas().items():
        (folder / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
