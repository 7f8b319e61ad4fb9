"""`verbale new` and `verbale draft`, and what `verbale check` says of what they wrote."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot.commands import Ran, fake_surroundings
from tests.fakes.terminal import ENTER, Terminal
from tests.indexer.drafting.site import Site
from tests.indexer.folders import folder_of, good

CHECKOUT = Path(__file__).parents[2]
SOURCE = "https://www.mfa.marenia.example/en/orda"
FLAGS = ("--title", "The river Orda", "--source", SOURCE, "--published", "2025-03-14")
DRAFT = Path("knowledge/statements/fisheries/the-river-orda.yaml")
TEXT = "The Orda rises in the hills of Brisk and reaches the sea at Selm.\n\nIt belongs to both of its banks."


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_surroundings(monkeypatch, tmp_path)
    folder_of(tmp_path, {"a": good()})
    Path("text.txt").write_text(f"{TEXT}\n", encoding="utf-8")


class TestNew:
    def test_flags(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "new", *FLAGS, "--text-file", "text.txt", "--topic", "fisheries", "--embargo", "2099-01-01")
        assert (ran.code, ran.err) == (0, "")
        assert (
            ran.out == f"{DRAFT} is a draft, which nobody sees; to publish it, delete the line with its status, "
            "and run 'verbale index' unless 'verbale watch' runs\n"
        )
        told = f"{DRAFT}:3: draft: status: this is a draft, which nobody sees; to adopt it, delete this line\n"
        checked = Ran(capsys, "check")
        assert (checked.code, checked.out, checked.err) == (0, told, "1 statement, 1 draft, no problems\n")
        lines = DRAFT.read_text(encoding="utf-8").splitlines(keepends=True)
        DRAFT.write_text("".join(line for line in lines if line != "status: draft\n"), encoding="utf-8")
        adopted = Ran(capsys, "check")
        assert (adopted.code, "draft" in adopted.out) == (0, False)
        assert adopted.err.startswith("2 statements, no problems")

    def test_the_text_on_standard_input(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Орда.\r\n\r\nРека.\r\n".encode())))
        assert Ran(capsys, "new", *FLAGS, "--text-file", "-", "--topic", "fisheries", "--language", "ru").code == 0
        assert DRAFT.read_text(encoding="utf-8").endswith("    text: |-\n      Орда.\n\n      Река.\n")

    def test_every_mistake_at_once_and_nothing_written(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "new", *FLAGS[:4], "--published", "14.3.2025", "--topic", "fishery", "--valid-until", "soon")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (
            '--published: "14.3.2025" is not written as a date or a time in UTC; write 2025-03-14\n'
            "--topic: the topic fishery is not in ministry.yaml; did you mean fisheries?\n"
            '--valid-until: "soon" is not written as a date or a time in UTC; '
            "write 2025-03-14 or 2025-03-14T09:30:00Z\n"
        )
        assert not DRAFT.exists()

    def test_missing_answers_where_nobody_can_be_asked(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "new", "--title", "The river Orda")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == (
            "verbale: --text-file, --source and --published are missing; or run 'verbale new' in a terminal, "
            "where it asks\n"
        )

    def test_nothing_is_written_over(self, capsys: pytest.CaptureFixture[str]) -> None:
        flags = ("new", *FLAGS, "--text-file", "text.txt", "--topic", "fisheries", "--id", "the-river-orda")
        assert Ran(capsys, *flags).code == 0
        before = DRAFT.read_text(encoding="utf-8")
        ran = Ran(capsys, *flags)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (
            '--id: the id "the-river-orda" is already that of statements/fisheries/the-river-orda.yaml; '
            "give one of the two another id and file name\n"
        )
        assert DRAFT.read_text(encoding="utf-8") == before

    def test_a_text_that_cannot_be_read(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "new", *FLAGS, "--text-file", "none.txt")
        assert (ran.code, ran.err) == (
            2,
            "verbale: cannot read none.txt (No such file or directory); name a file that can be read\n",
        )

    def test_a_person_is_asked_until_each_answer_is_good(self) -> None:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT), "TERM": "xterm", "LANG": "C.UTF-8"}
        with Terminal([sys.executable, "-m", "bot", "new"], environment, columns=110, rows=60) as terminal:

            def asked(word: str) -> None:
                terminal.watch(lambda: any(word in line for line in terminal.lines), word)

            asked("language (")
            terminal.type(ENTER)
            asked("title (")
            terminal.type("The river Orda" + ENTER)
            asked("text (")
            terminal.type("The Orda rises." + ENTER + ENTER + "It falls." + "\x1b" + ENTER)
            asked("source (")
            terminal.type(f"http{SOURCE.removeprefix('https')}" + ENTER)
            asked("is not an https address; write")
            terminal.type("\x01" + "\x0b" + SOURCE + ENTER)
            asked("published (")
            terminal.type("2025-03-14" + ENTER)
            for word in ("kind (", "issuer ("):
                asked(word)
                terminal.type(ENTER)
            asked("topics (")
            terminal.type("fish")
            terminal.watch(lambda: any(line.strip() == "fisheries" for line in terminal.lines), "what may be meant")
            terminal.type("\t")
            asked("> fisheries")
            terminal.type(ENTER)
            for word in ("supersedes (", "embargo (", "valid until (", "id ("):
                asked(word)
                terminal.type(ENTER)
            asked("is a draft, which nobody sees")
        assert DRAFT.read_text(encoding="utf-8").endswith(
            f"""\
