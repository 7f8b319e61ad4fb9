"""The day of a page that tells it in words alone."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.drafting.days import guessed_day, iso_day

_TEXT = "The ministry says what is in this text, which goes on for a while, so that it is the page's main one."


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Selvara, 12 November 2025", date(2025, 11, 12)),
        ("Selvara, le 12 novembre 2025", date(2025, 11, 12)),
        ("12 ноября 2025 года", date(2025, 11, 12)),
        ("12 نوفمبر 2025", date(2025, 11, 12)),
        ("Selvara, 12 de noviembre de 2025", date(2025, 11, 12)),
        ("1.º de Setiembre del 2025", date(2025, 9, 1)),
        ("2025年11月12日", date(2025, 11, 12)),
        ("2025 年 2 月 30 日, 2025 年 3 月 1 日", date(2025, 3, 1)),
        ("The accounts of 2025", None),
        ("No day at all", None),
    ],
)
def test_what_a_page_says_in_words(written: str, day: date | None) -> None:
    assert guessed_day(f"<html><body><h1>A title</h1><p>{written}</p><p>{_TEXT}</p></body></html>") == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-03-14", date(2025, 3, 14)),
        ("2025-03-14T23:30:00-05:00", date(2025, 3, 14)),
        ("20250314", date(2025, 3, 14)),
        ("2025-02-30", None),
        ("14 March 2025", None),
    ],
)
def test_iso(written: str, day: date | None) -> None:
    assert iso_day(written) == day
