"""What a citizen's text asks: how many questions, in which language, and in which words it is searched for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.language import detect
from bot.phrasing.leaning import leans, together
from bot.phrasing.parting import questions_in
from bot.phrasing.script import in_own_script
from bot.phrasing.spelling import corrected
from bot.reply import Question
from bot.wording import is_language, primary
from indexer.lexicon import Lexicon

LANGUAGE = "en"
"""Spoken when a text has no language at all."""


class KnownBy(StrEnum):
    """How the language of a question is known."""

    GIVEN = "given"
    SCRIPT = "read from another script"
    DETECTED = "detected"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its text as written, its language, and the wordings that it is searched for in.

    The first wording is the question's own (in its own script); each further one, with typos mended or with the
    question before, counts only where the first finds no position.
    """

    text: str
    language: str
    wordings: tuple[str, ...]
    known_by: KnownBy = KnownBy.DETECTED


def read(text: str, question: Question, lexicon: Lexicon, before: str | None = None) -> Asked:
    """How to search for `text`, which is `question`'s or a part of it; `before` is the part or question before it."""
    known = known_language(question.language)
    reading = in_own_script(text, lexicon) if known in (None, "ru", "ar") else None
    plain = text if reading is None else reading.text
    known_by = KnownBy.GIVEN if known is not None else KnownBy.DETECTED if reading is None else KnownBy.SCRIPT
    language = reading.language if reading is not None else known
    if language is None:
        language = detect(plain, lexicon, LANGUAGE, known_language(question.supposed))
    wordings = [plain, corrected(plain, lexicon, language)]
    if before is not None and leans(plain, lexicon, language):
        wordings.append(together(before, plain))
    return Asked(text, language, tuple(dict.fromkeys(wordings)), known_by)


def parts_of(text: str) -> tuple[str, ...]:
    """The questions in `text`, as written."""
    return tuple(text[start:end] for start, end in questions_in(text))


def readable(text: str) -> str:
    """`text` without white space at its ends, and a question mark for what is no character: it would stop a model."""
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def known_language(language: str | None) -> str | None:
    """The ISO 639-1 code of what a front-end says the language is; None when that is none."""
    code = primary(language or "")
    return code if is_language(code) else None
