"""What a few typed letters may mean: topics and statements to choose from, where a platform completes what is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.catalogue import Catalogue
from bot.phrasing.folding import folded
from bot.rendering.browsing import name_of
from bot.views.buttons import key_of
from bot.wording import Wording
from indexer.statement import Statement

MOST = 25
"""Choices; Discord shows no more."""
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown to be chosen, and what it stands for: a topic's code, a statement's id.

    Of an id longer than `_LONGEST` the short form, which `House.named` knows.
    """

    name: str
    value: str


def topics(catalogue: Catalogue, words: Wording, typed: str) -> tuple[Choice, ...]:
    """Topics whose name in any language, or whose code, has all the typed words; in the ministry's order."""
    found = ((Choice(name_of(t, words), t.code), (t.code, *t.names.values())) for t in catalogue.topics())
    return _matching(found, typed)


def statements(catalogue: Catalogue, words: Wording, typed: str) -> tuple[Choice, ...]:
    """Statements in force whose title in any language, or whose id, has all the typed words; newest first.

    Those that look the same bear their date, and those of one moment their id as well.
    """
    told = [entry.statement for entry in catalogue.latest()]
    titles = [s.best_version(words.language).title for s in told]
    dated = _apart(titles, told, lambda s: words.moment(s.published))
    named = _apart(dated, told, lambda s: s.id)
    found = (
        (Choice(name, _value(s.id)), (s.id, *(v.title for v in s.versions)))
        for name, s in zip(named, told, strict=True)
    )
    return _matching(found, typed)


def _apart(names: Sequence[str], told: Sequence[Statement], detail: Callable[[Statement], str]) -> list[str]:
    """The names, with a detail behind those that look the same in the space there is for one; made for these alone."""
    alike = Counter(name[:_LONGEST] for name in names)
    return [
        _joined(name, detail(statement)) if alike[name[:_LONGEST]] > 1 else name
        for name, statement in zip(names, told, strict=True)
    ]


def _joined(name: str, detail: str) -> str:
    behind = f" · {detail[: _LONGEST // 2]}"
    room = _LONGEST - len(behind)
    return (name if len(name) <= room else name[: room - 1].rstrip() + "…") + behind


def _matching(found: Iterable[tuple[Choice, tuple[str, ...]]], typed: str) -> tuple[Choice, ...]:
    """The choices of which one name has every typed word; those of which one begins with them come first."""
    wanted = folded(typed).split()
    ranked: tuple[list[Choice], list[Choice]] = ([], [])
    for choice, names in found:
        plain = [folded(name) for name in names]
        if any(all(word in name for word in wanted) for name in plain):
            begins = any(name.startswith(" ".join(wanted)) for name in plain)
            ranked[0 if begins else 1].append(choice)
    every: Iterator[Choice] = (choice for part in ranked for choice in part)
    return tuple(islice(every, MOST))


def _value(name: str) -> str:
    return name if len(name) <= _LONGEST else key_of(name)
