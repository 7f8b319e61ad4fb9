"""Words of the closed classes, in the six languages: what asks, what joins on, what points back, what carries no topic.

Statements hardly ever ask, so a store's lexicon knows no question words; Arabic has no list of stop words at all.
"""

from __future__ import annotations

from functools import cache

import bm25s.stopwords

from bot.phrasing.folding import folded

ASKING: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "what what's who whom whose which when where where's why how is are was were do does did can could"
        " may might must should shall will would has have am",
        "fr": "que quoi qui quel quelle quels quelles quand où pourquoi comment combien est-ce qu'est-ce peut-on"
        " puis-je dois-je faut-il est-il est-elle sont-ils y-a-t-il existe-t-il lequel laquelle",
        "es": "qué que quién quiénes cuál cuáles cuándo cuando dónde donde cómo como cuánto cuánta cuántos cuántas"
        " puedo puede pueden debo existe",
        "ru": "каких какого каком какую какими каким скольких чего кого кем чем что кто когда где куда откуда"
        " почему зачем как какой какая какое какие каков сколько можно нужно нужна нужен надо ли могу может"
        " должен чей кому",
        "ar": "ما ماذا من متى أين لماذا كيف كم هل أي أية لمن بكم شو وين ليش كيفاش",
    }.items()
}
"""Words that open a question."""

ASKING_UNSPACED = (
    "为什么", "什么", "怎么", "怎样", "如何", "何时", "何地", "为何", "多少", "多久", "多长", "谁", "哪", "吗", "呢",
    "是否", "能否", "可否", "几",
)  # fmt: skip
"""Chinese: what makes a line a question, wherever it stands."""

JOINING: dict[str, tuple[str, ...]] = {
    "en": ("and", "but", "or", "also", "what about", "how about", "then", "so", "ok and", "what if", "same for"),
    "fr": ("et", "mais", "ou", "alors", "aussi", "donc", "ok et", "et si", "qu'en est-il", "pareil pour"),
    "es": ("y", "e", "pero", "o", "también", "entonces", "qué pasa con", "y si", "qué hay de", "lo mismo para"),
    "ru": ("и", "а", "но", "или", "также", "еще", "тогда", "а если", "что насчет", "как насчет"),
    "ar": ("و", "لكن", "ولكن", "أو", "أيضا", "كذلك", "إذن", "ماذا عن", "وماذا عن", "طيب"),
    "zh": ("那么", "那", "还有", "而", "但是", "但", "或者", "另外", "然后", "如果", "要是"),
}  # fmt: skip
"""With these a text joins on to what was said before, when it opens with one; folded."""

POINTING: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "it its this that these those they them their he she his her him then same one ones such both",
        "fr": "il elle ils elles cela ça ceci celui celle ceux celles leur leurs y en lui le même cet cette ces là"
        " son sa ses ce c'est est-il est-elle sont-ils sont-elles",
        "es": "eso esto esta este estos estas ese esa esos esas él ella ellos ellas lo su sus le les ahí entonces"
        " mismo misma aquello",
        "ru": "он она оно они его ее их ему ей им это этот эта эти этого этой этих этом эту тот та те то там"
        " тогда туда такой такие такого том той нем ней них",
        "ar": "هو هي هم هذا هذه ذلك تلك هؤلاء هناك له لها لهم منه منها منهم فيه فيها فيهم عليه عليها عنه عنها بها"
        " به بهم ذلكم إليه إليها نفس يمكنه يمكنها يمكنهم",
    }.items()
}
"""Pronouns and demonstratives, which may stand for something named before; folded."""

POINTING_UNSPACED = ("它", "他", "她", "这", "那", "其")

LIGHT_UNSPACED = (
    "现在", "一样", "开始", "时候", "还", "有", "可以", "可", "能", "要", "在", "的", "了", "是", "也", "都", "会",
    "到", "从", "于", "对", "和", "与", "及", "我", "你", "们", "吧", "啊", "个", "请问", "什", "么", "就", "又", "再",
    "多", "钱",
)  # fmt: skip
"""Chinese: what carries no topic."""

_LIGHT = {
    language: frozenset(words.split())
    for language, words in {
        "ar": "مرة أحصل في من على إلى الى عن مع بعد قبل حتى منذ عند بين خلال حول ضد لدى أن ان إن أنا نحن أنت لا لم"
        " لن قد كان كانت يكون تكون ليس التي الذي الذين كل بعض غير أو ثم إذا لو هنا أريد اريد ممكن يمكن يجب هناك لي لك"
        " لنا لماذا أنني إنني اليوم الآن سوف لكم لدي لديه لديها زال مازال إنه",
        "ru": "хочу хотел бы пожалуйста скажите подскажите узнать также сейчас сегодня этом этого можете ли чём нам"
        " вам мне пор часто раз для при про без над под или если",
        "fr": "sera serait depuis jusque jusqu quelqu voudrais peut peuvent peux doit doivent faut plus faire"
        " toujours encore fréquence obtenir avoir",
        "es": "quisiera desde hasta puedo puede pueden debe deben quiero sigue siendo todavía aún frecuencia"
        " obtener tener",
        "en": "please want know tell like need much many long often still ok okay since until",
    }.items()
}
_STOP_WORDS = {
    "en": bm25s.stopwords.STOPWORDS_EN_PLUS,
    "fr": bm25s.stopwords.STOPWORDS_FRENCH,
    "es": bm25s.stopwords.STOPWORDS_SPANISH,
    "ru": bm25s.stopwords.STOPWORDS_RUSSIAN,
}


@cache
def light(language: str) -> frozenset[str]:
    """Words of `language`, folded, that carry no topic; none for a language other than the six."""
    words = (
        *_STOP_WORDS.get(language, ()),
        *ASKING.get(language, ()),
        *POINTING.get(language, ()),
        *_LIGHT.get(language, ()),
        *(word for word in JOINING.get(language, ()) if " " not in word),
    )
    return frozenset(map(folded, words))
