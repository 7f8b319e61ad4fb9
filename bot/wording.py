"""Everything that the bot itself says, in six languages; the sentences stand in ``bot/locale/*.ftl``.

A language is an ISO 639-1 code. One that the bot does not speak falls back to its primary subtag
(``fr-CA``, ``fr_CA.UTF-8`` → ``fr``), else to English.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
FALLBACK = "en"

# American order of day and month is not ours; the other languages have one written form of a date.
_LOCALES = {"en": "en_GB"}


def primary(language: str) -> str:
    """The primary subtag, in lower case: ``fr`` of ``fr-CA`` and of ``fr_CA.UTF-8``."""
    return language.replace("_", "-").partition(".")[0].partition("-")[0].lower()


def spoken(language: str | None) -> str:
    """The one of `LANGUAGES` in which the bot speaks to somebody who reads `language`."""
    code = primary(language or FALLBACK)
    return code if code in LANGUAGES else FALLBACK


def same_language(one: str, other: str) -> bool:
    """Whether a reader of the one reads the other: regional variants count as the same."""
    return primary(one) == primary(other)


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None


def is_language(code: str) -> bool:
    """Whether `code` names a language, spoken by the bot or not."""
    return _locale(code) is not None


def right_to_left(language: str) -> bool:
    """Whether `language` is written from right to left; False for an unknown code."""
    locale = _locale(language)
    return locale is not None and locale.text_direction == "rtl"


class Wording:
    """The bot's sentences in one language. Make it through `wording`, which keeps one per language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(_LOCALES.get(language, language))
        # Only a right-to-left sentence needs its values isolated; elsewhere the marks would be noise.
        self._bundle = FluentBundle([language], use_isolating=right_to_left(language))
        source = files("bot").joinpath("locale", f"{language}.ftl").read_text(encoding="utf-8")
        self._bundle.add_resource(FluentResource(source))

    def say(self, name: str, /, **values: str | int) -> str:
        """The sentence `name` with its variables filled in.

        A name or a variable that does not exist is a mistake in our own code: LookupError.
        """
        if not self._bundle.has_message(name):
            raise LookupError(f"no message {name!r} in {self.language}.ftl")
        pattern = self._bundle.get_message(name).value
        if pattern is None:
            raise LookupError(f"the message {name!r} in {self.language}.ftl says nothing")
        sentence, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise LookupError(f"the message {name!r} in {self.language}.ftl: {errors[0]}")
        return str(sentence)

    def moment(self, moment: date | datetime) -> str:
        """A date as this language writes it in full; a time with its hour, in UTC."""
        if not isinstance(moment, datetime):
            return format_date(moment, "long", self._locale)
        utc = moment.astimezone(UTC)
        hour = format_time(utc.timetz(), "HH:mm", tzinfo=UTC, locale=self._locale)
        return self.say("moment", date=format_date(utc.date(), "long", self._locale), time=hour)

    def language_name(self, code: str) -> str:
        """The name of the language `code` in this language; the code itself where there is none."""
        named = _locale(code)
        return (named and named.get_display_name(self._locale)) or code

    def apart(self, text: str) -> str:
        """`text` as a value that stands alone: a telephone number in an Arabic line would else be read backwards."""
        return f"\u2068{text}\u2069" if right_to_left(self.language) else text

    def of(self, names: Mapping[str, str]) -> str:
        """From a text kept per language, the one in this language, else in English, else the first."""
        return names.get(self.language) or names.get(FALLBACK) or next(iter(names.values()), "")


@cache
def wording(language: str | None) -> Wording:
    """The wording in which the bot speaks to a reader of `language`; None means not known."""
    code = spoken(language)
    return Wording(code) if code == language else wording(code)


def _bare(text: str) -> str:
    """Lower case, without punctuation, single spaces; letters, marks and digits stay."""
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in text.casefold())
    return " ".join("".join(kept).split())


@cache
def _greetings() -> dict[str, str]:
    """Every greeting, bare, with its language; where two languages share one, the earlier keeps it."""
    greetings: dict[str, str] = {}
    for language in LANGUAGES:
        for greeting in wording(language).say("greetings").split(","):
            greetings.setdefault(_bare(greeting), language)
    return greetings


def greeted_in(text: str) -> str | None:
    """The language of a text that is a greeting and nothing else; None when it is anything more."""
    return _greetings().get(_bare(text))
