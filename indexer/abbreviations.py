"""Abbreviations whose full stop does not end a sentence, in the languages of diplomacy.

`sentencex` knows many; these are those that it takes for an end. Where one may also be a word or end a sentence
(``No.``, ``min.``, ``oct.``) it stands open only before a number.
"""

from __future__ import annotations

import re

_OPEN = {
    "en": "Mr Mrs Ms Messrs Dr Prof Sen Rep Gen Col Capt Lt Sgt Gov Amb Hon Rev Mt Ft cf approx ca al ex viz vs ed eds"
    " e.g i.e op.cit loc.cit H.E Ph.D",
    "fr": "MM Mme Mmes Mlle Mlles Dr Pr Prof prof Me Mgr St Ste cf c.-à-d p.ex env éd réf ex S.E S.Exc LL.EE op.cit"
    " loc.cit ibid bd apr",
    "es": "Sr Sra Srta Sres Sras Dr Dra Prof Dña Excmo Excma Ilmo Ilma Lic Ing Gral Cnel Mons Sto Sta Cía Ltda Fdo cf"
    " ed eds aprox ref p.ej EE.UU EE UU Ud Uds Vd Vds S.E S.M op.cit av Av Avda",
    "ru": "г гг в вв ст Ст стр п пп пос т им ул пл пр просп обл оз р о д корп см См ср Ср др проф акад доц ген полк"
    " ред изд напр прим англ фр зам нач млн млрд тыс долл руб коп т.е т.к т.н н.э г-н г-жа",
}
_BEFORE_NUMBER = {
    "en": "Art Arts art arts para paras Para Paras No Nos no nos Vol vol p pp ch Ch chap Chap sec Sec Fig fig Res res"
    " Doc doc Reg Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec",
    "fr": "art Art al par n° N° no No nos p pp vol ch Ch chap Chap fig Fig rés Rés doc Doc ann Ann max min éq"
    " janv févr avr juill sept oct nov déc",
    "es": "art Art arts Arts núm Núm núms Núms n.º pág págs párr párrs p pp vol t cap Cap inc res Res doc Doc máx mín"
    " fig ene feb mar abr jun jul ago sept oct nov dic",
    "ru": "ч гл с рис табл прил абз подп кн кв Док док рез Рез № янв февр мар апр июн июл авг сент окт нояб дек",
}

_NUMBER = re.compile(r"[\d№§]|(?:[VXLC]|I[IVX])[IVXLC]*\b")
_INITIAL = r"[A-ZÀ-ÖØ-ÞА-ЯЁ]\.(?:[ \u00a0-]?[A-ZÀ-ÖØ-ÞА-ЯЁ]\.)*"  # J.  J.-P.  U.S.  А. С.
_ARABIC_LETTERS = r"(?:[\u0621-\u064a]\u0640?\.\s?)*[\u0621-\u064a]\u0640?\."  # د.  أ.د.  هـ.
_BEFORE_IT = r"(?:^|[\s(\[«“‘\"'’„/])"


def _ending(table: dict[str, str], *more: str) -> dict[str, re.Pattern[str]]:
    """What a text ends in when it ends in one of a language's entries; under "" those of all, for other languages."""
    patterns: dict[str, re.Pattern[str]] = {}
    for language, entries in {**table, "": " ".join(table.values())}.items():
        # Inner full stops may be followed by a space: p. ej., EE. UU.
        words = (re.escape(entry).replace(r"\.", r"\.\s?") + r"\." for entry in set(entries.split()))
        patterns[language] = re.compile(f"{_BEFORE_IT}(?:{'|'.join([*sorted(words), *more]) or '(?!)'})\\s*$")
    return patterns


_STANDS_OPEN = _ending(_OPEN, _INITIAL, _ARABIC_LETTERS)
_COUNTS = _ending(_BEFORE_NUMBER)


def stands_open(before: str, following: str, language: str) -> bool:
    """Whether `before` ends in an abbreviation that does not end its sentence when `following` comes next."""
    if not before.rstrip().endswith("."):
        return False
    known = language if language in _OPEN else ""
    if _STANDS_OPEN[known].search(before):
        return True
    return _NUMBER.match(following) is not None and _COUNTS[known].search(before) is not None
