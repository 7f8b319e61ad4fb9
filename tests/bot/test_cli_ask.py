from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bot.commands import COD, Ran, fake_surroundings
from tests.bot.desks import desk_over
from tests.fakes.contents import STATEMENTS, make, publish_made, statement


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_surroundings(monkeypatch, tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    desk_over(tmp_path / ".store")
    return tmp_path / ".store"


@pytest.mark.usefixtures("store")
class TestAsk:
    def test_a_reply_has_exactly_the_shape_of_the_design(self, capsys: pytest.CaptureFixture[str]) -> None:
        reply = Ran(capsys, "ask", COD, "--json").json()
        assert list(reply) == ["outcome", "confidence", "statements", "took_ms"]
        assert reply["outcome"] == "position"
        assert reply["confidence"] == reply["statements"][0]["confidence"]
        assert 0.6 <= reply["confidence"] <= 1
        assert isinstance(reply["took_ms"], float)
        assert reply["took_ms"] > 0
        keys = ["id", "confidence", "title", "language", "published", "source", "quote"]
        assert [list(s) for s in reply["statements"]] == [keys] * 3
        assert {k: v for k, v in reply["statements"][0].items() if k != "confidence"} == {
            "id": "cod-2025",
            "title": "cod-2025 (en)",
            "language": "en",
            "published": "2025-03-14",
            "source": "https://mfa.example/en/cod-2025",
            "quote": [{"start": 0, "end": 91, "text": f"{COD} Each carries an observer.\n\nHerring stays open."}],
        }
        assert reply["statements"][1]["published"] == "2026-03-14T00:00:00Z"

    @pytest.mark.parametrize("question", [COD, "Whose is the Orda?", "Qui pêche ?", "边界河流", "نهر أوردا", "zzz"])
    def test_start_and_end_are_true_to_the_version(self, capsys: pytest.CaptureFixture[str], question: str) -> None:
        texts = {(s.id, v.language): v.text for s in STATEMENTS for v in s.versions}
        statements = Ran(capsys, "ask", question, "--json").json()["statements"]
        assert statements
        for told in statements:
            text = texts[told["id"], told["language"]]
            assert told["quote"]
            for piece in told["quote"]:
                assert text[piece["start"] : piece["end"]] == piece["text"] == piece["text"].strip() != ""

    def test_a_refusal_carries_the_ranking_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        reply = Ran(capsys, "ask", "zzz", "--language", "en", "--json").json()
        assert reply["outcome"] == "none"
        assert {s["id"] for s in reply["statements"]} == {"cod-2025", "empty-title", "orda-2026"}

    @pytest.mark.parametrize(("text", "outcome"), [("", "empty"), ("Hello", "greeting"), ("/x", "command")])
    def test_what_is_no_question_has_the_same_shape(
        self, capsys: pytest.CaptureFixture[str], text: str, outcome: str
    ) -> None:
        reply = Ran(capsys, "ask", text, "--json").json()
        took = reply.pop("took_ms")
        assert took >= 0
        assert reply == {"outcome": outcome, "confidence": 0.0, "statements": []}

    @pytest.mark.parametrize(
        ("text", "outcome"),
        [
            ("x" * 501, "too-long"),
            ("May ships catch cod? Whose is the Orda? When did talks begin? Is herring open?", "too-many"),
            ("No cod may be caught on the Selm bank.", "superseded"),
        ],
    )
    def test_whatever_was_searched_for_carries_the_ranking(
        self, capsys: pytest.CaptureFixture[str], text: str, outcome: str
    ) -> None:
        reply = Ran(capsys, "ask", text, "--language", "en", "--json").json()
        assert reply["outcome"] == outcome
        assert {s["id"] for s in reply["statements"]} == {"cod-2025", "empty-title", "orda-2026"}
        assert reply["confidence"] == reply["statements"][0]["confidence"]

    def test_several_questions_have_a_reply_each(self, capsys: pytest.CaptureFixture[str]) -> None:
        text = f"{COD[:-1]}? The Orda belongs to both banks?"
        reply = Ran(capsys, "ask", text, "--language", "en", "--json").json()
        assert list(reply) == ["outcome", "confidence", "statements", "replies", "took_ms"]
        assert [(r["question"], r["outcome"], r["statements"][0]["id"]) for r in reply["replies"]] == [
            (f"{COD[:-1]}?", "position", "cod-2025"),
            ("The Orda belongs to both banks?", "position", "orda-2026"),
        ]

    def test_explained_as_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        plain, ran = Ran(capsys, "ask", COD), Ran(capsys, "ask", COD, "--explain")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"{plain.out}Question    {COD}\nLanguage    en (detected)\nOutcome     position\n")
        assert "\n1. cod-2025: cod-2025 (en) (en)\n" in ran.out

    def test_explained_as_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        reply = Ran(capsys, "ask", f"{COD[:-1]}? Whose bank is the Orda's?", "--explain", "--json").json()
        assert [(e["text"], e["candidates"][0]["id"]) for e in reply["explained"]] == [
            (f"{COD[:-1]}?", "cod-2025"),
            ("Whose bank is the Orda's?", "orda-2026"),
        ]
        assert Ran(capsys, "ask", "Hello", "--explain", "--json").json()["explained"] == []

    def test_a_batch_is_not_explained(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "ask", "--batch", "q.jsonl", "--explain")
        told = "verbale: --explain explains one QUESTION; ask it without --batch\n"
        assert (ran.code, ran.out, ran.err) == (2, "", told)

    def test_as_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        ran = Ran(capsys, "ask", COD)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == (
            "A published statement says:\n"
            "\n"
            "cod-2025 (en)\n"
            f"> {COD} Each carries an observer.\n"
            "> \n"
            "> Herring stays open.\n"
            "\n"
            "Issued by: Ministry of Foreign Affairs\n"
            "Date: 14 March 2025\n"
            "Language: English\n"
            "Source: https://mfa.example/en/cod-2025\n"
            "\n"
            "Replaces the position of 1 December 2023: cod-2024 (en)\n"
            "\n"
        )

    @pytest.mark.parametrize(
        ("moment", "found"),
        [
            ("2018-01-01", set()),
            ("2019-05-03", {"orda-2019"}),
            ("2019-05-03T09:59:59Z", set()),
            ("2019-05-03T12:00:00+02:00", {"orda-2019"}),
            ("2023-11-30", {"orda-2019"}),
            ("2023-12-01", {"orda-2019", "cod-2024"}),
            ("2024-12-31", {"orda-2019", "cod-2024"}),
            ("2025-01-01", {"orda-2019"}),
            ("2025-03-14", {"orda-2019", "cod-2025", "empty-title", "visa-waiver"}),
            ("2026-01-31", {"orda-2019", "cod-2025", "empty-title", "visa-waiver"}),
            ("2026-02-01", {"orda-2019", "cod-2025", "empty-title"}),
            ("2026-03-13", {"orda-2019", "cod-2025", "empty-title"}),
            ("2026-03-14", {"orda-2026", "cod-2025", "empty-title"}),
            ("2027-01-01T11:59:59Z", {"orda-2026", "cod-2025", "empty-title"}),
            ("2027-01-01", {"cod-2025", "empty-title"}),
        ],
    )
    def test_as_of_shows_what_was_in_force_then(
        self, capsys: pytest.CaptureFixture[str], moment: str, found: set[str]
    ) -> None:
        reply = Ran(capsys, "ask", COD, "--as-of", moment, "--json").json()
        assert {s["id"] for s in reply["statements"]} == found

    def test_the_language_given_is_the_language_of_the_reply(self, capsys: pytest.CaptureFixture[str]) -> None:
        for given in ("fr", "fr-CA", "FR"):
            reply = Ran(capsys, "ask", COD, "--language", given, "--json").json()
            assert {s["language"] for s in reply["statements"] if s["id"] == "cod-2025"} == {"fr"}


