"""The form in which words are compared: NFKC, lower case, without Arabic and Hebrew vowel signs, е for ё."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u064b-\u065f\u0670\u0640\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")


def folded(text: str) -> str:
    """`text` as it is compared, as `indexer.lexicon.tokens` folds it; it may be longer or shorter."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold()).replace("ё", "е").replace("’", "'")
