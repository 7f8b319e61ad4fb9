from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, VariableReference
from fluent.syntax.visitor import Visitor

import bot
from bot.wording import (
    LANGUAGES,
    greeted_in,
    is_language,
    primary,
    right_to_left,
    same_language,
    spoken,
    wording,
)

BOT = Path(bot.__file__).parent


class Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, frozenset[str]]:
    """Each message of a language's file with its variables."""
    resource = FluentParser().parse((BOT / "locale" / f"{language}.ftl").read_text(encoding="utf-8"))
    assert [entry.content for entry in resource.body if isinstance(entry, Junk)] == []
    found: dict[str, frozenset[str]] = {}
    for entry in resource.body:
        if isinstance(entry, Message):
            assert entry.id.name not in found
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = frozenset(variables.names)
    return found


def said() -> Iterator[tuple[str, frozenset[str]]]:
    """Each call of `say` in the bot's sources: the message and the variables given."""
    for source in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                name = node.args[0]
                assert isinstance(name, ast.Constant), f"{source.name}:{node.lineno}: not a literal message name"
                yield str(name.value), frozenset(keyword.arg or "**" for keyword in node.keywords)


def test_files_are_those_of_the_languages() -> None:
    assert {path.name for path in (BOT / "locale").iterdir()} == {f"{code}.ftl" for code in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_messages_and_variables_of_english(language: str) -> None:
    assert messages(language) == messages("en")


def test_sources_say_every_message_and_no_other_with_its_variables() -> None:
    assert dict(said()) == messages("en")
    assert set(said()) == set(messages("en").items())


@pytest.mark.parametrize(
    ("asked", "speaks"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("fr_CA.UTF-8", "fr"),
        ("ZH-Hant-TW", "zh"),
        ("de", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_other_languages_fall_back(asked: str | None, speaks: str) -> None:
    assert spoken(asked) == speaks
    assert wording(asked).language == speaks


def test_one_wording_is_kept_per_language() -> None:
    assert wording("fr-CA") is wording("fr")


def test_codes() -> None:
    assert [primary(code) for code in ("fr", "fr-CA", "zh_Hans_CN", "EN.utf8")] == ["fr", "fr", "zh", "en"]
    assert same_language("pt-BR", "pt")
    assert not same_language("pt", "es")
    known = [is_language(code) for code in ("de", "fr-CA", "zh-Hant", "xx", "french", "", "../en", "auto")]
    assert known == [True, True, True, False, False, False, False, False]
    assert [code for code in ("ar", "fa", "he", "en", "ru", "xx") if right_to_left(code)] == [
        "ar",
        "fa",
        "he",
    ]


@pytest.mark.parametrize(
    ("language", "day", "hour"),
    [
        ("en", "14 March 2026", "14 March 2026, 09:05 UTC"),
        ("fr", "14 mars 2026", "14 mars 2026 à 09:05 UTC"),
        ("es", "14 de marzo de 2026", "14 de marzo de 2026, 09:05 UTC"),
        ("ru", "14 марта 2026\u202fг.", "14 марта 2026\u202fг., 09:05 UTC"),
        ("ar", "14 مارس 2026", "\u206814 مارس 2026\u2069، \u206809:05\u2069 بالتوقيت العالمي المنسق"),
        ("zh", "2026年3月14日", "2026年3月14日 09:05（协调世界时）"),
    ],
)
def test_dates_are_written_as_the_language_does_and_times_in_utc(language: str, day: str, hour: str) -> None:
    words = wording(language)
    assert words.moment(date(2026, 3, 14)) == day
    assert words.moment(datetime(2026, 3, 14, 9, 5, tzinfo=UTC)) == hour
    east = timezone(timedelta(hours=5, minutes=30))
    assert words.moment(datetime(2026, 3, 14, 14, 35, tzinfo=east)) == hour


def test_languages_are_named_in_each_language() -> None:
    assert {code: wording(code).language_name("ru") for code in LANGUAGES} == {
        "en": "Russian",
        "fr": "russe",
        "es": "ruso",
        "ru": "русский",
        "ar": "الروسية",
        "zh": "俄语",
    }
    assert wording("en").language_name("de") == "German"
    assert wording("en").language_name("xx") == "xx"


def test_only_arabic_isolates_its_values() -> None:
    assert wording("ar").say("language-unknown", code="x") == "هذا ليس رمز لغة: \u2068x\u2069."
    assert wording("en").say("language-unknown", code="x") == "This is not a language code: x."
    assert wording("fr").say("language-unknown", code="x") == "Ceci n'est pas un code de langue\u00a0: x."


def test_numbers_are_written_as_the_language_does() -> None:
    assert wording("en").say("too-long", length=1612, limit=500) == (
        "Your question has 1,612 characters; at most 500 can be read. Please ask it more briefly."
    )


def test_a_text_per_language_falls_back_to_english_then_to_the_first() -> None:
    words = wording("fr")
    assert words.of({"en": "Visas", "fr": "Les visas"}) == "Les visas"
    assert words.of({"ru": "Визы", "en": "Visas"}) == "Visas"
    assert words.of({"ru": "Визы", "zh": "签证"}) == "Визы"
    assert words.of({}) == ""


def test_a_mistake_of_ours_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"^no message 'nonsense' in en\.ftl$"):
        wording("en").say("nonsense")
    with pytest.raises(LookupError, match=r"^the message 'moment' in en\.ftl: Unknown external: time$"):
        wording("en").say("moment", date="today")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello!", "en"),
        ("  good   MORNING ", "en"),
        ("Bonjour", "fr"),
        ("¡Hola!", "es"),
        ("Здравствуйте.", "ru"),
        ("السلام عليكم", "ar"),
        ("مرحبًا", "ar"),
        ("您好！", "zh"),
        ("Hello, what of the river?", None),
        ("hell", None),
        ("", None),
        ("?!", None),
    ],
)
def test_a_greeting_is_known_by_its_language(text: str, language: str | None) -> None:
    assert greeted_in(text) == language
