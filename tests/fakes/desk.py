"""A desk with prepared replies, and a small ministry to prepare them from.

    desk = FakeDesk()
    desk.presents("Who owns the river?", RIVER, "The Orda belongs to both banks.")
    desk.lists("And the lake?", RIVER, OLD_RIVER)
    desk.respond(Question("Who owns the river?", as_of))      # a Position

A question that nothing was prepared for gets `NoPosition`. Replies are in the language to
answer in, else in the question's, else in English.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from bot.reply import (
    Closest,
    Empty,
    Found,
    Greeting,
    Match,
    NoPosition,
    Position,
    Question,
    Reply,
    Several,
    Slice,
)
from indexer.statement import Contact, Kind, Ministry, Signpost, Statement, Version

MINISTRY = Ministry(
    name={
        "en": "Ministry of Foreign Affairs of Marenia",
        "fr": "Ministère des Affaires étrangères de Marénie",
        "es": "Ministerio de Relaciones Exteriores de Marenia",
        "ru": "Министерство иностранных дел Марении",
        "ar": "وزارة خارجية مارينيا",
        "zh": "马雷尼亚外交部",
    },
    hosts=("mfa.example",),
    contact=Contact("https://mfa.example/contact", "press@mfa.example", "+999 20 555 0100"),
    signposts={
        "visas": Signpost(
            {"en": "Visas", "fr": "Visas", "es": "Visados", "ru": "Визы", "ar": "التأشيرات", "zh": "签证"},
            "https://visas.example/",
            "+999 20 555 0250",
        ),
        "taxes": Signpost({"en": "Taxes", "ru": "Налоги"}, "https://taxes.example/"),
    },
)

OLD_RIVER = Statement(
    id="orda-2019",
    kind=Kind.POSITION,
    original="en",
    issuer="Ministry of Foreign Affairs",
    published=date(2019, 5, 3),
    versions=(Version("en", "The Orda in 2019", "The Orda is ours.", "https://mfa.example/2019"),),
)

RIVER = Statement(
    id="orda-2026",
    kind=Kind.POSITION,
    original="en",
    issuer="Ministry of Foreign Affairs",
    published=date(2026, 3, 14),
    supersedes=("orda-2019",),
    versions=(
        Version(
            "en",
            "The border river Orda",
            "The Orda belongs to both banks. Talks began in 2024. Each side may take half of its water.",
            "https://mfa.example/en/orda",
        ),
        Version(
            "fr",
            "Le fleuve frontalier Orda",
            "L'Orda appartient aux deux rives. Les pourparlers ont commencé en 2024.",
            "https://mfa.example/fr/orda",
        ),
        Version(
            "es",
            "El río fronterizo Orda",
            "El Orda pertenece a ambas orillas. Las conversaciones comenzaron en 2024.",
            "https://mfa.example/es/orda",
        ),
        Version(
            "ru",
            "Пограничная река Орда",
            "Орда принадлежит обоим берегам. Переговоры начались в 2024 году.",
            "https://mfa.example/ru/orda",
        ),
        Version(
            "ar",
            "نهر أوردا الحدودي",
            "نهر أوردا ملك للضفتين. بدأت المحادثات عام 2024.",
            "https://mfa.example/ar/orda",
        ),
        Version(
            "zh",
            "界河奥尔达河",
            "奥尔达河属于两岸。谈判始于2024年。",
            "https://mfa.example/zh/orda",
        ),
    ),
)

ARCTIC = Statement(
    id="arctic",
    kind=Kind.ANSWER,
    original="ru",
    issuer="Постоянное представительство",
    published=datetime(2025, 11, 2, 16, 30, tzinfo=UTC),
    versions=(
        Version(
            "ru",
            "Арктика",
            "Арктика остаётся зоной мира.\n\nСудоходство свободно.",
            "https://mfa.example/ru/arctic",
        ),
    ),
)

FIRST_SENTENCE = {
    "en": "The Orda belongs to both banks.",
    "fr": "L'Orda appartient aux deux rives.",
    "es": "El Orda pertenece a ambas orillas.",
    "ru": "Орда принадлежит обоим берегам.",
    "ar": "نهر أوردا ملك للضفتين.",
    "zh": "奥尔达河属于两岸。",
}


def match(statement: Statement, *sentences: str, language: str = "en", replaces: tuple[Statement, ...] = ()) -> Match:
    """`statement` as found by somebody who reads `language`, with the sentences as its quote."""
    version = statement.best_version(language)
    starts = [version.text.index(sentence) for sentence in sentences]
    quote = tuple(Slice(s, s + len(t), t) for s, t in zip(starts, sentences, strict=True))
    return Match(statement, version, 0.93, quote, replaces)


def found(*matches: Match, language: str = "en", ministry: Ministry = MINISTRY, as_of: datetime | None = None) -> Found:
    """A search that found `matches`, best first; `as_of` where the citizen chose the moment."""
    return Found(language, matches[0].confidence if matches else 0.02, matches, ministry, as_of)


class FakeDesk:
    """Answers as told, remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self._replies: dict[str, Callable[[str], Reply]] = {}
        self._seconds = 0.0

    def presents(
        self, question: str, statement: Statement, *sentences: str, replacing: tuple[Statement, ...] = ()
    ) -> None:
        """Answer `question` with `statement`, quoting those of `sentences` that the version shown has."""

        def position(language: str) -> Reply:
            text = statement.best_version(language).text
            quoted = (sentence for sentence in sentences if sentence in text)
            shown = match(statement, *quoted, language=language, replaces=replacing)
            return Position(found(shown, language=language))

        self._replies[question] = position

    def lists(self, question: str, *statements: Statement) -> None:
        """Answer `question` with statements that come close."""

        def closest(language: str) -> Reply:
            listed = tuple(match(statement, language=language) for statement in statements)
            return Closest(found(*listed, language=language), listed)

        self._replies[question] = closest

    def parts(self, text: str, *questions: str) -> None:
        """Take `text` for these questions, each answered as it is alone."""

        def several(language: str) -> Reply:
            prepared = (self._replies.get(question) for question in questions)
            replies = (made(language) if made else NoPosition(found(language=language)) for made in prepared)
            return Several(found(language=language), tuple(zip(questions, replies, strict=True)))

        self._replies[text] = several

    def greets(self, text: str) -> None:
        """Take `text` for a greeting."""
        self._replies[text] = lambda language: Greeting(language, MINISTRY)

    def fails(self, question: str, error: Exception) -> None:
        """Raise `error` when asked `question`."""

        def fail(language: str) -> Reply:
            raise error

        self._replies[question] = fail

    def takes(self, seconds: float) -> None:
        """Think for so long over every question from now on."""
        self._seconds = seconds

    def respond(self, question: Question) -> Reply:
        """The prepared reply."""
        self.asked.append(question)
        time.sleep(self._seconds)
        language = question.answer_in or question.language or "en"
        if not question.text:
            return Empty(language)
        prepared = self._replies.get(question.text)
        return prepared(language) if prepared else NoPosition(found(language=language))
