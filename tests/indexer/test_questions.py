"""Staff's questions: read as strictly as statements, each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.loading import load
from indexer.questions import Asked, read_questions
from tests.indexer.folders import folder_of, good, messages

WHOLE = """\
answered:
  flood-2024:
    en:
      - Who warns of floods?
      - "Floods: who tells us?"
    fr: [Qui avertit des crues ?]
  flood-2025:
    en:
      - Who warns of floods?
unanswered:
  en:
    - Who wins?
"""


def test_each_question_has_its_language_statement_and_line() -> None:
    assert read_questions(WHOLE.encode()) == (
        (
            Asked("Who warns of floods?", "en", "flood-2024", 4),
            Asked("Floods: who tells us?", "en", "flood-2024", 5),
            Asked("Qui avertit des crues ?", "fr", "flood-2024", 6),
            Asked("Who warns of floods?", "en", "flood-2025", 9),
            Asked("Who wins?", "en", None, 12),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("answerd: {}\n", '1: the key "answerd" is unknown; did you mean answered?'),
        (
            "answered:\n  Flood 2024:\n    en: [Who?]\n",
            '2: answered.Flood 2024: "Flood 2024" is not made of lower-case words and digits joined by hyphens; '
            "write for example flood-2024",
        ),
        (
            "unanswered:\n  eng: [Who?]\n",
            '2: unanswered.eng: "eng" is not a language code; write en',
        ),
        ("unanswered:\n  en: Who?\n", "2: unanswered.en: a single value stands where a list is meant; write [Who?]"),
        (
            "unanswered:\n  en: [NO]\n  en: [Who?]\n",
            '3: unanswered.en: the key "en" is already on line 2; keep one of the two',
        ),
        ("unanswered:\n  en:\n    - '?'\n", None),
        (
            "answered:\n  a:\n    en: [Who?, Who?]\n",
            "3: answered.a.en: the question is already on line 3; keep it once",
        ),
        (
            "answered:\n  a:\n    en: [Who?]\nunanswered:\n  en: [Who?]\n",
            "5: unanswered.en: the question is already on line 3; keep it once",
        ),
        ("", "1: the file is empty; write it as README.md shows, or remove it"),
    ],
)
def test_mistakes_are_named_with_their_line(source: str, message: str | None) -> None:
    asked, problems = read_questions(source.encode())
    wanted = message or (
        "3: unanswered.en: the value holds no letter and no digit; write the question as it was published"
    )
    assert ([str(p) for p in problems], asked) == ([f"questions.yaml:{wanted}"], ())


def test_a_folder_need_not_have_any(tmp_path: Path) -> None:
    assert load(folder_of(tmp_path, {"a": good()})).questions == ()


def test_what_is_not_there_is_named_once_and_a_draft_may_be_asked_for(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"flood-2024": good("flood-2024"), "soon": "status: draft\n" + good("soon")})
    (folder / "questions.yaml").write_text(
        "answered:\n  flod-2024:\n    en: [Who?, When?]\n  soon:\n    en: [Where?]\n  zzz:\n    en: [What?]\n"
    )
    assert messages(folder) == [
        "questions.yaml:3: answered.flod-2024: there is no statement flod-2024; did you mean flood-2024?",
        "questions.yaml:7: answered.zzz: there is no statement zzz; name another statement, or take its questions out",
    ]


def test_the_digest_is_that_of_the_statements_alone(tmp_path: Path) -> None:
    """Another question needs no other store."""
    folder = folder_of(tmp_path, {"a": good()})
    before = load(folder).digest
    (folder / "questions.yaml").write_text("unanswered:\n  en: [Who wins?]\n")
    loaded = load(folder)
    assert loaded.digest == before
    assert loaded.questions == (Asked("Who wins?", "en", None, 2),)


def test_a_link_is_no_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good()})
    (folder / "questions.yaml").symlink_to(tmp_path / "elsewhere")
    assert messages(folder) == [
        "questions.yaml:1: this is a symlink, not a file; put the file itself here, or remove it"
    ]
