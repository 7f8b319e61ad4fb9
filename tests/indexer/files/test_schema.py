"""The schemas and the staff's README say what the code says."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from indexer.advice import sorts
from indexer.checking import check, knowledge
from indexer.files import mistakes
from indexer.files.forms import Form, MapOf, Record
from indexer.files.schema import (
    MINISTRY,
    MINISTRY_KEYS,
    QUESTIONS,
    QUESTIONS_KEYS,
    STATEMENT,
    STATEMENT_KEYS,
    schemas,
    write_schemas,
)
from indexer.loading import load
from indexer.statement import Contact, Ministry, Signpost, Statement, Version
from tests.indexer.folders import folder_of

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
README = (KNOWLEDGE / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["statement.schema.json", "ministry.schema.json", "questions.schema.json"])
def test_the_schemas_are_those_of_the_dataclasses(name: str) -> None:
    written = (KNOWLEDGE / name).read_text(encoding="utf-8")
    assert written == schemas()[name], "run `python -m indexer.files.schema knowledge`"


def test_writes_the_schemas(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == schemas()


def keys_of(form: Form, path: str) -> list[str]:
    """Every dotted key that the form knows."""
    if isinstance(form, MapOf):
        return keys_of(form.values, path)
    if not isinstance(form, Record):
        return []
    return [found for name, inner in form.fields.items() for found in (path + name, *keys_of(inner, f"{path}{name}."))]


def test_every_field_can_be_written_and_is_explained() -> None:
    assert sorted(keys_of(STATEMENT, "")) == sorted(STATEMENT_KEYS)
    assert sorted(keys_of(MINISTRY, "")) == sorted(MINISTRY_KEYS)
    version = [f"versions.{field.name}" for field in fields(Version) if field.name != "language"]
    of_a_draft = ["status", "to_do"]
    assert sorted(STATEMENT_KEYS) == sorted([*of_a_draft, *(field.name for field in fields(Statement)), *version])
    below = [f"contact.{field.name}" for field in fields(Contact)]
    below.extend(f"signposts.{field.name}" for field in fields(Signpost))
    assert sorted(MINISTRY_KEYS) == sorted([*(field.name for field in fields(Ministry)), *below])
    assert STATEMENT.required == ("id", "kind", "original", "issuer", "published", "versions")
    assert MINISTRY.required == ("name", "hosts")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading of the README."""
    below = README.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(
    ("heading", "form", "keys"),
    [
        ("## One whole file", STATEMENT, STATEMENT_KEYS),
        ("## ministry.yaml", MINISTRY, MINISTRY_KEYS),
        ("## questions.yaml", QUESTIONS, QUESTIONS_KEYS),
    ],
)
def test_the_readme_lists_every_key(heading: str, form: Record, keys: dict[str, str]) -> None:
    assert [(key.strip("`"), meaning) for key, _, meaning in rows(heading)] == list(keys.items())
    needed = [key.strip("`") for key, needed, _ in rows(heading) if needed == "yes" and "." not in key]
    assert sorted(needed) == sorted(form.required)


@pytest.mark.parametrize(
    ("heading", "module"), [("## What `verbale check` says", mistakes), ("## What it warns of", sorts)]
)
def test_the_readme_explains_every_message(heading: str, module: ModuleType) -> None:
    templates = [value.found for value in vars(module).values() if isinstance(value, mistakes.Mistake)]
    expected = [re.sub(r"{\w+}", "…", template) for template in templates]
    assert [row[0] for row in rows(heading)] == expected
    assert all(row[1] for row in rows(heading))


def test_every_message_is_used() -> None:
    names = [name for name, value in vars(mistakes).items() if isinstance(value, mistakes.Mistake)]
    folder = Path(mistakes.__file__).parents[1]
    sources = [path.read_text("utf-8") for path in folder.rglob("*.py") if path.name != "mistakes.py"]
    used = {word for source in sources for word in re.findall(r"\b[A-Z_0-9]{3,}\b(?=\.at\(|,)", source)}
    assert [name for name in names if name not in used] == []


def test_the_readme_example_has_no_problem(tmp_path: Path) -> None:
    example = README.split("```yaml\n", 1)[1].split("```", 1)[0]
    ministry = (KNOWLEDGE / "ministry.yaml").read_text(encoding="utf-8")
    folder = folder_of(tmp_path, {"border-river/orda-flood-warning-2024": example}, ministry)
    loaded = load(folder)
    assert check(loaded) == ()
    (statement,) = knowledge(loaded).statements
    assert [version.title for version in statement.versions] == [
        "Flood warning on the Orda",
        "Orda : alerte aux crues",
    ]


def test_the_sample_has_no_problem() -> None:
    assert [str(problem) for problem in check(load(KNOWLEDGE))] == []
