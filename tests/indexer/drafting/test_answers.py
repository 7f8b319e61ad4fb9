"""Each answer is judged at once, by the words of `verbale check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.drafting.answers import QUESTIONS, Answers
from indexer.loading import load
from indexer.statement import Kind
from tests.indexer.folders import folder_of, good

GIVEN = {
    "original": "en",
    "title": "The river Orda",
    "text": "The Orda rises.",
    "source": "https://www.mfa.marenia.example/en/orda",
    "published": "2025-03-14",
    "kind": "position",
    "issuer": "Ministry of Foreign Affairs",
    "topics": "border-river, fisheries",
    "supersedes": "",
    "embargo": "",
    "valid_until": "",
    "id": "orda",
}


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    draft = "status: draft\n" + good("waiting")
    return Answers(
        load(folder_of(tmp_path, {"a": good(), "later": good("later", published="2025-12-01"), "x/waiting": draft}))
    )


def told(answers: Answers, key: str, value: str) -> str | None:
    problem = answers.give(key, value)
    return None if problem is None else f"{problem.found}; {problem.mend}"


def test_all_questions_answered(answers: Answers) -> None:
    assert [told(answers, question.key, GIVEN[question.key]) for question in QUESTIONS] == [None] * len(QUESTIONS)
    assert answers.problems() == []
    assert answers.fields() == {
        "status": "draft",
        "id": "orda",
        "kind": "position",
        "original": "en",
        "issuer": "Ministry of Foreign Affairs",
        "published": "2025-03-14",
        "topics": ["border-river", "fisheries"],
        "versions": {
            "en": {
                "title": "The river Orda",
                "source": "https://www.mfa.marenia.example/en/orda",
                "text": "The Orda rises.",
            }
        },
    }


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("original", "english", '"english" is not a language code; write the two letters of ISO 639-1, such as en'),
        ("title", "", "the value holds no letter and no digit; write the title as it was published"),
        ("title", "One\nTwo", "the title has more than one line; write it on one line"),
        ("title", "A\u202eB", "U+202E (right-to-left override) may not stand here; remove it"),
        ("text", "go\u200bing", "U+200B (zero width space) may not stand here; remove it"),
        ("text", "a" * 200_001, "the text has 200,001 characters; write at most 200,000"),
        (
            "source",
            "www.mfa.marenia.example/a",
            '"www.mfa.marenia.example/a" is not an https address; write https://www.mfa.marenia.example/a',
        ),
        (
            "source",
            "https://elsewhere.example/a",
            'the host "elsewhere.example" is not one of the hosts in ministry.yaml; '
            "link to one of: www.mfa.marenia.example; or have the host added to ministry.yaml",
        ),
        (
            "published",
            "2025-02-30",
            '"2025-02-30" does not exist: February 2025 has 28 days; write a day or a time that exists',
        ),
        ("kind", "press release", '"press release" is not a kind of statement; did you mean press-release?'),
        ("topics", "fisheries, fishery", "the topic fishery is not in ministry.yaml; did you mean fisheries?"),
        ("topics", "fisheries,fisheries", '"fisheries" is listed twice; keep it once'),
        ("supersedes", "b", "there is no statement b; write the id of a statement in this folder"),
        (
            "supersedes",
            "later",
            "the statement later was published later, on 2025-12-01; let the later one supersede the earlier",
        ),
        (
            "embargo",
            "2025-01-01T00:00:00Z",
            "2025-01-01T00:00:00Z is before 2025-03-14, when it is published; check the two dates",
        ),
        (
            "id",
            "The Orda",
            '"The Orda" is not made of lower-case words and digits joined by hyphens; write for example the-orda',
        ),
        ("id", "../a", '"../a" is not made of lower-case words and digits joined by hyphens; write for example a'),
        ("id", "a", 'the id "a" is already that of statements/a.yaml; give one of the two another id and file name'),
        (
            "id",
            "waiting",
            'the id "waiting" is already that of statements/x/waiting.yaml; '
            "give one of the two another id and file name",
        ),
    ],
)
def test_a_mistake_is_told_and_not_taken(key: str, value: str, message: str, answers: Answers) -> None:
    for question in QUESTIONS:
        if question.key == key:
            break
        answers.give(question.key, GIVEN[question.key])
    assert told(answers, key, value) == message
    assert key not in answers.given


def test_what_is_proposed(answers: Answers) -> None:
    assert answers.likely("original") == "en"
    assert answers.likely("kind") == "statement"
    assert answers.likely("issuer") == "Ministry of Foreign Affairs"
    assert (answers.likely("id"), answers.likely("title")) == ("", "")
    answers.give("title", "Orda : l'été")
    assert answers.likely("id") == "orda-l-ete"
    answers.give("title", "Later")
    assert answers.likely("id") == ""
    answers.give("title", "界河")
    assert answers.likely("id") == ""


def test_what_is_offered_while_one_types(answers: Answers) -> None:
    today = date(2026, 3, 1)
    assert answers.proposals("topics", today) == ("border-river", "fisheries")
    assert answers.proposals("supersedes", today) == ("a", "later")
    assert answers.proposals("kind", today) == tuple(Kind)
    assert answers.proposals("original", today) == ("en",)
    assert answers.proposals("issuer", today) == ("Ministry of Foreign Affairs",)
    assert answers.proposals("published", today) == (
        "2026-03-01",
        "2026-02-28",
        "2026-02-27",
        "2026-02-26",
        "2026-02-25",
        "2026-02-24",
        "2026-02-23",
    )
    assert answers.proposals("embargo", today)[0] == "2026-03-02T06:00:00Z"
    assert answers.proposals("valid_until", today) == ("2026-12-31", "2027-12-31", "2028-12-31")
    assert answers.proposals("title", today) == ()


def test_the_issuer_proposed_is_the_usual_one_of_the_language(tmp_path: Path) -> None:
    statements = {name: good(name, issuer="Office of the Spokesperson") for name in ("b", "c")}
    answers = Answers(load(folder_of(tmp_path, {"a": good(), **statements})))
    assert answers.likely("issuer") == "Office of the Spokesperson"
    answers.give("original", "fr")
    assert answers.likely("issuer") == "Ministry of Foreign Affairs"
