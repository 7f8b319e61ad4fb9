"""Which language a question is in, when its front-end does not know."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from bot.wording import LANGUAGES
from indexer.lexicon import Lexicon, tokens

_POSSIBLE = 0.1


@cache
def _detector(languages: frozenset[str]) -> LanguageDetector:
    known = [language for language in Language.all() if language.iso_code_639_1.name.lower() in languages]
    return LanguageDetectorBuilder.from_languages(*known).build()


def detect(text: str, lexicon: Lexicon, default: str) -> str:
    """The language of `text` (ISO 639-1) among those of the store and of the bot.

    Short questions look alike in several languages: of those that the detector holds possible, the one wins whose
    published statements use the question's words.
    """
    possible = _possible(text, (*lexicon.languages, *LANGUAGES))
    if not possible:
        return default
    return max(possible, key=lambda language: possible[language] * (0.2 + _known(text, lexicon, language)))


def _possible(text: str, languages: Iterable[str]) -> dict[str, float]:
    values = _detector(frozenset(languages)).compute_language_confidence_values(text)
    return {v.language.iso_code_639_1.name.lower(): v.value for v in values if v.value >= _POSSIBLE}


def _known(text: str, lexicon: Lexicon, language: str) -> float:
    """The share of the words of `text` that statements in `language` use."""
    words = lexicon.words(language)
    terms = tokens(text, language)
    if words is None or not terms:
        return 0.0
    return sum(words.postings(term) is not None for term in terms) / len(terms)
