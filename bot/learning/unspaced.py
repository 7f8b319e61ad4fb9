"""Chinese: words are found with rjieba's dictionary, which knows persons' names; what it does not know goes, too."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import rjieba

from bot.learning.vocabulary import places, surnames_unspaced

RUN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_NUMERALS = re.compile("[〇零一二三四五六七八九幺]{4,}")
_FUNCTION = ("p", "c", "u", "r", "y", "d", "x", "m", "q", "f", "t")
_NAMED = frozenset(("nr", "ns", "nt", "nz", "x", "eng", "nrt", "nrfg"))
_KEPT_VERBS = frozenset("在是有说要想会能可去来到被请让给问住做开关办")
_RELATIVES = frozenset((
    "哥哥", "表哥", "弟弟", "表弟", "姐姐", "表姐", "妹妹", "表妹", "爸爸", "妈妈", "父亲", "母亲",
    "儿子", "女儿", "丈夫", "妻子", "朋友",
))  # fmt: skip
_TITLES = frozenset((
    "先生", "女士", "小姐", "太太", "夫人", "医生", "大夫", "老师", "教授", "博士", "律师", "同志",
    "大使", "船长",
))  # fmt: skip
_LEADS = frozenset(
    "叫 名叫 名字 姓名 姓".split()  # noqa: SIM905 - as it is read
)
_STREETS = frozenset(
    "路 街 巷 弄 道 大道 大街 胡同 小区 大厦 花园".split()  # noqa: SIM905 - as it is read
)
_LONGEST, _SHORTEST = 8, 3


def grams(texts: Collection[str]) -> frozenset[str]:
    """All runs of three to eight characters in the texts: what a ministry calls things, however it is cut."""
    found = {
        run[i : i + n]
        for text in texts
        for run in RUN.findall(text)
        for n in range(_SHORTEST, _LONGEST + 1)
        for i in range(len(run) - n + 1)
    }
    return frozenset(found)


def going(text: str, own: Collection[str]) -> Iterator[tuple[int, int]]:
    """The slices of `text` that may tell of a person; `own` are the ministry's `grams`."""
    for match in _NUMERALS.finditer(text):
        yield match.span()
    if RUN.search(text) is None:
        return
    kept = _protected(text, own)
    spans, words, tags = _cut(text)
    gone = [False] * len(words)
    for i, (word, span) in enumerate(zip(words, spans, strict=True)):
        if RUN.fullmatch(word) is None or kept.issuperset(range(*span)):
            continue
        gone[i] = _is_named(word, tags[i], own) or bool(i and _goes_with(words, tags, gone, i))
        if i + 1 < len(words) and word not in _STREETS and words[i + 1] in _STREETS:
            gone[i] = gone[i] or _is_content(tags[i])
    yield from (span for span, goes in zip(spans, gone, strict=True) if goes)


def _protected(text: str, own: Collection[str]) -> set[int]:
    return {
        place
        for n in range(_SHORTEST, _LONGEST + 1)
        for i in range(len(text) - n + 1)
        if text[i : i + n] in own
        for place in range(i, i + n)
    }


def _cut(text: str) -> tuple[list[tuple[int, int]], list[str], list[str]]:
    spans, words, tags, at = [], [], [], 0
    for word, tag in rjieba.tag(text):
        spans.append((at, at + len(word)))
        words.append(word)
        tags.append(tag)
        at += len(word)
    return spans, words, tags


def _is_content(tag: str) -> bool:
    return not tag.startswith(_FUNCTION)


def _is_named(word: str, tag: str, own: Collection[str]) -> bool:
    """Whether a word names somebody or something that neither is a country nor the ministry's own."""
    return tag in _NAMED and word not in places("zh") and word not in own and word not in _RELATIVES


def _goes_with(words: list[str], tags: list[str], gone: list[bool], i: int) -> bool:
    """Whether word `i` goes for what stands beside it: a name, a point within one, "called", a title behind."""
    before, word, content = words[i - 1], words[i], _is_content(tags[i])
    if before in "·•" and i > 1:
        return gone[i - 2] or content
    if before in _LEADS or (i > 1 and before in "是:：为" and words[i - 2] in _LEADS):
        return content
    if i + 1 < len(words) and words[i + 1] in _TITLES and word[0] in surnames_unspaced():
        return content
    if not gone[i - 1] or not content:
        return False
    surname = before in surnames_unspaced() and not tags[i].startswith("v")
    return (surname and len(word) <= 2) or (len(word) == 1 and word not in _KEPT_VERBS and word not in _STREETS)
