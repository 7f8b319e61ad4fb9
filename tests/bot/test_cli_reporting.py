"""`verbale gaps` and `verbale report`, over a real database and a store that a fake encoder made."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import html

from bot.cli import main
from bot.registry.counting import Asked
from bot.registry.keys import keys_beside, keys_from
from bot.registry.opening import open_registry
from tests.bot.commands import fake_surroundings
from tests.fakes.contents import make, publish_made

DAY = datetime(2026, 5, 4, 12, tzinfo=UTC)
SINCE = ("--since", "2026-05-01", "--until", "2026-05-31")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a store, in which the commands run."""
    fake_surroundings(monkeypatch, tmp_path)
    publish_made(tmp_path / ".store", make())
    return tmp_path


def fill(folder: Path, *, questions: bool) -> None:
    """Six questions on one day, of which, where `questions` are kept, all are."""
    (folder / ".registry").mkdir()
    keys = keys_beside(folder / ".registry" / "secret.key")
    registry = open_registry(f"sqlite:///{folder / '.registry' / 'registry.sqlite'}", keys, lambda: DAY)
    for number in range(6):
        registry.counts.asked("telegram", "en", Asked("none", "", 0.2, (), f"chat {number}"))
        if questions:
            registry.questions.keep("en", "none", "When does the ferry to […] sail?")
    if questions:
        registry.questions.keep("fr", "voted-down", "Combien coûte un passeport ?")
    registry.close()


def test_gaps_are_shown_with_counts_and_the_nearest_statements(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(here, questions=True)
    assert main(["gaps", *SINCE]) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert lines[:2] == ["6 × When does the ferry to […] sail?", "    en 6; none 6"]
    assert [line for line in lines if not line.startswith("    ")] == [
        "6 × When does the ferry to […] sail?",
        "1 × Combien coûte un passeport ?",
    ]
    assert "fr 1; voted-down 1" in told.out
    assert told.err == "7 questions asked in vain, in 2 groups\n"


def test_gaps_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(here, questions=True)
    assert main(["gaps", "--json", *SINCE]) == 0
    gaps = json.loads(capsys.readouterr().out)["gaps"]
    assert [(gap["count"], gap["languages"], gap["example"]) for gap in gaps] == [
        (6, {"en": 6}, "When does the ferry to […] sail?"),
        (1, {"fr": 1}, "Combien coûte un passeport ?"),
    ]
    assert set(gaps[0]["nearest"][0]) == {"id", "title", "language", "confidence"}


def test_without_questions_the_switch_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(here, questions=False)
    assert main(["gaps", *SINCE]) == 0
    assert capsys.readouterr().err == (
        "0 questions asked in vain, in 0 groups\n"
        "questions are not kept; set VERBALE_LOG_QUESTIONS=1 where the bot runs\n"
    )


def test_what_another_key_sealed_is_left_out_and_told(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(here, questions=True)
    old = (here / ".registry" / "secret.key").read_text().strip()
    new = "another key of this one test alone"
    open_registry(f"sqlite:///{here / '.registry' / 'registry.sqlite'}", keys_from(f"{new}\n{old}")).close()
    monkeypatch.setenv("VERBALE_SECRET_KEY", new)
    assert main(["gaps", *SINCE]) == 0
    assert capsys.readouterr().err.splitlines()[0] == (
        "verbale: 7 questions left out, sealed with another secret key; add the earlier one to VERBALE_SECRET_KEY"
    )


def test_the_report_is_written_in_the_language_asked_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(here, questions=True)
    file = here / "report.html"
    assert main(["report", *SINCE, "-o", str(file), "--language", "fr"]) == 0
    assert capsys.readouterr().err == f"6 questions of 2026-05-01 to 2026-05-31 written to {file}\n"
    page = html.parse(str(file)).getroot()
    assert page.get("lang") == "fr"
    assert page.xpath("//h1")[0].text_content() == "Ce qui a été demandé et ce qui a été répondu"
    days = page.xpath('//section[@aria-labelledby="days"]//tbody/tr')
    assert [" ".join(row.itertext()).split()[-1] for row in days[3:4]] == ["5"]
    assert len(days) == 31
    assert [h3.text_content() for h3 in page.xpath("//h3")] == ["When does the ferry to […] sail?"]


def test_the_report_says_when_no_question_is_kept(here: Path) -> None:
    fill(here, questions=False)
    assert main(["report", *SINCE, "-o", "report.html", "--language", "en"]) == 0
    assert "Questions are not kept here" in (here / "report.html").read_text(encoding="utf-8")


def test_without_days_it_is_the_last_thirty(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(here, questions=False)
    assert main(["report", "-o", "report.html"]) == 0
    today = datetime.now(UTC).date()
    assert f"of {today - timedelta(days=29)} to {today} " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--since", "2026-05-02", "--until", "2026-05-01", "-o", "x.html"),
            "verbale: --since 2026-05-02 is later than --until 2026-05-01; exchange them\n",
        ),
        (
            ("-o", "missing/x.html"),
            "verbale: missing/x.html cannot be written (No such file or directory); name another file with -o\n",
        ),
    ],
)
def test_misuse_is_told(here: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str) -> None:
    fill(here, questions=False)
    assert main(["report", *arguments]) == 2
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("command", [("gaps",), ("report", "-o", "x.html")])
def test_where_no_platform_ran_no_registry_is_made(
    here: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    before = sorted(here.rglob("*"))
    assert main([*command]) == 2
    assert sorted(here.rglob("*")) == before
    registry = here / ".registry"
    assert capsys.readouterr().err == (
        f"verbale: there is no database {registry / 'registry.sqlite'} yet; the first start of a platform makes it\n"
    )
    fill(here, questions=True)
    (registry / "secret.key").unlink()
    assert main([*command]) == 2
    assert capsys.readouterr().err == (
        f"verbale: there is no secret key {registry / 'secret.key'}, and VERBALE_SECRET_KEY is not set; "
        "give that of the platforms' service\n"
    )
    assert not (registry / "secret.key").exists()


def test_a_day_that_is_none_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["gaps", "--since", "May"])
    assert "argument --since: 'May' is no date; write it like 2025-03-14" in capsys.readouterr().err
