"""The report: what stands in it, read from its HTML, and how it looks in a browser."""

from __future__ import annotations

import asyncio
import base64
import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from bot.learning.page import page_of
from bot.learning.telling import Subject, report_of
from bot.wording import LANGUAGES, wording
from tests.bot.learning.pages import PERIOD, browser, made_figures, made_page, weeks
from tests.fakes.contents import MINISTRY, STATEMENTS


def parsed(language: str = "en", *, gaps: bool = True) -> Any:
    return html.document_fromstring(made_page(language, gaps=gaps))


def rows(page: Any, section: str) -> list[tuple[str, ...]]:
    """The rows of a section's table, as text."""
    found = page.xpath(f'//section[@aria-labelledby="{section}"]//tbody/tr')
    return [tuple(" ".join(cell.text_content().split()) for cell in row) for row in found]


def test_figures_are_rounded_and_small_ones_hidden() -> None:
    page = parsed()
    assert rows(page, "languages") == [
        ("English", "210", "72%"),
        ("French", "60", "21%"),
        ("Arabic", "20", "7%"),
        ("Chinese", "under 5", "–"),
        ("Russian", "under 5", "–"),
        ("Spanish", "under 5", "–"),
    ]
    assert rows(page, "platforms") == [("Telegram", "300", "100%"), ("Discord", "under 5", "–")]
    assert rows(page, "days")[:3] == [("1 May 2026", "40"), ("2 May 2026", "under 5"), ("3 May 2026", "under 5")]
    assert rows(page, "statements") == [("cod-2025 (en)", "75"), ("orda-2026 (en)", "20")]
    assert rows(page, "missing") == [("cod-2025 (en)", "5")]
    assert rows(page, "votes") == [("it was", "25", "71%"), ("it was not", "10", "29%")]
    assert rows(page, "topics") == [("none presented", "200", "67%"), ("Border river", "100", "33%")]


def test_outcomes_that_are_rare_are_named_in_one_sentence() -> None:
    page = parsed()
    assert rows(page, "outcomes") == [
        ("a statement presented", "100", "34%"),
        ("statements that come close listed", "60", "20%"),
        ("nothing published answers", "115", "39%"),
        ("a greeting", "20", "7%"),
    ]
    (told,) = page.xpath('//section[@aria-labelledby="outcomes"]/p')
    assert told.text_content().startswith(
        "Under 5 each: only a former statement answers, refused: asks for an opinion, refused: asks for a prediction, "
    )
    assert told.text_content().endswith(", an unknown command, no words and the service was paused.")


def test_the_brief_tells_what_the_shown_figures_tell() -> None:
    page = parsed()
    told = [d.text_content() for d in page.xpath("//dl//dt | //dl//dd")]
    assert dict(zip(told[::2], told[1::2], strict=True)) == {
        "Questions": "300",
        "Questions to which something published was shown": "58%",
        "Half were answered": "within 0.05\N{NO-BREAK SPACE}s",
        "95 % were answered": "within 1\N{NO-BREAK SPACE}s",
        "Answers said to be right, of those judged": "71%",
    }


def test_a_pause_is_told_and_lowers_no_share() -> None:
    figures = made_figures()
    paused = replace(figures, outcomes={**figures.outcomes, "paused": 60})
    subject = Subject(MINISTRY, {s.id: s for s in STATEMENTS}, None, datetime(2026, 5, 11, tzinfo=UTC))
    shares, rows_told = [], []
    for one in (figures, paused):
        words = wording("fr")
        page = html.document_fromstring(page_of(report_of(one, subject, words), words))
        shares.append([d.text_content() for d in page.xpath("//dl//dd")][1])
        rows_told.append([row for row in rows(page, "outcomes") if row[0] == "service suspendu"])
    assert shares[0] == shares[1]
    assert rows_told[1][0][:2] == ("service suspendu", "60")


def test_reach_is_told_by_platform() -> None:
    assert rows(parsed(), "reach") == [
        ("Discord: chats that asked, on an average day", "under 5"),
        ("Discord: chats that asked, on the busiest day", "under 5"),
        ("Discord: servers", "under 5"),
        ("Telegram: chats that asked, on an average day", "20"),
        ("Telegram: chats that asked, on the busiest day", "40"),
        ("Telegram: subscribers", "130"),
    ]


def test_gaps_of_fewer_than_five_are_not_shown_and_texts_are_escaped() -> None:
    page = parsed()
    gaps = page.xpath('//div[@class="gap"]')
    assert [gap.find("h3").text_content() for gap in gaps] == [
        "Does the ferry <b>sail</b> to […]?",
        "متى تبحر العبارة؟",
    ]
    assert [gap.find("h3/bdi").get("lang") for gap in gaps] == ["en", "ar"]
    assert gaps[0].find("p").text_content() == "Asked 10 times, in: English"
    assert [item.text_content() for item in gaps[0].findall(".//li")] == ["cod-2025 (en)"]
    without = parsed(gaps=False).xpath('//section[@aria-labelledby="gaps"]/p')
    assert [p.text_content() for p in without] == [
        "Questions are not kept here, so it cannot be told what they were about."
    ]


