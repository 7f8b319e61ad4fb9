"""Translations that are missing, or too short to be whole."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.advice.sorts import LOST_TRANSLATION, NO_TRANSLATION, SHORT_TRANSLATION
from indexer.advice.standing import InForce
from indexer.statement import Problem

_MOST = 2 / 3
"""The share of statements that have a language before it is missed in the others; some are always for one country."""

_LENGTHS = {"en": 1.0, "fr": 1.15, "es": 1.15, "ru": 1.08, "ar": 0.88, "zh": 0.31}
"""Characters beside English, medians over the sample's 132 pairs of versions."""
_BY_SCRIPT = {"LATIN": 1.1, "CYRILLIC": 1.08, "ARABIC": 0.88, "CJK": 0.31}
_SHORT, _SHORT_BY_SCRIPT = 0.75, 0.5
"""Below this share of what is usual, a text is short: in the sample the least is .87, and a standard deviation .07 or
less. For languages that were not measured only their script is known."""
_LEAST = 200
"""Characters of an original that is too short to compare."""


def on_translations(standing: Sequence[InForce]) -> Iterator[Problem]:
    """Warnings about the versions of each statement."""
    counts = Counter(version.language for one in standing for version in one.statement.versions)
    usual = [language for language, count in counts.items() if count >= _MOST * len(standing) and len(standing) > 2]
    for one in standing:
        yield from _missing(one, usual)
        yield from _short(one)


def _missing(one: InForce, usual: Sequence[str]) -> Iterator[Problem]:
    own = {version.language for version in one.statement.versions}
    line = one.located.line("versions")
    lost: set[str] = set()
    for earlier, had in one.replaced.items():
        if languages := sorted(had - own - lost):
            words = {"languages": ", ".join(languages), "earlier": earlier}
            yield LOST_TRANSLATION.at(one.located.file, line, "versions", **words)
            lost.update(languages)
    if missing := sorted(set(usual) - own - lost):
        yield NO_TRANSLATION.at(one.located.file, line, "versions", languages=", ".join(missing))


def _short(one: InForce) -> Iterator[Problem]:
    original = one.statement.best_version(one.statement.original)
    if len(original.text) < _LEAST:
        return
    for version in one.statement.versions:
        ours, theirs = _usual(original.language, original.text), _usual(version.language, version.text)
        if ours is None or theirs is None:
            continue
        usual = len(original.text) * theirs[0] / ours[0]
        if len(version.text) < min(ours[1], theirs[1]) * usual:
            yield SHORT_TRANSLATION.at(
                one.located.file,
                one.located.line("versions", version.language, "text"),
                f"versions.{version.language}.text",
                length=f"{len(version.text):,}",
                usual=f"{round(usual, -1):,.0f}",
                original=f"{len(original.text):,}",
            )


def _usual(language: str, text: str) -> tuple[float, float] | None:
    """How long a language's texts are beside English ones, and below which share of that one is short."""
    if language in _LENGTHS:
        return _LENGTHS[language], _SHORT
    scripts = Counter(unicodedata.name(c, "").partition(" ")[0] for c in text if c.isalpha())
    script = scripts.most_common(1)[0][0] if scripts else ""
    return (_BY_SCRIPT[script], _SHORT_BY_SCRIPT) if script in _BY_SCRIPT else None
