from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.bot.commands import COD, Ran, fake_surroundings
from tests.bot.desks import desk_over
from tests.fakes.contents import STATEMENTS, make, publish_made
from tests.fakes.encoder import FakeEncoder


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_surroundings(monkeypatch, tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    desk_over(tmp_path / ".store")
    return tmp_path / ".store"


MARKED = """\
This is not a verbatim quotation. 88 % of the words follow a published statement; the differences are marked:

> [-Twelve-] {+Thirteen+} ships may catch cod on the Selm bank

[-…-] is published and missing here; {+…+} is not in the published text.

cod-2025 (en)

Issued by: Ministry of Foreign Affairs
Standing: in force since 14 March 2025
Language: English
Source: https://mfa.example/en/cod-2025

"""


@pytest.mark.usefixtures("store")
class TestVerify:
    @pytest.mark.parametrize(
        ("text", "outcome", "code"),
        [
            (COD, "exact", 0),
            (COD.replace("Twelve", "Thirteen"), "altered", 1),
            ("cod ships, Selm bank: twelve, observer", "similar", 1),
            ("Bake bread with flour, salt and yeast", "not-found", 1),
            ("three short words", "too-short", 2),
            ("x " * 10_001, "too-long", 2),
        ],
    )
    def test_the_exit_code_tells_the_outcome(
        self, capsys: pytest.CaptureFixture[str], text: str, outcome: str, code: int
    ) -> None:
        ran = Ran(capsys, "verify", text, "--json")
        told = json.loads(ran.out)
        assert (told["outcome"], ran.code, ran.err) == (outcome, code, "")
        assert told["took_ms"] > 0

    def test_the_differences_are_marked_without_colour(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "verify", COD.replace("Twelve", "Thirteen"))
        assert (ran.code, ran.out, ran.err) == (1, MARKED, "")

    def test_standard_input(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        for stdin in (
            io.StringIO(f"“{COD}”\n"),
            io.TextIOWrapper(io.BytesIO(b"\xff " + COD.encode() + b"\n"), encoding="ascii"),
        ):
            monkeypatch.setattr(sys, "stdin", stdin)
            assert Ran(capsys, "verify", "-", "--json").json()["statement"]["id"] == "cod-2025"

    def test_in_the_readers_language(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "verify", COD, "--language", "ru")
        assert ran.out.startswith("Это дословная цитата из опубликованного заявления:\n")

    def test_as_of_another_day(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = "No cod may be caught on the Selm bank in 2024."
        standings = {
            day: Ran(capsys, "verify", text, "--json", "--as-of", day).json()["statement"]["standing"]
            for day in ("2024-06-01", "2025-01-02", "2026-01-01")
        }
        assert standings == {"2024-06-01": "in-force", "2025-01-02": "ended", "2026-01-01": "superseded"}
        assert Ran(capsys, "verify", text, "--json", "--as-of", "2023-01-01").code == 1

    def test_a_quotation_is_told_without_the_model(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(model: str, precision: str | None = None) -> FakeEncoder:
            raise AssertionError("the model was loaded")

        monkeypatch.setattr("indexer.embedding.Embedder", refuse)
        assert Ran(capsys, "verify", COD).code == 0
        assert Ran(capsys, "verify", COD.rsplit(" ", 2)[0]).code == 1, "part of a sentence may leave out its not"

    def test_another_model_than_the_stores_is_refused(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("indexer.embedding.Embedder", lambda model, precision=None: FakeEncoder("other"))
        ran = Ran(capsys, "verify", "Bake bread with flour, salt and yeast")
        assert (ran.code, ran.out, ran.err) == (
            2,
            "",
            "verbale: the store was made with model fake, this is other; set VERBALE_MODEL or run 'verbale index'\n",
        )


def test_without_a_store(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for arguments in (("verify", COD), ("history",)):
        ran = Ran(capsys, *arguments, "--store", tmp_path / "none")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == f"verbale: there is no store in {tmp_path / 'none'}; run 'verbale index'\n"


@pytest.mark.usefixtures("store")
class TestHistory:
    def test_the_topics(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "history", "--as-of", "2026-06-01")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == (
            "Topics, with the number of statements in force:\n"
            "Border river: 3\n"
            "\n"
            "Write /history and a topic to see how the position changed.\n"
            "\n"
        )

    def test_a_chain(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "history", "cod-2024", "--as-of", "2026-06-01")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == (
            "cod-2024 (en)\n"
            "How this position changed:\n"
            "\n"
            "- cod-2024 (en)\n"
            "  in force from 1 December 2023 to 31 December 2024 · replaced by: cod-2025 (en) · English\n"
            "  https://mfa.example/en/cod-2024\n"
            "\n"
            "- cod-2025 (en)\n"
            "  in force since 14 March 2025 · English\n"
            "  https://mfa.example/en/cod-2025\n"
            "\n"
        )

    def test_what_is_unknown(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "history", "nothing")
        assert (ran.code, ran.err) == (1, "")
        assert ran.out == "There is no topic and no published statement called nothing. /topics lists the topics.\n\n"
        ran = Ran(capsys, "history", "nothing", "--json")
        assert (ran.code, json.loads(ran.out)) == (1, {"statements": []})

    def test_as_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        topics = Ran(capsys, "history", "--json", "--as-of", "2026-06-01").json()
        names = {"en": "Border river", "fr": "Fleuve frontalier"}
        topic = {"topic": "border-river", "names": names, "in_force": 3, "published": 6}
        assert topics == {"topics": [topic]}
        told = Ran(capsys, "history", "Border River", "--json", "--as-of", "2026-06-01").json()
        assert [s["id"] for s in told["statements"]] == [
            "orda-2019", "cod-2024", "cod-2025", "empty-title", "visa-waiver", "orda-2026",
        ]  # fmt: skip
        assert {k: v for k, v in told.items() if k != "statements"} == topic
        chain = Ran(capsys, "history", "cod-2025", "--json", "--language", "fr", "--as-of", "2026-06-01").json()
        assert chain["statements"][1] == {
            "id": "cod-2025",
            "title": "cod-2025 (fr)",
            "language": "fr",
            "source": "https://mfa.example/fr/cod-2025",
            "standing": "in-force",
            "from": "2025-03-14",
            "until": None,
            "ended_by": None,
            "replaced_by": [],
        }

    def test_before_a_statement_was_released(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert Ran(capsys, "history", "cod-2025", "--as-of", "2025-03-13").code == 1
        told = Ran(capsys, "history", "cod-2024", "--json", "--as-of", "2025-03-13").json()["statements"]
        assert [(s["id"], s["standing"], s["replaced_by"]) for s in told] == [("cod-2024", "ended", [])]


def test_chat_answers_the_commands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish_made(tmp_path / ".store", make(STATEMENTS))
    monkeypatch.setenv("VERBALE_LANGUAGE", "en")
    lines = "/verify Thirteen ships may catch cod on the Selm bank\n/latest\n/history nothing\n/help\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    ran = Ran(capsys, "chat")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{MARKED}Statements in force, newest first:\n\n- ")
    assert "There is no topic and no published statement called nothing. /topics lists the topics.\n\n" in ran.out
    assert "/verify: checks whether a text is a quotation: /verify and the text\n" in ran.out
