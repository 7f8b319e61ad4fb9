"""Which language a question is in, when its front-end does not know, or only supposes."""

from __future__ import annotations

import math
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from bot.phrasing.folding import folded
from bot.phrasing.known import share_known
from bot.wording import LANGUAGES
from indexer.lexicon import Lexicon

# Logarithms of odds; chosen on the sample's questions cut to one to three words and on headlines of the Swiss set.
_KNOWN = 5.0
_STORE = 0.15
_SUPPOSED = 1.0
_FLOOR = 0.01
"""What the detector holds impossible by letters stays possible by words, though hardly."""


@cache
def _detector(languages: frozenset[str]) -> LanguageDetector:
    known = [language for language in Language.all() if language.iso_code_639_1.name.lower() in languages]
    return LanguageDetectorBuilder.from_languages(*known).build()


def detect(text: str, lexicon: Lexicon, default: str, supposed: str | None = None) -> str:
    """The language of `text` (ISO 639-1) among those of the store and of the bot; `default` for a text of none.

    Short questions look alike in several languages. Letters speak for some of them; the words that statements use, how
    many statements there are in a language, and the language that a front-end supposes (`supposed`, of its menus, say:
    never a command) add to that.
    """
    values = _detector(frozenset((*lexicon.languages, *LANGUAGES))).compute_language_confidence_values(text)
    letters = {value.language.iso_code_639_1.name.lower(): value.value for value in values}
    if not any(letters.values()):
        return default
    plain = folded(text)

    def odds(language: str) -> float:
        index = lexicon.words(language)
        return (
            math.log(letters[language] + _FLOOR)
            + _KNOWN * share_known(plain, lexicon, language)
            + _STORE * math.log(1 + (0 if index is None else len(index.rows)))
            + (_SUPPOSED if language == supposed else 0.0)
        )

    return max(letters, key=odds)
