"""The commands of every front-end, over a made-up store: what is replied, part by part."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.consulting import NAMES, Consultation, consult
from bot.rendering import Comparison, Fact, Heading, Item, Message, Note, Quotation
from indexer.store import Snapshot, open_snapshot
from tests.fakes.contents import STATEMENTS, make, publish_made, statement

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MORE = tuple(
    statement(f"note-{n}", {"en": f"Note number {n} on the river."}, published=date(2020, 1, n)) for n in range(1, 10)
)
EMBARGOED = statement(
    "secret", {"en": "Forty ships will sail."}, published=date(2026, 5, 1), embargo=datetime(2026, 9, 1, tzinfo=UTC)
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    root = tmp_path_factory.mktemp("consult")
    publish_made(root, make([*STATEMENTS, *MORE, EMBARGOED]))
    return open_snapshot(root)


def said(snapshot: Snapshot, line: str, language: str | None = "en", moment: datetime = NOW) -> list[str]:
    name, _, argument = line.partition(" ")
    return lines(consult(snapshot, Consultation(name, argument, language, moment)))


def lines(message: Message) -> list[str]:
    """All that a message says, one line for each part."""
    told: list[str] = []
    for part in message.parts:
        match part:
            case Heading(text) | Note(text):
                told.append(text)
            case Fact(label, value):
                told.append(f"{label}: {value}")
            case Item(title, _, details, _):
                told.append(f"- {title} | {' | '.join(details)}")
            case Quotation() | Comparison():
                told.append(">")
            case _:
                pass
    return told


LATEST = ["orda-2026", "empty-title", "cod-2025", *(f"note-{n}" for n in range(9, 0, -1))]


def test_topics(snapshot: Snapshot) -> None:
    assert said(snapshot, "/topics") == [
        "Topics, with the number of statements in force:",
        "Border river: 12",
        "Write /history and a topic to see how the position changed.",
    ]
    assert said(snapshot, "/topics", "fr")[1] == "Fleuve frontalier: 12"


def test_a_topic_newest_first_and_paged(snapshot: Snapshot) -> None:
    first = said(snapshot, "/topics border-river")
    assert first[:3] == [
        "Border river",
        "Statements in force, newest first:",
        "- orda-2026 (en) | 14 March 2026, 00:00 UTC | valid until 1 January 2027, 12:00 UTC | English",
    ]
    assert first[-1] == "Page 1 of 2"
    second = said(snapshot, "/topics Border river 2")
    assert [line.split()[1] for line in second[2:-1]] == LATEST[8:]
    assert second[-1] == "Page 2 of 2"


def test_latest_is_paged_too(snapshot: Snapshot) -> None:
    shown = [line.split()[1] for page in ("/latest", "/latest 2") for line in said(snapshot, page)[1:-1]]
    assert shown == LATEST
    assert said(snapshot, "/latest 99") == said(snapshot, "/latest 2")
    assert said(snapshot, "/latest nonsense") == said(snapshot, "/latest")


def test_history_of_a_topic_in_the_order_of_publication(snapshot: Snapshot) -> None:
    shown = said(snapshot, "/history border river")
    assert shown[:2] == [
        "Border river",
        "All statements on this topic, in the order in which they were published:",
    ]
    assert shown[2:] == [
        "- orda-2019 (ru) | in force from 3 May 2019, 10:00 UTC, replaced on 14 March 2026, 00:00 UTC"
        " | replaced by: orda-2026 (en) | Russian",
        *(f"- note-{n} (en) | in force since {n} January 2020 | English" for n in range(1, 10)),
        "- cod-2024 (en) | in force from 1 December 2023 to 31 December 2024 | replaced by: cod-2025 (en) | English",
        "- cod-2025 (en) | in force since 14 March 2025 | English",
        "- empty-title (en) | in force since 14 March 2025 | English",
        "- visa-waiver (en) | in force from 14 March 2025, withdrawn on 1 February 2026, 09:30 UTC | English",
        "- orda-2026 (en) | in force since 14 March 2026, 00:00 UTC, valid until 1 January 2027, 12:00 UTC | English",
    ]


@pytest.mark.parametrize("name", ["cod-2024", "cod-2025"])
def test_history_of_a_statement_is_its_chain(snapshot: Snapshot, name: str) -> None:
    assert said(snapshot, f"/history {name}") == [
        f"{name} (en)",
        "How this position changed:",
        "- cod-2024 (en) | in force from 1 December 2023 to 31 December 2024 | replaced by: cod-2025 (en) | English",
        "- cod-2025 (en) | in force since 14 March 2025 | English",
    ]


def test_a_statement_that_stands_alone(snapshot: Snapshot) -> None:
    assert said(snapshot, "/history note-1")[1] == ("This statement has replaced none and has not been replaced:")


@pytest.mark.parametrize("name", ["/history", "/topics"])
def test_what_is_under_embargo_does_not_exist(snapshot: Snapshot, name: str) -> None:
    assert said(snapshot, f"{name} secret") == [
        "There is no topic and no published statement called secret. /topics lists the topics."
    ]


def test_history_without_a_name_lists_the_topics(snapshot: Snapshot) -> None:
    assert said(snapshot, "/history") == said(snapshot, "/topics")


def test_before_anything_was_published(snapshot: Snapshot) -> None:
    before = datetime(2019, 1, 1, tzinfo=UTC)
    assert said(snapshot, "/topics", moment=before) == ["No statement is published yet."]
    assert said(snapshot, "/latest", moment=before) == ["No statement on this is in force."]


def test_verify(snapshot: Snapshot) -> None:
    assert said(snapshot, "/verify") == ["Write /verify and then the text to check."]
    assert said(snapshot, "/verify Douze navires peuvent pêcher la morue", None)[0] == (
        "Il s'agit d'une citation, mot pour mot, d'une déclaration publiée\u00a0:"
    )
    assert said(snapshot, "/verify Douze navires peuvent pêcher la morue")[0] == (
        "This is a quotation, word for word, from a published statement:"
    )


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh"])
def test_every_command_speaks_the_language(snapshot: Snapshot, language: str) -> None:
    for line in ("/verify", "/topics", "/latest", "/history border-river", "/history cod-2025", "/history nothing"):
        shown, english = said(snapshot, line, language), said(snapshot, line)
        assert len(shown) == len(english)
        notes = {part for part in english if not part.startswith(("-", "Border river", "cod-2025"))}
        assert not notes & set(shown)


def test_another_command_is_a_mistake_of_the_caller(snapshot: Snapshot) -> None:
    with pytest.raises(LookupError, match=r"^there is no command /x; known are /verify, /topics, /latest, /history$"):
        consult(snapshot, Consultation("/x", "", "en", NOW))
    assert NAMES == ("/verify", "/topics", "/latest", "/history")