@pytest.mark.usefixtures("store")
class TestBatch:
    def write(self, *lines: object) -> Path:
        file = Path("q.jsonl")
        texts = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
        file.write_bytes(b"\n".join(texts) + b"\n")
        return file

    def test_replies_come_in_order_one_a_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        questions = [COD, "", "Hello", "Чья Орда?", "x" * 501, "/x", "zzz"]
        file = self.write(*({"id": i, "question": q} for i, q in enumerate(questions)))
        ran = Ran(capsys, "ask", "--batch", file, "--json")
        replies = [json.loads(line) for line in ran.out.splitlines()]
        assert (ran.code, ran.err) == (0, "")
        assert [r["outcome"] for r in replies[:3]] == ["position", "empty", "greeting"]
        assert [r["outcome"] for r in replies[4:6]] == ["too-long", "command"]
        alone = [Ran(capsys, "ask", q, "--json").json() for q in questions]
        for one, many in zip(alone, replies, strict=True):
            assert {k: v for k, v in one.items() if k != "took_ms"} == {k: v for k, v in many.items() if k != "took_ms"}

    def test_a_bad_line_hurts_only_itself(self, capsys: pytest.CaptureFixture[str]) -> None:
        good_line = {"id": "q", "question": COD, "language": "en"}
        bad, half = b'{"question": "\xff"}', b'{"question": "\\ud800"}'
        file = self.write(good_line, b"{", good_line, bad, b"", half, good_line)
        ran = Ran(capsys, "ask", "--batch", file)
        replies = [json.loads(line) for line in ran.out.splitlines()]
        assert ran.code == 1
        outcomes = ["position", "unreadable", "position", "unreadable", "empty", "position"]
        assert [r["outcome"] for r in replies] == outcomes
        write = 'write {"id": "…", "question": "…", "language": "en"}'
        assert replies[3] == {
            "outcome": "unreadable",
            "confidence": 0.0,
            "statements": [],
            "took_ms": 0.0,
            "error": f"q.jsonl:4: not a question (it is not UTF-8); {write}",
        }
        assert replies[1]["error"].startswith("q.jsonl:2: not a question (")

    def test_more_than_one_batch_keeps_the_order(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.commands.asking._BATCH", 2)
        file = self.write({"question": ""}, {"question": "/x"}, b"[]", {"question": "Hello"}, {"question": ""})
        ran = Ran(capsys, "ask", "--batch", file)
        outcomes = [json.loads(line)["outcome"] for line in ran.out.splitlines()]
        assert (ran.code, outcomes) == (1, ["empty", "command", "unreadable", "greeting", "empty"])

    def test_language_and_moment_of_the_command_hold_for_all(self, capsys: pytest.CaptureFixture[str]) -> None:
        file = self.write({"question": COD}, {"question": COD, "language": "en"})
        arguments = ("--language", "fr", "--as-of", "2025-06-01")
        ran = Ran(capsys, "ask", "--batch", file, *arguments)
        shown = [{s["id"]: s["language"] for s in json.loads(line)["statements"]} for line in ran.out.splitlines()]
        others = {"empty-title": "en", "orda-2019": "ru", "visa-waiver": "en"}
        assert shown == [{"cod-2025": "fr", **others}, {"cod-2025": "en", **others}]

    def test_an_empty_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("q.jsonl").write_bytes(b"\n\n")
        ran = Ran(capsys, "ask", "--batch", "q.jsonl")
        assert (ran.code, ran.out, ran.err) == (0, "", "")


class TestEvaluate:
    def test_the_figures(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """Found first, found second, and rightly not answered."""
        told = [statement("a", {"en": "Cod may be caught."}), statement("b", {"en": "Herring may be caught."})]
        publish_made(tmp_path / ".store", make(told))
        lines = [
            {"id": "1", "language": "en", "question": "Cod may be caught.", "statements": ["a"]},
            {"id": "2", "language": "en", "question": "Herring may be caught.", "statements": ["a"]},
            {"id": "3", "language": "en", "question": "", "statements": []},
        ]
        Path("q.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        found = Ran(capsys, "evaluate", "q.jsonl", "--json").json()
        assert list(found) == ["strict", "lenient"]
        strict = found["strict"]
        assert list(strict) == [
            "questions",
            "answerable",
            "recall_at_1",
            "recall_at_5",
            "auroc",
            "auroc_without_answer",
            "coverage_at_90",
            "coverage_at_95",
            "positions",
            "wrong_positions",
            "calibration_error",
        ]
        assert (strict["questions"], strict["answerable"], strict["recall_at_1"]) == (3, 2, 0.5)
        assert (strict["recall_at_5"], strict["auroc"]) == (1.0, 1.0)
        ran = Ran(capsys, "evaluate", "q.jsonl")
        first = f"3 questions, 2 answerable; {strict['positions']} answered with a position"
        assert (ran.code, ran.out.splitlines()[0]) == (0, first)
        assert ran.out.splitlines()[3] == "R@1                      0.500    0.500"

    def test_with_the_answers_taken_out(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """Either question finds its answer, and hardly anything without it; the last has no answer to take out."""
        told = [
            statement("a", {"en": "Cod may be caught on the Selm bank."}),
            statement("b", {"en": "CAUGHT on the Selm bank cod may be."}),  # the same words
            statement("c", {"en": "Talks on the Orda river began."}),
            *STATEMENTS[2:],
        ]
        publish_made(tmp_path / ".store", make(told))
        lines = [
            {"id": "1", "language": "en", "question": "Cod may be caught on the Selm bank.", "statements": ["a"]},
            {"id": "2", "language": "en", "question": "Talks on the Orda river began.", "statements": ["c"]},
            {"id": "3", "language": "en", "question": "", "statements": []},
        ]
        Path("q.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        found = Ran(capsys, "evaluate", "q.jsonl", "--without-answer", "--json").json()
        # Strictly, the first question still finds b, as surely as its own answer and surer than the second finds c.
        assert (found["strict"]["auroc_without_answer"], found["lenient"]["auroc_without_answer"]) == (0.625, 1.0)
        assert Ran(capsys, "evaluate", "q.jsonl", "--json").json()["strict"]["auroc_without_answer"] is None
        shown = Ran(capsys, "evaluate", "q.jsonl", "--without-answer").out.splitlines()
        assert shown[6] == "AUROC without answer     0.625    1.000"

    @pytest.mark.usefixtures("store")
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (
                '{"question": "Who?", "answers": ["cod-2025"]}',
                'no question has an answer; write its ids under "statements", as in README.md',
            ),
            (
                '{"question": "Who?", "statements": ["nope"]}',
                "the store has no statement nope, nor any that is named; name its store",
            ),
        ],
        ids=["another key", "another store"],
    )
    def test_labels_that_name_nothing_are_refused(
        self, capsys: pytest.CaptureFixture[str], line: str, reason: str
    ) -> None:
        Path("q.jsonl").write_text(line + "\n", encoding="utf-8")
        ran = Ran(capsys, "evaluate", "q.jsonl")
        assert (ran.code, ran.out, ran.err) == (2, "", f"verbale: q.jsonl: {reason}\n")

    @pytest.mark.usefixtures("store")
    def test_labels_of_which_some_name_nothing_are_told_of(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("q.jsonl").write_text('{"question": "Who?", "statements": ["cod-2025", "nope"]}\n', encoding="utf-8")
        ran = Ran(capsys, "evaluate", "q.jsonl", "--json")
        assert ran.code == 0
        assert "verbale: q.jsonl names 1 statements that the store lacks: nope …\n" in ran.err

    @pytest.mark.usefixtures("store")
    def test_a_bad_line_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("q.jsonl").write_text('{"question": "Who?"}\n{"question": 5}\n', encoding="utf-8")
        ran = Ran(capsys, "evaluate", "q.jsonl")
        reason = "not a question (question and language must be text, statements a list)"
        write = 'write {"id": "…", "question": "…", "language": "en"}'
        assert (ran.code, ran.out, ran.err) == (2, "", f"verbale: q.jsonl:2: {reason}; {write}\n")


def test_a_question_is_asked_of_this_moment(
    capsys: pytest.CaptureFixture[str], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # only ever asked for UTC here
            assert tz is UTC
            return datetime(2024, 6, 1, tzinfo=UTC)

    assert store.is_dir()
    monkeypatch.setattr("bot.commands.asking.datetime", Clock)
    reply = Ran(capsys, "ask", COD, "--json").json()
    assert {s["id"] for s in reply["statements"]} == {"cod-2024", "orda-2019"}