status: draft
id: the-river-orda
kind: statement
original: en
issuer: Ministry of Foreign Affairs
published: 2025-03-14
topics:
  - fisheries
versions:
  en:
    title: The river Orda
    source: {SOURCE}
    text: |-
      The Orda rises.

      It falls.
"""
        )

    @pytest.mark.parametrize("key", ["\x03", "\x04"])
    def test_a_narrow_terminal_shows_all_that_is_said_and_who_leaves_is_told_that_nothing_is_written(
        self, key: str
    ) -> None:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT), "TERM": "xterm", "LANG": "C.UTF-8"}
        flags = ("--title", "Orda", "--source", SOURCE, "--published", "2025-03-14", "--language", "en")
        with Terminal([sys.executable, "-m", "bot", "new", *flags], environment, columns=60, rows=40) as terminal:

            def asked(*lines: str) -> None:
                terminal.watch(lambda: all(line in terminal.lines for line in lines), lines[-1])

            asked(
                "text (the text as published, paragraphs parted by one blank", "line; end with Escape and then Enter)"
            )
            terminal.type("It rises.\x1b" + ENTER)
            asked("> statement")
            terminal.type(ENTER)
            asked("> Ministry of Foreign Affairs")
            terminal.type(ENTER)
            asked("topics (its topics, parted by commas; may stay empty; there", "are border-river, fisheries)")
            terminal.type("rivers" + ENTER)
            asked("the topic rivers is not in ministry.yaml; write one of:", "border-river, fisheries", "> rivers")
            terminal.type(key if key == "\x03" else "\x01\x0b" + key)
            asked("nothing was written")
            assert terminal.leave() == 130
        assert not Path("knowledge/statements/orda.yaml").exists()


class TestDraft:
    def test_pages_and_files(self, capsys: pytest.CaptureFixture[str]) -> None:
        with Site() as site:
            body = f"<html lang=en><body><article><h1>The river Orda</h1><p>{TEXT}</p></article>"
            url = site.put_page("/en/orda", body)
            Path("other.txt").write_text("The Selm rises in the lake of Torvel.\n", encoding="utf-8")
            arguments = ("draft", url, "text.txt", "other.txt", "none.docx", "--topic", "fisheries", "--kind", "notice")
            ran = Ran(capsys, *arguments, "--allow-private")
            assert ran.code == 1
            assert ran.out == (
                f"{DRAFT}: 1 thing to do ({url})\n"
                f"{DRAFT}: drafted already (text.txt)\n"
                "knowledge/statements/fisheries/draft.yaml: 3 things to do (other.txt)\n"
            )
            assert ran.err == (
                "none.docx: cannot read none.docx (No such file or directory); "
                "name a file, or an address with https://\n"
                "2 drafts written to knowledge, 1 refused\n"
            )
            again = Ran(capsys, "draft", url, "--allow-private", "--into", "knowledge")
            assert (again.code, again.out) == (0, f"{DRAFT}: drafted already ({url})\n")
            assert again.err == "0 drafts written to knowledge, 0 refused\n"
        assert Ran(capsys, "check").code == 0

    def test_what_waits_for_the_end_of_its_embargo_is_not_told_as_published(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = Path("knowledge/statements/a.yaml")
        file.write_text(good(embargo="2099-01-01T06:00:00Z"), encoding="utf-8")
        link = "https://www.mfa.marenia.example/en/a"
        ran = Ran(capsys, "draft", link)
        assert (ran.code, ran.out) == (0, f"{file}: there already ({link})\n")

    def test_the_inside_is_not_asked_unless_told_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        with Site() as site:
            ran = Ran(capsys, "draft", f"{site.url}/a")
            assert (ran.code, ran.out) == (1, "")
            assert ran.err == (
                f'{site.url}/a: "{site.url}/a" was not fetched: "127.0.0.1" is a loopback address (127.0.0.1); '
                "if it is the ministry's own network, say --allow-private\n"
                "0 drafts written to knowledge, 1 refused\n"
            )
            assert site.asked == []

    def test_what_a_site_keeps_off_is_fetched_only_when_told_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        with Site() as site:
            site.put_page("/robots.txt", "User-agent: *\nDisallow: /en/", "text/plain")
            url = site.put_page("/en/orda", f"<html lang=en><body><article><h1>The river Orda</h1><p>{TEXT}</p>")
            flags = ("draft", url, "--topic", "fisheries", "--kind", "notice", "--allow-private")
            ran = Ran(capsys, *flags)
            assert (ran.code, ran.out) == (1, "")
            assert ran.err == (
                f'{url}: "{url}" was not fetched: {site.url}/robots.txt asks programs not to fetch it; '
                "if you may all the same, as on the ministry's own site, say --ignore-robots\n"
                "0 drafts written to knowledge, 1 refused\n"
            )
            assert Ran(capsys, *flags, "--ignore-robots").out == f"{DRAFT}: 1 thing to do ({url})\n"

    @pytest.mark.parametrize(
        ("flags", "told"),
        [
            (
                ("--kind", "rumour"),
                '"rumour" is not a kind of statement; write one of: answer, communique, notice, '
                "position, press-release, speech, statement",
            ),
            (
                ("--topic", "A b"),
                '"A b" is not made of lower-case words and digits joined by hyphens; write for example a-b',
            ),
            (("--topic", "fishery"), "the topic fishery is not in ministry.yaml; did you mean fisheries?"),
        ],
    )
    def test_misuse(self, flags: tuple[str, str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "draft", "text.txt", *flags)
        assert (ran.code, ran.out, ran.err) == (2, "", f"verbale: {told}\n")
        assert not DRAFT.parent.joinpath("draft.yaml").exists()

    @pytest.mark.parametrize("limit", ["0", "-1", "ten"])
    def test_no_number(self, limit: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            main(["draft", "text.txt", f"--limit={limit}"])
        assert ended.value.code == 2
        told = capsys.readouterr().err.splitlines()[-1]
        assert told == f"verbale draft: error: argument --limit: '{limit}' is no number from 1 on; write it like 10"

    def test_no_folder(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "draft", "text.txt", "--into", "none")
        assert ran.code == 2
        assert ran.err == (
            "verbale: there is no knowledge folder none; make it, or name the right one (VERBALE_KNOWLEDGE)\n"
        )
