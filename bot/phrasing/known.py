"""Which words of a text a store knows: those that its statements use, and the closed classes."""

from __future__ import annotations

import re

from bot.phrasing.particles import light
from indexer.lexicon import Lexicon, tokens

WORD = re.compile(r"[^\W_](?:[\w'`-]*[\w'`])?")
"""A word of a folded text, with what the chat alphabet writes within one."""


def is_known(word: str, lexicon: Lexicon, language: str) -> bool:
    """Whether `word`, folded, is light or, by all its stems, in statements in `language`."""
    if word in light(language):
        return True
    index = lexicon.words(language)
    terms = tokens(word, language)
    return not terms or (index is not None and all(term in index.vocabulary for term in terms))


def share_known(text: str, lexicon: Lexicon, language: str) -> float:
    """The share (0..1) of the letters of `text`, folded, that are in words known in `language`; numbers left out."""
    words = [word for word in WORD.findall(text) if not word.isdigit()]
    known = sum(len(word) for word in words if is_known(word, lexicon, language))
    return known / max(1, sum(map(len, words)))
