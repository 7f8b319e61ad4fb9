"""A knowledge cut up: its passages, what of them is embedded, and the texts that stand for questions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from indexer.passages import passages, sentences
from indexer.statement import Knowledge, Passage, Span

_PSEUDO_QUESTIONS = 100
_ENOUGH_QUESTIONS = 20
_REMEMBERED = 4096
"""So many versions' cuts are kept for the next build of the process: an edit changes few."""


@dataclass(frozen=True, slots=True)
class Sliced:
    """For passage i its place, the text to embed, and its sentences as slices of that text."""

    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    spans: tuple[tuple[Span, ...], ...]


def slice_up(public: Knowledge) -> Sliced:
    """Cut every version into passages. Slices without a letter or digit are kept in the text but not embedded."""
    places: list[Passage] = []
    texts: list[str] = []
    spans: list[tuple[Span, ...]] = []
    for number, statement in enumerate(public.statements):
        for version in statement.versions:
            ends, cuts = _cut(version.text, version.language)
            for start, end in cuts:
                inside = [(max(a, start), min(b, end)) for a, b in ends if a < end and b > start]
                told = tuple((a - start, b - start) for a, b in inside if any(map(str.isalnum, version.text[a:b])))
                if told:
                    places.append(Passage(number, version.language, start, end))
                    texts.append(version.text[start:end])
                    spans.append(told)
    return Sliced(tuple(places), tuple(texts), tuple(spans))


@lru_cache(_REMEMBERED)
def _cut(text: str, language: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The sentences and the passages of a version's text."""
    return sentences(text, language), passages(text, language)


def probe_questions(public: Knowledge) -> tuple[list[str], list[str]]:
    """Texts whose mean stands for what all questions of a language share, and their languages.

    Where staff wrote enough questions, those; else also sentences of the statements, which come close; in those of the
    bot's languages that have neither, questions written for the purpose: whoever asks in Russian where all is in
    English is to be understood too. The choice goes by hash, so that one changed statement changes few of them.
    """
    written: dict[str, list[str]] = {}
    told: dict[str, list[str]] = {}
    for statement in public.statements:
        for version in statement.versions:
            written.setdefault(version.language, []).extend(version.questions)
            ends, _ = _cut(version.text, version.language)
            told.setdefault(version.language, []).extend(version.text[a:b].strip() for a, b in ends)
    texts: list[str] = []
    languages: list[str] = []
    for language, candidates in sorted(told.items()):
        chosen = sorted(set(written[language]))
        if len(chosen) < _ENOUGH_QUESTIONS:
            plain = {t for t in candidates if any(map(str.isalnum, t)) and len(t) <= 300}
            chosen += sorted(plain, key=lambda t: hashlib.sha256(t.encode()).digest())[:_PSEUDO_QUESTIONS]
        texts += chosen
        languages += [language] * len(chosen)
    for language, general in sorted(written_questions().items()):
        if language not in languages:
            chosen = sorted(general, key=lambda t: hashlib.sha256(t.encode()).digest())[:_PSEUDO_QUESTIONS]
            texts += chosen
            languages += [language] * len(chosen)
    return texts, languages


@cache
def written_questions() -> dict[str, tuple[str, ...]]:
    """Questions of all kinds about nothing in particular, by language: the examples of `indexer.kinds`."""
    lines = files("indexer").joinpath("kinds.jsonl").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        for name, text in json.loads(line).items():
            if name not in ("kind", "subject") and "{}" not in text:
                found.setdefault(name, []).append(text)
    return {language: tuple(texts) for language, texts in found.items()}
