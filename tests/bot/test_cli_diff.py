"""The commands that tell and keep what changes for citizens: diff, check's warnings, index's refusal."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from indexer.drafting.fetching import Fetched, Fetcher, FetchError
from indexer.publishing import versions
from tests.bot.commands import COD, Ran, fake_surroundings
from tests.bot.desks import STEADY
from tests.fakes.contents import SECOND, make, publish_made
from tests.fakes.encoder import FakeEncoder
from tests.indexer.folders import folder_of, good

ASKED = "How many ships may catch cod on the Selm bank?"
QUESTIONS = f"answered:\n  cod:\n    en:\n      - {ASKED}\n"


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_surroundings(monkeypatch, tmp_path)
    monkeypatch.setattr("bot.refit.shipped", lambda: STEADY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {
        "cod": good("cod").replace("The Orda rises.", COD),
        "visa": good("visa").replace("The Orda rises.", "No visa is needed for thirty days."),
    }
    made = folder_of(tmp_path, files)
    (made / "questions.yaml").write_text(QUESTIONS)
    return made


def rewrite(folder: Path, name: str, text: str) -> None:
    (folder / "statements" / f"{name}.yaml").write_text(good(name).replace("The Orda rises.", text))


class TestIndex:
    def test_staffs_questions_are_told_of(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "index")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.endswith("\n1 of 1 question of staff's answered as they should be\n")

    def test_worse_is_refused_and_the_old_store_stays(
        self, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        Ran(capsys, "index")
        live = (tmp_path / ".store" / "current").read_text()
        rewrite(folder, "cod", "Parliament meets on Monday.")
        ran = Ran(capsys, "index")
        assert ran.code == 1
        assert re.fullmatch(
            rf"knowledge/questions\.yaml:4: en: {re.escape(ASKED)} \(answered by cod\): "
            r"before position cod \(0\.\d\d\), now (none|closest) \(0\.\d\d\)\n",
            ran.out,
        )
        assert ran.err == (
            "verbale: 1 question of questions.yaml that is answered rightly today would turn wrong; nothing was "
            "published. Mend the statements, or questions.yaml where the new answer is right, or publish all the "
            "same by 'verbale index --allow-worse'\n"
        )
        assert (tmp_path / ".store" / "current").read_text() == live

    def test_worse_is_published_when_told_so(
        self, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        Ran(capsys, "index")
        rewrite(folder, "cod", "Parliament meets on Monday.")
        ran = Ran(capsys, "index", "--allow-worse")
        assert ran.code == 0
        assert ran.out.endswith("\n0 of 1 question of staff's answered as they should be\n")

    def test_a_folder_put_back_to_what_was_rolled_back_to_is_well_again(
        self, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        Ran(capsys, "index")
        first = (folder / "statements" / "visa.yaml").read_text()
        rewrite(folder, "visa", "No visa is needed for sixty days.")
        Ran(capsys, "index")
        old, _ = versions(tmp_path / ".store")
        Ran(capsys, "rollback")
        assert Ran(capsys, "status").code == 1
        (folder / "statements" / "visa.yaml").write_text(first)
        assert Ran(capsys, "index").out == f".store is up to date: 2 statements, version {old}\n"
        ran = Ran(capsys, "status")
        assert (ran.code, ran.out.splitlines()[0]) == (0, "all is well")

    def test_a_statement_whose_file_is_gone_is_named(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        Ran(capsys, "index")
        (folder / "statements" / "visa.yaml").unlink()
        assert Ran(capsys, "index").out.splitlines()[1] == (
            "no longer in the folder, so shown to nobody: visa; if that was a slip, put the file back; what is "
            "withdrawn keeps its file"
        )

    def test_a_mistake_in_the_questions_is_shown(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (folder / "questions.yaml").write_text("answered:\n  cold:\n    en: [Who?]\n")
        ran = Ran(capsys, "index")
        assert (ran.code, ran.out) == (
            1,
            "knowledge/questions.yaml:3: answered.cold: there is no statement cold; did you mean cod?\n",
        )


class TestDiff:
    def test_nothing_changed(self, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        Ran(capsys, "index")
        (live,) = versions(tmp_path / ".store")
        ran = Ran(capsys, "diff")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == (
            f"From {live} to knowledge. No statements differ; of 1 probe question none is answered otherwise.\n\n"
        )

    def test_what_the_folder_would_change_and_nothing_is_published(
        self, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        Ran(capsys, "index")
        before = sorted(path.name for path in (tmp_path / ".store").iterdir())
        rewrite(folder, "visa", "No visa is needed for sixty days.")
        ran = Ran(capsys, "diff")
        assert ran.code == 1
        assert ran.out.endswith(
            " to knowledge. 1 statement differs; of 1 probe question none is answered otherwise.\n"
            "\nFloods\nvisa: edited\n\nen, text:\n\n> No visa is needed for [-thirty-]{+sixty+} days.\n\n"
        )
        assert sorted(path.name for path in (tmp_path / ".store").iterdir()) == before

    def test_what_an_embargo_holds_back_is_told_and_on_request_what_it_will_change(
        self, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        Ran(capsys, "index")
        text = good("ferry", embargo="2099-06-15T08:00:00Z").replace("The Orda rises.", "A ferry crosses the Orda.")
        (folder / "statements" / "ferry.yaml").write_text(text)
        now = Ran(capsys, "diff")
        held = "Held back: ferry until 2099-06-15T08:00:00Z. With --as-of, such a time tells what changes then."
        assert (now.code, now.out.split("\n", 1)[1]) == (0, f"\n{held}\n\n")
        assert f"\n\n{held}\n" in Ran(capsys, "diff", "--markdown").out
        assert json.loads(Ran(capsys, "diff", "--json").out)["waiting"] == [
            {"id": "ferry", "released": "2099-06-15T08:00:00Z"}
        ]
        before = sorted(tmp_path.rglob("*"))
        then = Ran(capsys, "diff", "--as-of", "2099-06-15T08:00:00Z")
        assert (then.code, then.out.split("\n", 1)[1]) == (1, "\nFloods\nferry: added, in force (en)\n\n")
        assert sorted(tmp_path.rglob("*")) == before

    def test_as_json_and_as_markdown(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        Ran(capsys, "index")
        rewrite(folder, "cod", "Parliament meets on Monday.")
        told = json.loads(Ran(capsys, "diff", "--json").out)
        assert [s["id"] for s in told["statements"]] == ["cod"]
        (changed,) = told["questions"]["changed"]
        assert (changed["question"], changed["before"]["statements"], changed["after"]["right"]) == (
            ASKED,
            ["cod"],
            False,
        )
        ran = Ran(capsys, "diff", "--markdown")
        assert ran.code == 1
        assert ran.out.startswith(
            "### What changes for citizens\n\n1 statement differs; of 1 probe question 1 is answered otherwise, "
            "1 of them wrongly now. 1 of these stands in questions.yaml: nothing is published until it is mended, "
            "or 'verbale index --allow-worse' is said.\n"
        )

    def test_two_stores_and_two_versions_of_one(
        self, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        Ran(capsys, "index")
        shutil.copytree(tmp_path / ".store", tmp_path / "kept")
        rewrite(folder, "visa", "No visa is needed for sixty days.")
        Ran(capsys, "index")
        old, new = versions(tmp_path / ".store")
        for pair in (("kept", ".store"), (old, new), (f"kept/{old}", f".store/{new}")):
            ran = Ran(capsys, "diff", *pair)
            assert ran.code == 1, ran.err
            assert ran.out.startswith(f"From {old} to {new}. 1 statement differs; of 1 probe question none")

    def test_stores_of_two_models_ask_nothing(
        self, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        publish_made(tmp_path / "a", make())
        publish_made(tmp_path / "b", make(encoder=FakeEncoder("another")), SECOND)
        ran = Ran(capsys, "diff", "a", "b")
        assert ran.code == 0
        assert ran.out.endswith(
            "No statements differ. No question was asked: the two stores were made with different models.\n\n"
        )

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["a"], "name two stores, OLD and NEW, or none to compare the knowledge folder with the live store"),
            (["a", "b"], "a is no store and no version of the store in .store; 'verbale status' lists those there are"),
            (
                ["20260101T000000Z-0123456789ab", "b"],
                "20260101T000000Z-0123456789ab is no store and no version of the store in .store; "
                "'verbale status' lists those there are",
            ),
            (["--json", "--markdown"], "choose one of --json and --markdown"),
            ([], "there is no store in .store; run 'verbale index'"),
        ],
    )
    def test_misuse(self, arguments: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "diff", *arguments)
        assert (ran.code, ran.out, ran.err) == (2, "", f"verbale: {message}\n")

    def test_a_folder_with_mistakes(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        Ran(capsys, "index")
        (folder / "statements" / "x.yaml").write_text("id: [")
        ran = Ran(capsys, "diff")
        assert (ran.code, ran.err) == (
            2,
            "verbale: 1 problem in the knowledge folder; nothing was built. 'verbale check' shows them; "
            "there is nothing to compare before they are mended\n",
        )


class TestCheck:
    def test_warnings_stop_nothing(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = folder / "statements" / "visa.yaml"
        path.write_text(path.read_text().replace("/en/visa", "/en/cod"))
        ran = Ran(capsys, "check")
        assert (ran.code, ran.out, ran.err) == (
            0,
            "knowledge/statements/visa.yaml:9: warning: versions.en.source: the address is that of cod, too; "
            "link to the page on which this statement stands\n",
            "2 statements, no problems, 1 warning\n",
        )

    def test_problems_come_first(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        rewrite(folder, "a", "Text.")
        path = folder / "statements" / "a.yaml"
        path.write_text(path.read_text().replace("/en/a", ""))
        (folder / "statements" / "z.yaml").write_text("id: [")
        ran = Ran(capsys, "check")
        assert ran.code == 1
        assert [line.split(": ")[:2] for line in ran.out.splitlines()] == [
            [
                "knowledge/statements/z.yaml:1",
                "YAML cannot be read here (did not find expected node content); put the value in double quotes",
            ],
            ["knowledge/statements/a.yaml:9", "warning"],
        ]
        assert ran.err == "3 statements, 1 problem, 1 warning\n"

    def test_magnets_are_looked_for_when_the_store_is_that_of_the_folder(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Ran(capsys, "index")
        assert Ran(capsys, "check").err == "2 statements, no problems\n"
        rewrite(folder, "visa", "No visa is needed for sixty days.")
        assert Ran(capsys, "check").err == (
            "passages that attract many questions were not looked for: the store in use was not built from this folder "
            "as it is; after the next 'verbale index' they are\n2 statements, no problems\n"
        )

    def test_links_are_followed_on_request(
        self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def fetch(self: Fetcher, url: str) -> Fetched:
            asked.append(url)
            raise FetchError(f'"{url}" was not fetched: it answers 404 Not Found')

        monkeypatch.setattr("indexer.drafting.fetching.Fetcher.fetch", fetch)
        assert (Ran(capsys, "check").out, asked) == ("", [])
        ran = Ran(capsys, "check", "--links")
        assert (ran.code, ran.err) == (0, "2 statements, no problems, 2 warnings\n")
        assert ran.out == "".join(
            f"knowledge/statements/{name}.yaml:9: warning: versions.en.source: the page is not to be had "
            "(it answers 404 Not Found); correct the address, or tell those who keep the site\n"
            for name in ("cod", "visa")
        )
        assert asked == [f"https://www.mfa.marenia.example/en/{name}" for name in ("cod", "visa")]
