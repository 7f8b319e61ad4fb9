"""Mistakes across fields and files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.checking import UncheckedKnowledgeError, check, knowledge
from indexer.loading import load
from tests.indexer.folders import MINISTRY, folder_of, good, messages


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            {"embargo": "2025-03-13T23:59:59Z"},
            ["6: embargo: 2025-03-13T23:59:59Z is before 2025-03-14, when it is published; check the two dates"],
        ),
        ({"embargo": "2025-03-14T00:00:00Z"}, []),
        (
            {"valid_until": "2025-03-13"},
            ["6: valid_until: 2025-03-13 is before 2025-03-14, when it is published; check the two dates"],
        ),
        ({"valid_until": "2025-03-14"}, []),
        (
            {"withdrawn": "2025-03-13"},
            ["6: withdrawn: 2025-03-13 is before 2025-03-14, when it is published; check the two dates"],
        ),
        ({"withdrawn": "2025-03-14"}, []),
        (
            {"embargo": "2026-01-01T06:00:00Z", "valid_until": "2025-12-31"},
            ["7: valid_until: 2025-12-31 is before the embargo ends (2026-01-01T06:00:00Z); check the two dates"],
        ),
        ({"embargo": "2026-01-01T06:00:00Z", "valid_until": "2026-01-01"}, []),
        ({"topics": "[fisheries, fisheries]"}, ['6: topics: "fisheries" is listed twice; keep it once']),
        (
            {"topics": "[fishery]"},
            ["6: topics: the topic fishery is not in ministry.yaml; did you mean fisheries?"],
        ),
        (
            {"supersedes": "[a]"},
            ["6: supersedes: the statement supersedes itself; name the earlier statement"],
        ),
        (
            {"original": "fr"},
            ['3: original: the original is fr, but there is no version in it; add that version, or name one of: "en"'],
        ),
    ],
)
def test_within_a_file(lines: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": good(**lines)})
    assert messages(folder) == [f"statements/a.yaml:{message}" for message in expected]


def test_a_topic_may_be_anything_when_the_ministry_lists_none(tmp_path: Path) -> None:
    ministry = MINISTRY.split("topics:")[0]
    assert messages(folder_of(tmp_path, {"a": good(topics="[anything]")}, ministry)) == []


def test_two_may_supersede_the_same_one(tmp_path: Path) -> None:
    files = {"a": good(), "b": good("b", supersedes="[a]"), "c": good("c", supersedes="[a]")}
    assert messages(folder_of(tmp_path, {**files})) == []


def test_an_unknown_id_is_compared_with_those_that_exist(tmp_path: Path) -> None:
    files = {"flood-2024": good("flood-2024"), "b": good("b", supersedes="[flod-2024]")}
    assert messages(folder_of(tmp_path, {**files})) == [
        "statements/b.yaml:6: supersedes: there is no statement flod-2024; did you mean flood-2024?"
    ]


def test_superseding_a_broken_file_is_no_second_mistake(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a": "id: [", "b": good("b", supersedes="[a]")})
    assert messages(folder) == [
        "statements/a.yaml:1: YAML cannot be read here (did not find expected node content); "
        "put the value in double quotes"
    ]


def test_a_statement_supersedes_only_earlier_ones(tmp_path: Path) -> None:
    files = {"a": good(published="2025-03-15"), "b": good("b", supersedes="[a]")}
    assert messages(folder_of(tmp_path, {**files})) == [
        "statements/b.yaml:6: supersedes: the statement a was published later, on 2025-03-15; "
        "let the later one supersede the earlier"
    ]


def test_a_circle_is_named_once_at_the_link_that_closes_it(tmp_path: Path) -> None:
    files = {
        "a": good(supersedes="[b]"),
        "b": good("b", supersedes="[c]"),
        "c": good("c", supersedes="[a]"),
        "d": good("d", supersedes="[a]"),
    }
    assert messages(folder_of(tmp_path, {**files})) == [
        "statements/c.yaml:6: supersedes: statements supersede each other in a circle (a → b → c → a); "
        "take out one of these links"
    ]


def test_a_long_chain_is_no_circle(tmp_path: Path) -> None:
    files = {f"s{n}": good(f"s{n}", supersedes=f"[s{n - 1}]") for n in range(1, 1_500)}
    files["s0"] = good("s0")
    assert messages(folder_of(tmp_path, {**files})) == []


def test_one_id_in_two_folders(tmp_path: Path) -> None:
    assert messages(folder_of(tmp_path, {"x/a": good(), "y/a": good()})) == [
        'statements/y/a.yaml:1: id: the id "a" is already that of statements/x/a.yaml; '
        "give one of the two another id and file name"
    ]


def test_problems_are_sorted_by_file_and_line(tmp_path: Path) -> None:
    files = {"b": good("b", kind="x", embargo="2020-01-01"), "a": good(original="fr")}
    places = [(p.file.name, p.line) for p in check(load(folder_of(tmp_path, {**files})))]
    assert places == [("a.yaml", 3), ("b.yaml", 2), ("b.yaml", 6)]


def test_knowledge_is_sorted_by_id_whatever_the_folders(tmp_path: Path) -> None:
    loaded = load(folder_of(tmp_path, {"x/b": good("b"), "y/a": good()}))
    assert [statement.id for statement in knowledge(loaded).statements] == ["a", "b"]


@pytest.mark.parametrize("files", [{"a": "id: ["}, {"a": good(kind="x")}, {}])
def test_there_is_no_knowledge_while_there_are_problems(files: dict[str, str], tmp_path: Path) -> None:
    message = "the knowledge folder has problems; run `verbale check` and mend what it names"
    with pytest.raises(UncheckedKnowledgeError, match=f"^{re.escape(message)}$"):
        knowledge(load(folder_of(tmp_path, {**files})))
