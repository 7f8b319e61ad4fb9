"""Russian in Latin letters: the key under which a word is found however it was romanised, and its way back.

Romanisations differ (BGN ``zh kh ts``, GOST ``x cz``, chat ``4 6 j yj``) and lose soft signs, so that reversing
one scheme finds few words. Instead both a Latin word and every Russian word that the store knows are reduced to one
coarse key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

_MOST_KEYS = 8

# What a group of Latin letters may stand for, as key letters; the longest group that fits is taken.
_GROUPS: dict[str, tuple[str, ...]] = {
    "shch": ("S",), "sch": ("S",), "shh": ("S",), "sh": ("S",), "š": ("S",), "6": ("S",), "w": ("S", "v"),
    "tch": ("C",), "ch": ("C",), "č": ("C",), "4": ("C",), "zh": ("Z",), "ž": ("Z",), "kh": ("h",), "h": ("h",),
    "x": ("h", "ks"), "ts": ("c",), "tz": ("c",), "cz": ("c",), "c": ("c", "k"), "q": ("k",),
    "ya": ("ia",), "ja": ("ia",), "ia": ("ia",), "â": ("ia",), "yu": ("iu",), "ju": ("iu",), "iu": ("iu",),
    "û": ("iu",), "yo": ("e",), "jo": ("e",), "ë": ("e",), "ye": ("e", "ie"), "je": ("e", "ie"), "e'": ("e",),
    "eh": ("e", "eh"), "è": ("e",), "y'": ("i",), "y": ("i",), "j": ("i", "Z"), "i": ("i",), "3": ("z",), "'": ("",),
    "`": ("",), "’": ("",), "\"": ("",), "-": ("",),
}  # fmt: skip
_GROUP = re.compile("|".join(sorted(map(re.escape, _GROUPS), key=len, reverse=True)) + "|.")
_LETTERS = dict(zip("абвгдезиклмнопрстуфхцчшщыэ", "abvgdeziklmnoprstufhcCSSie", strict=True)) | {
    "ё": "e", "ж": "Z", "й": "i", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
}  # fmt: skip
_REPEATED = re.compile(r"(.)\1+")
_BACK = {
    "shch": "щ", "sch": "щ", "shh": "щ", "sh": "ш", "ch": "ч", "4": "ч", "6": "ш", "w": "ш", "zh": "ж", "kh": "х",
    "h": "х", "x": "х", "ts": "ц", "c": "ц", "q": "к", "ya": "я", "ja": "я", "ia": "ия", "yu": "ю", "ju": "ю",
    "iu": "ию", "yo": "ё", "jo": "ё", "ye": "ые", "je": "ые", "iy": "ий", "ij": "ий", "yy": "ый", "yj": "ый",
    "yi": "ый", "iye": "ие", "iya": "ия", "ija": "ия", "iyu": "ию", "iju": "ию", "oy": "ой", "oj": "ой", "ey": "ей",
    "ej": "ей", "ay": "ай", "aj": "ай", "oye": "ое", "aya": "ая", "aja": "ая", "y": "ы", "j": "й", "'": "ь",
    "’": "ь", "3": "з", **dict(zip("abvgdeziklmnoprstuf", "абвгдезиклмнопрстуф", strict=True)),
}  # fmt: skip
_BACK_GROUP = re.compile("|".join(sorted(map(re.escape, _BACK), key=len, reverse=True)) + "|.")


def key_of(word: str) -> str:
    """The key of a Russian word in lower case."""
    letters = "".join(_LETTERS.get(letter, letter) for letter in word)
    return _REPEATED.sub(r"\1", letters.replace("ts", "c"))


def keys_of(latin: str) -> Iterator[str]:
    """The keys that a romanised word in lower case may have, the likeliest first."""
    choices = [_GROUPS.get(group, (group,)) for group in _GROUP.findall(latin)]
    for parts in islice(product(*choices), _MOST_KEYS):
        yield _REPEATED.sub(r"\1", "".join(parts).replace("ts", "c"))


def spelt(latin: str) -> str:
    """A romanised word in lower case, letter by letter in Cyrillic: for what no key finds, and for endings."""
    return "".join(_BACK.get(group, group) for group in _BACK_GROUP.findall(latin))
