"""Drafts in the knowledge folder: noted, and no part of anything else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.build import build
from indexer.checking import check, knowledge, notes
from indexer.importing import import_statements
from indexer.loading import load
from indexer.store import Thresholds, open_snapshot
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good, messages

ADOPT = "statements/b.yaml:1: status: this is a draft, which nobody sees; to adopt it, delete this line"


def draft(name: str = "b", /, **lines: str | None) -> str:
    return "status: draft\n" + good(name, **lines)


def noted(folder: Path) -> list[str]:
    return [str(note) for note in notes(load(folder))]


def test_a_whole_draft_is_noted_and_is_no_problem(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good(), "b": draft()})
    assert messages(folder) == []
    assert noted(folder) == [ADOPT]
    assert [statement.id for statement in knowledge(load(folder)).statements] == ["a"]


def test_what_a_draft_lacks_is_noted_as_check_would_name_it(tmp_path: Path) -> None:
    text = draft(published=None, kind="rumour", topics="[fishery]", source="http://www.mfa.marenia.example/en/b")
    folder = folder_of(tmp_path, {"a": good(), "b": text})
    assert messages(folder) == []
    assert noted(folder) == [
        'statements/b.yaml:1: the key "published" is missing; add the line published: 2025-03-14',
        'statements/b.yaml:3: kind: "rumour" is not a kind of statement; write one of: answer, communique, notice, '
        "position, press-release, speech, statement",
        "statements/b.yaml:6: topics: the topic fishery is not in ministry.yaml; did you mean fisheries?",
        'statements/b.yaml:10: versions.en.source: "http://www.mfa.marenia.example/en/b" is not an https address; '
        "write https://www.mfa.marenia.example/en/b",
    ]


TO_DO = 'to_do:\n  - "published: compare"\n  - "the text: compare"\n'


def test_what_is_to_do_is_noted_and_keeps_a_draft_from_being_adopted(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good(), "b": "status: draft\n" + TO_DO + good("b")})
    told = [
        "{}: to_do: there is still something to do: published: compare; do it, then delete this line",
        "{}: to_do: there is still something to do: the text: compare; do it, then delete this line",
    ]
    assert noted(folder) == [told[0].format("statements/b.yaml:3"), told[1].format("statements/b.yaml:4")]
    assert messages(folder) == []
    (folder / "statements" / "b.yaml").write_text(TO_DO + good("b"), encoding="utf-8")
    assert messages(folder) == [told[0].format("statements/b.yaml:2"), told[1].format("statements/b.yaml:3")]


@pytest.mark.parametrize("status", ["published", "Draft", "'draft '"])
def test_no_other_status_publishes_or_hides(status: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"b": f"status: {status}\n" + good("b")})
    shown = status.strip("'")
    assert messages(folder) == [
        f'statements/b.yaml:1: status: "{shown}" is not a status; write draft, or delete the line'
    ]
    assert noted(folder) == []


def test_an_unreadable_draft_stops_nothing(tmp_path: Path) -> None:
    broken = '# A comment\n\nstatus: draft\nid: "b\n'
    folder = folder_of(tmp_path, {"a": good(), "b": broken})
    assert messages(folder) == []
    assert noted(folder) == [
        "statements/b.yaml:4: YAML cannot be read here (found unexpected end of stream); "
        "close the quotation mark that opens here"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [("id: [\nstatus: draft\n", 2), ("text: |\n  status: draft\nid: [\n", 3), ("- status: draft\n- [\n", 2)],
)
def test_an_unreadable_file_is_a_draft_only_if_that_is_its_first_word(text: str, line: int, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good(), "b": text})
    (told,) = messages(folder)
    assert told.startswith(f"statements/b.yaml:{line}: YAML cannot be read here (")
    assert noted(folder) == []


def test_a_draft_supersedes_nothing_and_is_superseded_by_nothing(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, {"a": good(supersedes="[b]"), "b": draft(supersedes="[c]", published="2025-03-15"), "c": good("c")}
    )
    assert messages(folder) == [
        "statements/a.yaml:6: supersedes: there is no statement b; it is a draft: adopt that, too, or take this out"
    ]
    (folder / "statements" / "a.yaml").write_text(good(), encoding="utf-8")
    whole = knowledge(load(folder))
    assert [(statement.id, statement.supersedes) for statement in whole.statements] == [("a", ()), ("c", ())]


def test_the_id_of_a_draft_may_not_be_that_of_a_statement(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good(), "0/a": draft("a")})
    assert messages(folder) == []
    assert noted(folder) == [
        'statements/0/a.yaml:2: id: the id "a" is already that of statements/a.yaml; '
        "give one of the two another id and file name"
    ]


def test_an_import_never_writes_over_a_draft(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good(), "b": draft()})
    line = (
        '{"id": "b", "title": "B", "issuer": "M", "published": "2025-01-01", '
        '"source": "https://www.mfa.marenia.example/b", "versions": {"en": "B."}}'
    )
    (tmp_path / "s.jsonl").write_text(line, encoding="utf-8")
    report = import_statements(tmp_path / "s.jsonl", folder)
    assert [refusal.reason for refusal in report.refused] == ['the id "b" is already there with other content']
    assert (folder / "statements" / "b.yaml").read_text(encoding="utf-8") == draft()


def test_nothing_of_a_draft_is_built_and_changing_one_builds_nothing(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good(), "b": draft(title="Secret", text="Secret plans.")})
    root, now = tmp_path / "store", datetime(2026, 1, 1, tzinfo=UTC)

    def built() -> bool:
        return build(folder, root, FakeEncoder(), Thresholds(0.6, 0.2), now, lambda stage, done, total: None).changed

    assert built()
    assert [statement.id for statement in open_snapshot(root).by_id.values()] == ["a"]
    stored = b"".join(path.read_bytes() for path in root.rglob("*") if path.is_file())
    assert b"Secret" not in stored
    path = folder / "statements" / "b.yaml"
    path.write_text(draft(title="Secret!", kind="nothing"), encoding="utf-8")
    assert not built()
    path.unlink()
    assert not built()
    path.write_text(good("b"), encoding="utf-8")
    assert built()
    assert [statement.id for statement in open_snapshot(root).by_id.values()] == ["a", "b"]


def test_a_folder_of_drafts_alone_has_no_problem(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"b": draft()})
    assert check(load(folder)) == ()
    assert noted(folder) == [ADOPT]
