"""The command course: a scratch copy is made, and checked, from wherever one stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import parser
from tests.bot.commands import Ran, fake_surroundings
from tests.indexer.course import solving

NEXT = "the exercises stand in course/knowledge/README.md; do them in course, and run 'verbale course --check' there\n"
MADE = f"a scratch copy of the sample is in course; nothing in it reaches a citizen\n{NEXT}"


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_surroundings(monkeypatch, tmp_path)


def test_made_and_done(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Ran(capsys, "course")
    assert (made.code, made.out, made.err) == (0, MADE, "")
    before = Ran(capsys, "course", "--check")
    lines = before.out.splitlines()
    assert (before.code, before.err) == (1, "")
    assert [line for line in lines if not line.startswith("  ")] == [
        "1 add: not yet",
        "2 translate: not yet",
        "3 supersede: not yet",
        "4 embargo: not yet",
        "5 withdraw: not yet",
        "6 answer a gap: not yet",
        "0 of 6 exercises are done",
    ]
    assert lines[9] == (
        "  course/knowledge/statements/consular-protection/zarvia-departure-advice-2026.yaml:1: withdrawn: the key "
        '"withdrawn" is missing; add the line withdrawn: 2026-11-20'
    )
    solving.solve(tmp_path / "course" / "knowledge")
    done = (
        "1 add: done\n2 translate: done\n3 supersede: done\n4 embargo: done\n5 withdraw: done\n6 answer a gap: done\n"
        "6 of 6 exercises are done\n"
    )
    after = Ran(capsys, "course", "--check", "course")
    assert (after.code, after.out, after.err) == (0, done, "")
    monkeypatch.chdir(tmp_path / "course")
    within = Ran(capsys, "course", "--check")
    assert (within.code, within.out) == (0, done)
    (tmp_path / "course" / "knowledge" / "statements" / "notes.txt").write_text("ferry")
    stray = Ran(capsys, "course", "--check")
    assert (stray.code, stray.out) == (
        1,
        done.replace(
            "6 of 6",
            "elsewhere\n  knowledge/statements/notes.txt:1: this is not a .yaml file; let its name end in .yaml, or "
            "move it out of statements\n6 of 6",
        ),
    )


def test_the_commands_of_the_first_exercise(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the text says: new, in the scratch copy, writes the draft into it; the line with the status is deleted."""
    Ran(capsys, "course")
    monkeypatch.chdir(tmp_path / "course")
    told = solving.given(1)
    Path("text").write_text(told["Text"])
    new = Ran(
        capsys,
        *("new", "--language", told["Language"], "--title", told["Title"], "--text-file", "text"),
        *("--source", told["Address"], "--published", "2026-11-20", "--kind", told["Kind"]),
        *("--issuer", told["Issuer"], "--topic", told["Topic"], "--id", told["Id"]),
    )
    file = tmp_path / "course" / "knowledge" / "statements" / "border-river" / "orda-ferry-2026.yaml"
    assert (new.code, new.err) == (0, "")
    assert new.out.startswith("knowledge/statements/border-river/orda-ferry-2026.yaml is a draft")
    assert Ran(capsys, "course", "--check").out.splitlines()[:3] == [
        "1 add: not yet",
        "  knowledge/statements/border-river/orda-ferry-2026.yaml:3: status: this is a draft, which nobody sees; to "
        "adopt it, delete this line",
        "2 translate: not yet",
    ]
    solving.edit(file, "status: draft\n", "")
    assert Ran(capsys, "course", "--check").out.splitlines()[0] == "1 add: done"


def test_the_copys_own_settings(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The model is found from within the copy; what is built there stays there."""
    (tmp_path / ".model" / "multilingual-e5-small").mkdir(parents=True)
    Ran(capsys, "course", 'a "new" one')
    assert (tmp_path / 'a "new" one' / "verbale.toml").read_text().splitlines()[1:] == [
        'knowledge = "knowledge"',
        'store = ".store"',
        f'model = "{tmp_path}/.model/multilingual-e5-small"',
    ]


def test_what_the_environment_sets_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBALE_STORE", "live")
    made = Ran(capsys, "course")
    assert (made.code, made.out, made.err) == (
        0,
        MADE,
        "VERBALE_STORE is set, and there, too, commands would work on live; unset it for the course\n",
    )


def test_nothing_is_overwritten_and_nothing_else_is_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    Ran(capsys, "course")
    again = Ran(capsys, "course")
    assert (again.code, again.out, again.err) == (
        2,
        "",
        "verbale: course is there already, and nothing is overwritten; name another folder, or remove it\n",
    )
    (tmp_path / "live" / "knowledge").mkdir(parents=True)
    elsewhere = Ran(capsys, "course", "--check", "live")
    assert (elsewhere.code, elsewhere.out, elsewhere.err) == (
        2,
        "",
        "verbale: there is no scratch copy in live; make one with 'verbale course', or name its folder\n",
    )


def test_a_copy_without_its_knowledge(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    Ran(capsys, "course")
    (tmp_path / "course" / "knowledge").rename(tmp_path / "moved")
    checked = Ran(capsys, "course", "--check")
    assert (checked.code, checked.err) == (
        2,
        "verbale: there is no knowledge folder course/knowledge; make it, or name the right one (VERBALE_KNOWLEDGE)\n",
    )


def test_every_command_that_the_course_names_is_one() -> None:
    (commands,) = (a.choices for a in parser()._actions if isinstance(a.choices, dict))
    named = set(re.findall(r"\bverbale ([a-z]+)", solving.README))
    assert named - commands.keys() == set()
    assert {"new", "check", "diff", "index", "ask", "course", "gaps", "status", "pause", "resume", "rollback"} <= named
