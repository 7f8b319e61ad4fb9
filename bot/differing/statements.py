"""Statements of two snapshots held against each other, as they stand at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum

from indexer.revision import Revised, revision
from indexer.snapshot import Snapshot
from indexer.statement import Ministry, Standing, Statement, Version, standing


class What(StrEnum):
    """What became of a statement."""

    ADDED = "added"
    GONE = "gone"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    RESTORED = "in force again"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that is no prose, as written before and after; empty where there was or is nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A title, text, address or list of questions that differs: `pieces` are its revision.

    Of a version that was added or taken out, all of it came or went.
    """

    language: str
    field: str
    pieces: tuple[Revised, ...]


@dataclass(frozen=True, slots=True)
class StatementChange:
    """What became of the statement `id`; `title`, in `language`, is that of the original as it is now.

    `by` are the statements that supersede it. `before` and `after` are its standing, None where the store lacks it.
    """

    id: str
    title: str
    language: str
    what: What
    before: Standing | None
    after: Standing | None
    by: tuple[str, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    texts: tuple[TextChange, ...] = ()


_NEW_STANDING = {
    Standing.SUPERSEDED: What.SUPERSEDED,
    Standing.WITHDRAWN: What.WITHDRAWN,
    Standing.ENDED: What.ENDED,
    Standing.IN_FORCE: What.RESTORED,
    Standing.NOT_YET: What.EDITED,
}
_FIELDS = ("kind", "original", "issuer", "published", "embargo", "valid_until", "withdrawn", "topics", "supersedes")


def statement_changes(before: Snapshot, after: Snapshot, now: datetime) -> tuple[StatementChange, ...]:
    """Every statement that differs, by id, as it stands at `now`."""
    found = []
    for name in sorted({*before.by_id, *after.by_id}):
        old, new = before.by_id.get(name), after.by_id.get(name)
        stood = None if old is None else standing(old, now, before.superseded.get(name))
        stands = None if new is None else standing(new, now, after.superseded.get(name))
        if old is None or new is None:
            statement = old or new
            assert statement is not None
            what = What.GONE if new is None else What.ADDED
            texts = tuple(_only_in(statement, came=old is None))
            found.append(_change(statement, what, stood, stands, texts=texts))
            continue
        changed, texts = tuple(_fields(old, new)), tuple(_texts(old, new))
        if stands is not stood and stands is not None:
            by = tuple(sorted(s.id for s in after.contents.statements if name in s.supersedes and s.released <= now))
            by = by if stands is Standing.SUPERSEDED else ()
            found.append(_change(new, _NEW_STANDING[stands], stood, stands, by, changed, texts))
        elif changed or texts:
            found.append(_change(new, What.EDITED, stood, stands, (), changed, texts))
    return tuple(found)


def ministry_changes(before: Ministry, after: Ministry) -> tuple[FieldChange, ...]:
    """The keys of ministry.yaml that differ, with what they held."""
    pairs = [(field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(Ministry)]
    return tuple(FieldChange(name, _written(old), _written(new)) for name, old, new in pairs if old != new)


def _change(
    statement: Statement,
    what: What,
    before: Standing | None,
    after: Standing | None,
    by: tuple[str, ...] = (),
    changed: tuple[FieldChange, ...] = (),
    texts: tuple[TextChange, ...] = (),
) -> StatementChange:
    version = statement.best_version(statement.original)
    return StatementChange(statement.id, version.title, version.language, what, before, after, by, changed, texts)


def _fields(old: Statement, new: Statement) -> Iterator[FieldChange]:
    for name in _FIELDS:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield FieldChange(name, _written(was), _written(now))


def _only_in(statement: Statement, *, came: bool) -> Iterator[TextChange]:
    for version in statement.versions:
        yield from _version_alone(version, came=came)


def _version_alone(version: Version, *, came: bool) -> Iterator[TextChange]:
    for field in ("title", "text"):
        words: str = getattr(version, field)
        yield TextChange(version.language, field, revision("", words) if came else revision(words, ""))


def _texts(old: Statement, new: Statement) -> Iterator[TextChange]:
    for language in dict.fromkeys(v.language for v in (*old.versions, *new.versions)):
        was, now = old.version(language), new.version(language)
        if was is None or now is None:
            version = was or now
            assert version is not None
            yield from _version_alone(version, came=was is None)
            continue
        for field, before, after in (
            ("title", was.title, now.title),
            ("text", was.text, now.text),
            ("source", was.source, now.source),
            ("questions", "\n".join(was.questions), "\n".join(now.questions)),
        ):
            if before != after:
                yield TextChange(language, field, revision(before, after))


def _written(value: object) -> str:
    """A field's value on one line."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_written(inner)}" for key, inner in value.items())
    if isinstance(value, tuple):
        return ", ".join(map(_written, value))
    return str(value)
