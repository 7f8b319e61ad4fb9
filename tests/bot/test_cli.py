from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import bot
from indexer.store import open_snapshot
from tests.bot.commands import Ran, fake_surroundings
from tests.bot.desks import desk_over
from tests.indexer.folders import folder_of, good

CHECKOUT = Path(bot.__file__).parents[1]


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_surroundings(monkeypatch, tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    desk_over(tmp_path / ".store")
    return tmp_path / ".store"


class TestMisuse:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ([], "verbale: error: the following arguments are required: COMMAND"),
            (["ask", "x", "--as-of", "yesterday"], "'yesterday' is no date; write it like 2025-03-14"),
            (["ask", "x", "--as-of", "2025-02-30"], "'2025-02-30' is no date; write it like 2025-03-14"),
            (
                ["ask", "x", "--as-of", "0001-01-01T00:00:00+05:00"],
                "'0001-01-01T00:00:00+05:00' is no date; write it like 2025-03-14",
            ),
            (
                ["ask", "x", "--as-of", "2025-03-14T09:30:00"],
                "'2025-03-14T09:30:00' names no time zone; write it like 2025-03-14T09:30:00Z",
            ),
            (["ask", "x", "--language", "klingon"], "'klingon' is no language code; write it like fr"),
            (["import", "x.jsonl"], "verbale import: error: the following arguments are required: --into"),
        ],
    )
    def test_on_the_command_line(self, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
        ran = Ran(capsys, *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.endswith(f"{message}\n")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["ask"], "give either a QUESTION or --batch FILE.jsonl"),
            (["ask", "x", "--batch", "y"], "give either a QUESTION or --batch FILE.jsonl"),
            (["ask", "x"], "there is no store in .store; run 'verbale index'"),
            (["ask", "x", "--store", "elsewhere"], "there is no store in elsewhere; run 'verbale index'"),
            (["chat"], "there is no store in .store; run 'verbale index'"),
            (
                ["ask", "--batch", "y.jsonl"],
                "y.jsonl cannot be read (No such file or directory); name a file of questions",
            ),
            (
                ["evaluate", "y.jsonl"],
                "y.jsonl cannot be read (No such file or directory); name a file of questions",
            ),
            (
                ["check"],
                "there is no knowledge folder knowledge; make it, or name the right one (VERBALE_KNOWLEDGE)",
            ),
            (
                ["index", "none"],
                "there is no knowledge folder none; make it, or name the right one (VERBALE_KNOWLEDGE)",
            ),
            (
                ["import", "y.jsonl", "--into", "k"],
                "cannot read y.jsonl (No such file or directory); name a file that can be read",
            ),
        ],
    )
    def test_what_is_not_there(
        self,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        arguments: list[str],
        message: str,
    ) -> None:
        if arguments == ["chat"]:
            monkeypatch.setattr("sys.stdin", io.StringIO("Who may catch cod?\n"))
        ran = Ran(capsys, *arguments)
        assert (ran.code, ran.out, ran.err) == (2, "", f"verbale: {message}\n")

    def test_a_mistake_in_verbale_toml(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("verbale.toml").write_text('stoer = "x"\n', encoding="utf-8")
        ran = Ran(capsys, "settings")
        wanted = "verbale: there is no setting stoer in verbale.toml; did you mean store?\n"
        assert (ran.code, ran.out, ran.err) == (2, "", wanted)

    def test_interrupted(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("bot.commands.installation.settings_", interrupt)
        ran = Ran(capsys, "settings")
        assert (ran.code, ran.out, ran.err) == (130, "", "")


class TestCheck:
    def test_a_good_folder(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        folder_of(tmp_path, {"a": good()})
        ran = Ran(capsys, "check")
        assert (ran.code, ran.out, ran.err) == (0, "", "1 statement, no problems\n")

    def test_problems_are_shown_with_file_and_line(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """All of them at once, and as an editor can jump to them from where the command was run."""
        files = {"a": good(kind="rumour"), "b": good("b", published="2025-13-01"), "c": good("c")}
        folder_of(tmp_path, {**files})
        ran = Ran(capsys, "check", "knowledge")
        assert ran.code == 1
        assert [line.split(": ")[:2] for line in ran.out.splitlines()] == [
            ["knowledge/statements/a.yaml:2", "kind"],
            ["knowledge/statements/b.yaml:5", "published"],
        ]
        assert ran.err == "3 statements, 2 problems\n"

    def test_the_folder_comes_from_the_settings(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = folder_of(tmp_path / "other", {"a": good(), "b": good("b")})
        monkeypatch.setenv("VERBALE_KNOWLEDGE", str(folder))
        assert Ran(capsys, "check").err == "2 statements, no problems, 1 warning\n"  # they say the same


class TestIndex:
    def test_build_then_nothing_to_do(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        folder_of(tmp_path, {"a": good(), "b": good("b", embargo="2099-01-01")})
        ran = Ran(capsys, "index")
        version = open_snapshot(Path(".store")).version
        assert ran.code == 0
        assert re.fullmatch(
            r"1 statement \(held back until released: b\), 1 passage \(1 embedded anew\) "
            rf"published in \d+\.\d s as {version}\n",
            ran.out,
        )
        again = Ran(capsys, "index", "knowledge", "--store", ".store")
        assert (again.code, again.out) == (0, f".store is up to date: 1 statement, version {version}\n")

    def test_a_bad_folder_leaves_the_store(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Path
    ) -> None:
        before = open_snapshot(store).version
        folder_of(tmp_path, {"a": good(kind="rumour")})
        ran = Ran(capsys, "index")
        assert ran.code == 1
        assert ran.out.startswith("knowledge/statements/a.yaml:2: kind: ")
        wanted = "verbale: 1 problem in the knowledge folder; nothing was built. 'verbale check' shows them\n"
        assert ran.err == wanted
        assert open_snapshot(store).version == before

    def test_what_was_indexed_is_answered(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        folder_of(tmp_path, {"a": good()})
        Ran(capsys, "index")
        reply = Ran(capsys, "ask", "The Orda rises.", "--json").json()
        assert [s["id"] for s in reply["statements"]] == ["a"]


class TestImport:
    def test_what_can_be_carried_is_written_and_the_rest_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        line = {
            "id": "orda",
            "title": "The Orda",
            "issuer": "Ministry",
            "published": "2025-03-14",
            "source": "https://mfa.example/orda",
            "versions": {"en": "The Orda rises."},
        }
        Path("s.jsonl").write_text(f"{json.dumps(line)}\n{{\n", encoding="utf-8")
        ran = Ran(capsys, "import", "s.jsonl", "--into", "k")
        assert ran.code == 1
        assert ran.out == (
            'there was no ministry.yaml: made one with the name "Ministry" (en) and the hosts of the imported '
            "links: mfa.example; please check it\n"
            "1 statement written to k, 1 refused\n"
        )
        assert re.fullmatch(r"s\.jsonl:2: .+\n", ran.err)
        assert Ran(capsys, "check", "k").code == 0
        Path("s.jsonl").write_text(f"{json.dumps(line)}\n", encoding="utf-8")
        again = Ran(capsys, "import", "s.jsonl", "--into", "k")
        assert (again.code, again.err) == (0, "")
        assert again.out == "1 already there, unchanged\n0 statements written to k, 0 refused\n"


def test_settings_are_listed_with_their_origin(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("verbale.toml").write_text('knowledge = "texts"\n', encoding="utf-8")
    monkeypatch.setenv("VERBALE_STORE", "/srv/store")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    ran = Ran(capsys, "settings")
    assert ran.code == 0
    listed = [re.split(r"\s{2,}", line)[:3] for line in ran.out.splitlines()]
    assert listed[:6] == [
        ["VERBALE_KNOWLEDGE", "texts", "verbale.toml"],
        ["VERBALE_STORE", "/srv/store", "VERBALE_STORE"],
        ["VERBALE_MODEL", ".model/multilingual-e5-small", "default"],
        ["VERBALE_PRECISION", "auto", "default"],
        ["VERBALE_WRONG_POSITIONS", "0.05", "default"],
        ["VERBALE_LANGUAGE", "fr", "the system's locale"],
    ]


class TestAsAProgram:
    """A few runs of the real thing, with nothing set."""

    def run(self, *arguments: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT)}
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(
            command, stdout=stdout, stderr=subprocess.PIPE, text=True, env=environment, check=False, timeout=60
        )

    def test_the_sample_has_no_problems(self) -> None:
        ran = self.run("check", str(CHECKOUT / "knowledge"))
        assert ran.returncode == 0
        assert all(": warning: " in line for line in ran.stdout.splitlines())
        assert re.fullmatch(r"(passages .*\n)?\d+ statements, no problems, 6 warnings\n", ran.stderr)

    @pytest.mark.parametrize("arguments", [("settings",), ("--help",)])
    def test_a_reader_that_left_is_no_mistake(self, arguments: tuple[str, ...]) -> None:
        """Standard output is buffered: what is written last must not fail when the program ends."""
        reading, writing = os.pipe()
        os.close(reading)
        try:
            ran = self.run(*arguments, stdout=writing)
        finally:
            os.close(writing)
        assert (ran.returncode, ran.stderr) == (0, "")

    def test_a_missing_store(self) -> None:
        ran = self.run("ask", "Who?")
        wanted = "verbale: there is no store in .store; run 'verbale index'\n"
        assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", wanted)
