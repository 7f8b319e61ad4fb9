"""A statement's file held against what an exercise expects of it, field by field, as problems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from indexer.course.sorts import (
    CHANGED,
    NO_VERSION,
    NOT_MEANT,
    NOT_SO,
    OTHER_CODE,
    UNLIKE_BEFORE,
    UNLIKE_GIVEN,
)
from indexer.files.characters import shown
from indexer.files.dates import written
from indexer.files.mistakes import MISSING_KEY, Mistake
from indexer.loading import Located
from indexer.revision import marked, revision
from indexer.statement import Problem, Statement, Version

_FIELDS = ("kind", "original", "issuer", "published", "topics", "supersedes", "valid_until", "withdrawn", "embargo")
_OF_VERSION = ("title", "source", "text")


def unlike(located: Located, expected: Statement) -> Iterator[Problem]:
    """What differs from the new statement that an exercise gives; further versions and questions are no matter."""
    assert located.statement is not None
    found = located.statement
    for name in _FIELDS:
        yield from _field(located, name, getattr(found, name), getattr(expected, name), NOT_SO)
    for version in expected.versions:
        yield from version_unlike(located, version)


def version_unlike(located: Located, expected: Version) -> Iterator[Problem]:
    """What differs from the version that an exercise gives."""
    assert located.statement is not None
    code = expected.language
    found = located.statement.version(code)
    if found is None:
        other = next((v for v in located.statement.versions if v.text == expected.text), None)
        if other is None:
            yield NO_VERSION.at(located.file, located.line("versions"), "versions", language=code)
        else:
            place = "versions", other.language
            yield OTHER_CODE.at(located.file, located.line(*place), ".".join(place), language=code, code=other.language)
        return
    yield from _version(located, found, expected, UNLIKE_GIVEN)


def changed(located: Located, before: Statement) -> Iterator[Problem]:
    """What differs from the statement as it was; questions and further versions are no matter."""
    assert located.statement is not None
    found = located.statement
    for name in _FIELDS:
        yield from _field(located, name, getattr(found, name), getattr(before, name), CHANGED)
    for version in before.versions:
        same = found.version(version.language)
        if same is None:
            yield NO_VERSION.at(located.file, located.line("versions"), "versions", language=version.language)
        else:
            yield from _version(located, same, version, UNLIKE_BEFORE)


def written_value(value: object) -> str:
    """A field's value as a file has it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return written(value) if isinstance(value, date | datetime) else str(value)


def _field(located: Located, name: str, found: object, expected: object, sort: Mistake) -> Iterator[Problem]:
    same = set(found) == set(expected) if isinstance(found, tuple) and isinstance(expected, tuple) else None
    if same or found == expected:
        return
    line, wanted = located.line(name), f"{name}: {written_value(expected)}"
    if expected is None or expected == ():
        yield NOT_MEANT.at(located.file, line, name, value=name)
    elif found is None or found == ():
        yield MISSING_KEY.at(located.file, 1, name, key=f'"{name}"', example=wanted)
    else:
        yield sort.at(located.file, line, name, value=shown(written_value(found)), expected=wanted)


def _version(located: Located, found: Version, expected: Version, sort: Mistake) -> Iterator[Problem]:
    for name in _OF_VERSION:
        was, now = getattr(expected, name), getattr(found, name)
        if was != now:
            place = "versions", found.language, name
            what = "address" if name == "source" else name
            difference = marked(revision(was, now), 30)
            yield sort.at(located.file, located.line(*place), ".".join(place), what=what, difference=difference)
