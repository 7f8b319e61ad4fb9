"""A statement asked for answer by answer, each judged at once as `verbale check` would judge the file. No terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from indexer.checking import check
from indexer.files.forms import DRAFT, slug_of
from indexer.files.writing import Fields, as_yaml
from indexer.loading import Loaded, read_statement
from indexer.statement import Kind, Problem

_LISTS = ("topics", "supersedes")
_OF_VERSION = ("title", "source", "text")
_ORDER = ("kind", "original", "issuer", "published", "topics", "supersedes", "valid_until", "embargo")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the key that the answer fills, what it means, and whether there must be an answer."""

    key: str
    meaning: str
    needed: bool = True


QUESTIONS = (
    Question("original", "the language in which it was first published, such as en"),
    Question("title", "the heading as published"),
    Question("text", "the text as published, paragraphs parted by one blank line"),
    Question("source", "the address at which it is published"),
    Question("published", "the day, such as 2025-03-14"),
    Question("kind", f"what it is: {', '.join(Kind)}"),
    Question("issuer", "who speaks"),
    Question("topics", "its topics, parted by commas", needed=False),
    Question("supersedes", "the ids of earlier statements that it replaces, parted by commas", needed=False),
    Question("embargo", "the time in UTC before which nobody may see it, such as 2025-03-14T09:30:00Z", needed=False),
    Question("valid_until", "the last day on which it holds", needed=False),
    Question("id", "its name for ever: lower-case words and digits joined by hyphens"),
)
"""In the order in which they are asked: what is judged by another answer comes after that."""


class Answers:
    """The answers so far, over one knowledge folder. A list's items are parted by commas."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._files = (*loaded.files, *(draft.file for draft in loaded.drafts))
        self._given: dict[str, str] = {}

    @property
    def given(self) -> Mapping[str, str]:
        """The answers that were accepted."""
        return self._given

    def give(self, key: str, value: str) -> Problem | None:
        """Accept the answer, or tell what is wrong with it; an empty one to an optional question is accepted."""
        if (problem := self.amiss(key, value)) is None:
            self._given[key] = value
        return problem

    def amiss(self, key: str, value: str) -> Problem | None:
        """What `verbale check` would say first about this answer, or None."""
        question = next(question for question in QUESTIONS if question.key == key)
        if not question.needed and not value.strip():
            return None
        return next(iter(self._problems({**self._given, key: value}, key)), None)

    def problems(self) -> Sequence[Problem]:
        """What `verbale check` would say about all answers together."""
        return self._problems(self._given, "")

    def likely(self, key: str) -> str:
        """What is proposed as an answer, empty where nothing is."""
        ministry = self._loaded.ministry
        if key == "kind":
            return str(Kind.STATEMENT)
        if key == "original":
            return next(iter(ministry.name), "") if ministry is not None else ""
        if key == "issuer" and (usual := self._usual("issuer", self._given.get("original", ""))):
            return usual[0]
        if key == "issuer" and ministry is not None:
            return ministry.name.get(self._given.get("original", "")) or next(iter(ministry.name.values()))
        if key == "id" and (title := self._given.get("title", "")):
            name = slug_of(title)
            names = {file.stem for file in self._files}
            return name if name not in names and name != slug_of("") else ""
        return ""

    def proposals(self, key: str, today: date) -> tuple[str, ...]:
        """What is often answered, the likeliest first, to choose from while one types; `today` is the day there."""
        days = [(today - timedelta(days=back)).isoformat() for back in range(7)]
        tomorrow = (today + timedelta(days=1)).isoformat()
        match key:
            case "topics":
                return self.choices(key)
            case "supersedes":
                return tuple(sorted(located.file.stem for located in self._loaded.statements))
            case "kind":
                return tuple(dict.fromkeys((*self._usual("kind"), *map(str, Kind))))
            case "original":
                names = () if self._loaded.ministry is None else tuple(self._loaded.ministry.name)
                return tuple(dict.fromkeys((*self._usual("original"), *names)))
            case "issuer":
                return self._usual("issuer", self._given.get("original", ""))
            case "published":
                return tuple(days)
            case "embargo":
                return tuple(f"{tomorrow}T{hour:02}:00:00Z" for hour in range(6, 19))
            case "valid_until":
                return tuple(f"{today.year + years}-12-31" for years in range(3))
            case _:
                return ()

    def _usual(self, key: Literal["issuer", "kind", "original"], original: str = "") -> tuple[str, ...]:
        """What the folder's statements say, the most frequent first; of one original language alone, if named."""
        read = [one.readable for one in self._loaded.statements]
        said = Counter(str(r[key]) for r in read if key in r and original in ("", r.get("original")))
        return tuple(value for value, _ in said.most_common())

    def choices(self, key: str) -> tuple[str, ...]:
        """What alone may be answered; empty where more may be, or where the question tells it."""
        ministry = self._loaded.ministry
        return tuple(sorted(ministry.topics)) if key == "topics" and ministry is not None else ()

    def fields(self) -> Fields:
        """The draft's fields, in the order of a file."""
        return _fields(self._given)

    def _problems(self, given: Mapping[str, str], key: str) -> list[Problem]:
        file = Path("new", f"{given.get('id', 'new')}.yaml")  # where no other file is
        try:
            data = as_yaml(_fields(given)).encode()
        except UnicodeEncodeError:
            data = as_yaml(_fields({k: v.encode("utf-8", "replace").decode() for k, v in given.items()})).encode()
        located, problems = read_statement(file, data)
        earlier = set(_listed(given.get("supersedes", "")))
        others = [other for other in self._loaded.statements if other.file.stem in earlier]
        alone = replace(
            self._loaded,
            statements=(*others, *(() if located is None else (located,))),
            problems=problems,
            files=(*self._files, file),
        )
        found = [problem for problem in check(alone) if problem.file == file]
        field = f"versions.{given.get('original', 'en')}.{key}" if key in _OF_VERSION else key
        return [problem for problem in found if not key or problem.field == field]


def _fields(given: Mapping[str, str]) -> Fields:
    fields: dict[str, str | Sequence[str] | Fields] = {"status": DRAFT, "id": given.get("id", "new")}
    for key in _ORDER:
        value = given.get(key, "")
        if key in _LISTS and _listed(value):
            fields[key] = _listed(value)
        elif key not in _LISTS and key in given and (value.strip() or key in _NEEDED):
            fields[key] = value
    version = {key: given[key] for key in _OF_VERSION if key in given}
    return {**fields, "versions": {given.get("original", "en"): version}}


_NEEDED = tuple(question.key for question in QUESTIONS if question.needed)


def _listed(value: str) -> list[str]:
    return [item for part in value.replace("，", ",").replace("،", ",").split(",") if (item := part.strip())]