def test_no_exact_figure_stands_anywhere() -> None:
    """Days, shares, seconds and names apart, each number on the page is a multiple of five; so is each bar's height."""
    text = " ".join(parsed().find("body").itertext())
    apart = re.sub(r"[0-9]+ May 2026|[0-9]+ ?%|[0-9.]+\ss|cod-2025|orda-2026", "", text)
    numbers = {int(number) for number in re.findall(r"[0-9]+", apart)}
    assert {number for number in numbers if number % 5} == set()
    assert {300, 210, 60, 130} <= numbers
    days = parsed().xpath("//figure//rect/@height")
    assert [int(height) for height in days] == [round(100 * day / 60) for day in (40, 25, 30, 10, 60, 50, 45, 35)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_file_in_its_language_that_asks_for_nothing(language: str) -> None:
    page = parsed(language)
    root = page.getroottree().getroot()
    assert (root.get("lang"), root.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert page.xpath("//script | //link | //img | //iframe | //@src | //@href | //@onload") == []
    assert "url(" not in made_page(language)
    assert page.xpath("//h1")[0].text_content() == wording(language).say("report-title")
    assert len(page.xpath("//svg[@role='img']/title")) == 1
    for section in page.xpath("//section"):
        assert page.get_element_by_id(section.get("aria-labelledby")).tag == "h2"
    for table in page.xpath("//table"):
        assert table.xpath("./caption") or table.get("aria-labelledby")
        assert table.xpath(".//thead//th[@scope='col']")


def test_many_days_are_shown_by_week() -> None:
    period = weeks(12)
    figures = made_figures()
    starts = period.starts()
    assert (len(starts), starts[0], starts[-1]) == (12, "2026-01-01", "2026-03-19")
    assert [period.start_of(day) for day in ("2026-01-07", "2026-01-08")] == ["2026-01-01", "2026-01-08"]
    assert not PERIOD.by_week
    assert PERIOD.start_of("2026-05-07") == "2026-05-07"
    assert sum(figures.days.values()) == 300


def test_in_a_browser_it_fits_a_phone_and_has_no_fault(tmp_path: Path) -> None:
    """In English and Arabic, light and dark: nothing on the console, nothing fetched, no wider than the screen; axe."""
    found = asyncio.run(_looked_at(tmp_path))
    for (language, scheme), (events, requests, wide, violations, ground) in found.items():
        assert events == [], (language, scheme)
        assert requests == [f"{(tmp_path / language).as_uri()}.html"]
        assert wide == 390
        assert violations == [], (language, scheme)
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}[scheme]
    assert len(found) == 4


def test_printed_it_shows_the_table_that_the_screen_folds_away(tmp_path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    with closing(pypdfium2.PdfDocument(asyncio.run(_printed(tmp_path)))) as document:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
        pages = len(document)
    assert "1 May 2026 40 2 May 2026 under 5 3 May 2026 under 5" in text
    assert "The figures as a table" not in text
    assert 1 < pages < 8


async def _looked_at(folder: Path) -> dict[tuple[str, str], tuple[Any, ...]]:
    found = {}
    axe = _axe()
    async with browser(folder / "profile") as tab:
        for method in ("Page.enable", "Runtime.enable", "Log.enable", "Network.enable"):
            await tab.call(method)
        await tab.call("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=2, mobile=True)
        for language in ("en", "ar"):
            file = folder / f"{language}.html"
            file.write_text(made_page(language), encoding="utf-8")
            for scheme in ("light", "dark"):
                feature = {"name": "prefers-color-scheme", "value": scheme}
                await tab.call("Emulation.setEmulatedMedia", features=[feature])
                tab.events.clear()
                await tab.call("Page.navigate", url=file.as_uri())
                await tab.wait("Page.loadEventFired")
                wide = await tab.value("document.documentElement.scrollWidth")
                ground = await tab.value("getComputedStyle(document.body).backgroundColor")
                await tab.value("document.querySelectorAll('details').forEach(d => d.open = true)")
                await tab.value(axe + "; true")
                violations = await tab.value(
                    "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))"
                )
                told = tab.told("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
                requests = [event["request"]["url"] for event in tab.told("Network.requestWillBeSent")]
                found[language, scheme] = (told, requests, wide, violations, ground)
    return found


async def _printed(folder: Path) -> bytes:
    file = folder / "report.html"
    file.write_text(made_page("en"), encoding="utf-8")
    async with browser(folder / "profile") as tab:
        await tab.call("Page.enable")
        await tab.call("Page.navigate", url=file.as_uri())
        await tab.wait("Page.loadEventFired")
        return base64.b64decode((await tab.call("Page.printToPDF"))["data"])


def _axe() -> str:
    found = find_spec("axe_core_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core-python is not installed")
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")
