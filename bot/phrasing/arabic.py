"""Arabic in Latin letters and digits (the chat alphabet): consonants as the key, vowels as the test.

Chat writes short vowels that Arabic script leaves out, and one sound in many ways (خ as kh, 5 or 7'). A Latin word
and every Arabic word that the store knows are reduced to their consonants; of the words with the same ones, the
one is meant whose long vowels and gutturals are nearest to what the Latin word sounds like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from rapidfuzz.distance import Levenshtein

_MOST_KEYS = 12

# Key letters: b t T j G h x d z s S f q k l m n r; what is no consonant for sure stands for none.
_GROUPS: dict[str, tuple[str, ...]] = {
    "7'": ("x",), "3'": ("G",), "9'": ("d",), "6'": ("z",), "kh": ("x",), "gh": ("G",), "sh": ("S",), "ch": ("S",),
    "th": ("T", "z"), "dh": ("z", "d"), "dj": ("j",), "ou": ("",), "oo": ("",), "ee": ("",), "5": ("x",), "7": ("h",),
    "h": ("h",), "6": ("t",), "9": ("s", "q"), "8": ("q", "G"), "2": ("", "q"), "3": ("",), "4": ("z", "S"),
    "p": ("b",), "v": ("f",), "c": ("k", "s"), "g": ("j", "q", "G"), "k": ("k", "q"), "q": ("q",), "x": ("ks",),
    **dict.fromkeys("aeiouyw'`-éèâîû", ("",)),
}  # fmt: skip
_GROUP = re.compile("|".join(sorted(map(re.escape, _GROUPS), key=len, reverse=True)) + "|.")
_LETTERS = {
    **dict(zip("بتثجحخدذرزسشصضطظغفقكلمنه", "btTjhxdzrzsSsdtzGfqklmnh", strict=True)),
    **dict.fromkeys("اأإآءئؤىةويع", ""),
}
_REPEATED = re.compile(r"(.)\1+")
_LEAST = 2
# What Arabic writes on to the front of a word, as chat writes it, often apart; and to its end.
_BEFORE = {
    "al": "ال", "el": "ال", "il": "ال", "wal": "وال", "wel": "وال", "bil": "بال", "bel": "بال", "lil": "لل",
    "lel": "لل", "fil": "في ال", "fel": "في ال", "wa": "و", "bi": "ب", "li": "ل", "w": "و", "b": "ب", "l": "ل",
}  # fmt: skip
_AFTER = {
    "iyyah": "ية", "iyya": "ية", "iyeh": "ية", "iya": "ية", "ieh": "ية", "ia": "ية", "aat": "ات", "at": "ات",
    "et": "ة", "een": "ين", "iin": "ين", "oun": "ون", "oon": "ون", "hom": "هم", "ah": "ة", "eh": "ة", "ha": "ها",
    "na": "نا", "an": "ا", "in": "ين", "on": "ون", "un": "ون", "a": "ة", "e": "ة", "i": "ي", "t": "ت", "h": "ه",
}  # fmt: skip
_APART = re.compile(r"(?<![\w'’`-])([ae]l|il|w[ae]l|b[ei]l|l[ei]l|f[ei]l|bi|li)[\s-]+(?=\w)")
_ASSIMILATED = re.compile(r"^(w|b)?[aei](sh|th|dh|[tdrzsn69])-?(?=\2)")
_SOUNDS = (
    (re.compile("ou|oo|o|w"), "u"), (re.compile("ee|e|y|j(?=[aeiou]?$)|é|è"), "i"), (re.compile("â"), "a"),
)  # fmt: skip
_LONG = str.maketrans("اأإآىوؤيئعء", "aaaaauuii32")
# Of the typed word, vowels may be short; of the Arabic one, every letter should be heard.
_UNHEARD, _SHORT, _OTHER = 3, 1, 4
_AFFIX = 2

CHAT = {
    latin: word
    for word, spellings in {
        "هل": "hal hel", "ما": "ma", "ماذا": "maza matha madha shou shu chou shno eh", "متى": "mata emta imta",
        "كم": "kam addesh 2adesh adesh", "بكم": "bikam bekam", "كيف": "kif keef kayf kayfa kefash kifash",
        "أين": "ayna ayn wen ween wein wayn fein fen", "لماذا": "limaza limatha limadha lesh leish leh",
        "في": "fi fe fee", "من": "min men mn", "على": "3ala 3la", "إلى": "ila ela", "عن": "3an 3n", "مع": "ma3",
        "هي": "hiya heya hia", "هو": "huwa howa", "هذا": "haza hatha hadha hada", "هذه": "hazihi hathihi hadhihi",
        "التي": "allati", "الذي": "allazi alladhi illi elli", "أو": "aw", "لا": "la", "و": "w wa", "بعد": "ba3d",
        "قبل": "qabl 2abl", "ممكن": "mumkin momken", "يمكن": "yumkin yomken", "أي": "ay ayy", "بدون": "bidoun bedoun",
    }.items()
    for latin in spellings.split()
}  # fmt: skip
"""Words of the closed classes as chat writes them, of the standard language and of dialects."""

_CHAT_DIGIT = re.compile(r"[2356789]'?[a-z]")


def signs(words: Sequence[str]) -> int:
    """How many of `words`, in lower case, only the chat alphabet writes: digits for sounds, words of Arabic."""
    return sum(word in CHAT or word in _BEFORE or _CHAT_DIGIT.search(word) is not None for word in words)


def key_of(word: str) -> str:
    """The key of an Arabic word: its consonants, classes of them that chat confuses as one."""
    return _REPEATED.sub(r"\1", "".join(_LETTERS.get(letter, "") for letter in word))


def sounds_of(core: str) -> Iterator[tuple[str, str]]:
    """What a word of the chat alphabet, in lower case, may be: its key, and the key with vowels and gutturals kept."""
    for pattern, sound in _SOUNDS:
        core = pattern.sub(sound, core)
    groups = _GROUP.findall(core)
    for parts in islice(product(*(_GROUPS.get(group, (group,)) for group in groups)), _MOST_KEYS):
        heard = "".join(part or group for part, group in zip(parts, groups, strict=True))
        yield _REPEATED.sub(r"\1", "".join(parts)), heard


def joined(latin: str) -> str:
    """A text of the chat alphabet with the article and the prepositions that Arabic joins on joined on."""
    return _APART.sub(r"\1-", latin)


def cores_of(latin: str) -> Iterator[tuple[str, str, str]]:
    """`latin` without what Arabic may have written on to it: core, Arabic before, Arabic after; the whole first."""
    head, hyphen, rest = latin.partition("-")
    if hyphen and head in _BEFORE:
        starts = [(rest, _BEFORE[head])]
    else:
        starts = [(latin, "")]
        assimilated = _ASSIMILATED.match(latin)
        if assimilated is not None:
            starts.append((latin[assimilated.end() :], "ال"))
        starts += [(latin[len(before) :], full) for before, full in _BEFORE.items() if latin.startswith(before)]
    for core, before in starts:
        yield core, before, ""
        for ending, after in _AFTER.items():
            if core.endswith(ending) and len(core) - len(ending) >= _LEAST:
                yield core[: -len(ending)], before, after


def cost(before: str, after: str) -> int:
    """What taking these off a word counts as misfit; the article and what is joined to it count nothing."""
    return (_AFFIX if before and not before.endswith(("ال", "لل")) else 0) + (_AFFIX if after else 0)


def misfit(heard: str, word: str) -> int:
    """How far the Arabic `word` is from what was `heard`, 0 for the same; both have the same key."""
    told = "".join(_LETTERS.get(letter) or letter for letter in word).translate(_LONG)
    return Levenshtein.distance(heard, told, weights=(_UNHEARD, _SHORT, _OTHER))
