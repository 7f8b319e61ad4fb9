"""Where a statement stands, as tables of moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from indexer.statement import (
    Kind,
    Standing,
    Statement,
    VerbaleError,
    Version,
    end_of,
    standing,
    start_of,
    superseded_from,
)

EAST = timezone(timedelta(hours=3))
LAST = timedelta(microseconds=1)


def at(day: str, clock: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}:00+00:00")


BASE = Statement(
    id="a",
    kind=Kind.POSITION,
    original="fr",
    issuer="Ministry",
    published=date(2025, 3, 14),
    versions=(
        Version("fr", "Crues", "L'Orda monte.", "https://mfa.example/fr/a"),
        Version("en", "Floods", "The Orda rises.", "https://mfa.example/en/a"),
    ),
)
TIMED = replace(BASE, published=datetime(2025, 3, 14, 12, tzinfo=EAST))
BOUNDED = replace(BASE, valid_until=date(2025, 12, 31))
BOUNDED_BY_TIME = replace(BASE, valid_until=datetime(2025, 12, 31, 12, tzinfo=EAST))
EMBARGOED = replace(BASE, embargo=datetime(2025, 3, 15, 6, tzinfo=UTC))
EMBARGOED_EARLIER = replace(BASE, embargo=date(2025, 3, 1))
WITHDRAWN = replace(BASE, withdrawn=date(2025, 6, 1))
WITHDRAWN_BY_TIME = replace(BASE, withdrawn=datetime(2025, 6, 1, 1, tzinfo=EAST))
ALL_OVER = replace(BOUNDED, withdrawn=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("statement", "moment", "superseded", "stands"),
    [
        (BASE, at("2025-03-14") - LAST, None, Standing.NOT_YET),
        (BASE, at("2025-03-14"), None, Standing.IN_FORCE),
        (BASE, at("2999-12-31"), None, Standing.IN_FORCE),
        (BASE, datetime(2025, 3, 14, 2, 59, tzinfo=EAST), None, Standing.NOT_YET),
        (BASE, datetime(2025, 3, 14, 3, tzinfo=EAST), None, Standing.IN_FORCE),
        (TIMED, at("2025-03-14", "09:00") - LAST, None, Standing.NOT_YET),
        (TIMED, at("2025-03-14", "09:00"), None, Standing.IN_FORCE),
        (BOUNDED, at("2026-01-01") - LAST, None, Standing.IN_FORCE),
        (BOUNDED, at("2026-01-01"), None, Standing.ENDED),
        (BOUNDED_BY_TIME, at("2025-12-31", "09:00") - LAST, None, Standing.IN_FORCE),
        (BOUNDED_BY_TIME, at("2025-12-31", "09:00"), None, Standing.ENDED),
        (EMBARGOED, at("2025-03-14", "12:00"), None, Standing.NOT_YET),
        (EMBARGOED, at("2025-03-15", "06:00") - LAST, None, Standing.NOT_YET),
        (EMBARGOED, at("2025-03-15", "06:00"), None, Standing.IN_FORCE),
        (EMBARGOED_EARLIER, at("2025-03-14") - LAST, None, Standing.NOT_YET),
        (EMBARGOED_EARLIER, at("2025-03-14"), None, Standing.IN_FORCE),
        (WITHDRAWN, at("2025-06-01") - LAST, None, Standing.IN_FORCE),
        (WITHDRAWN, at("2025-06-01"), None, Standing.WITHDRAWN),
        (WITHDRAWN_BY_TIME, at("2025-05-31", "22:00") - LAST, None, Standing.IN_FORCE),
        (WITHDRAWN_BY_TIME, at("2025-05-31", "22:00"), None, Standing.WITHDRAWN),
        (BASE, at("2025-05-01") - LAST, at("2025-05-01"), Standing.IN_FORCE),
        (BASE, at("2025-05-01"), at("2025-05-01"), Standing.SUPERSEDED),
        (BASE, at("2025-03-01"), at("2025-02-01"), Standing.NOT_YET),
        (ALL_OVER, at("2026-03-01"), at("2026-02-01"), Standing.SUPERSEDED),
        (ALL_OVER, at("2026-01-15"), at("2026-02-01"), Standing.ENDED),
        (ALL_OVER, at("2026-06-01"), at("2026-02-01"), Standing.WITHDRAWN),
    ],
)
def test_standing(statement: Statement, moment: datetime, superseded: datetime | None, stands: Standing) -> None:
    assert standing(statement, moment, superseded) is stands


OLD = replace(BASE, id="old", published=date(2020, 1, 1))
MIDDLE = replace(BASE, id="middle", published=date(2022, 1, 1), supersedes=("old",))
NEW = replace(BASE, id="new", published=date(2024, 1, 1), supersedes=("middle",))
BOTH = replace(BASE, id="both", published=date(2023, 1, 1), supersedes=("old", "middle"))
SECRET = replace(MIDDLE, id="secret", embargo=datetime(2022, 6, 1, 10, tzinfo=EAST))


@pytest.mark.parametrize(
    ("statements", "moments"),
    [
        ([], {}),
        ([OLD], {}),
        ([OLD, MIDDLE], {"old": at("2022-01-01")}),
        ([NEW, MIDDLE, OLD], {"old": at("2022-01-01"), "middle": at("2024-01-01")}),
        ([OLD, MIDDLE, NEW, BOTH], {"old": at("2022-01-01"), "middle": at("2023-01-01")}),
        ([OLD, SECRET], {"old": at("2022-06-01", "07:00")}),
        ([OLD, SECRET, BOTH], {"old": at("2022-06-01", "07:00"), "middle": at("2023-01-01")}),
        ([OLD, replace(MIDDLE, withdrawn=date(2022, 2, 1))], {"old": at("2022-01-01")}),
        ([MIDDLE], {"old": at("2022-01-01")}),
    ],
    ids=["none", "alone", "one", "chain", "first-of-two", "embargo", "embargo-first", "withdrawn-successor", "gone"],
)
def test_superseded_from(statements: list[Statement], moments: dict[str, datetime]) -> None:
    assert superseded_from(statements) == moments


def test_one_link_of_a_chain_is_in_force_at_any_moment() -> None:
    chain = [OLD, MIDDLE, NEW]
    superseded = superseded_from(chain)
    standings = {
        moment: [s.id for s in chain if standing(s, at(moment), superseded.get(s.id)) is Standing.IN_FORCE]
        for moment in ("2019-12-31", "2020-01-01", "2021-12-31", "2022-01-01", "2023-12-31", "2024-01-01")
    }
    assert standings == {
        "2019-12-31": [],
        "2020-01-01": ["old"],
        "2021-12-31": ["old"],
        "2022-01-01": ["middle"],
        "2023-12-31": ["middle"],
        "2024-01-01": ["new"],
    }


def test_first_and_last_instants() -> None:
    assert start_of(date(2025, 3, 14)) == at("2025-03-14")
    assert end_of(date(2025, 2, 28)) == at("2025-03-01")
    moment = datetime(2025, 3, 14, 1, tzinfo=EAST)
    assert start_of(moment) == end_of(moment) == at("2025-03-13", "22:00")
    assert start_of(moment).tzinfo is UTC


def test_versions() -> None:
    assert BASE.version("en") is BASE.versions[1]
    assert BASE.version("ru") is None
    assert BASE.best_version("en") is BASE.versions[1]
    assert BASE.best_version("ru") is BASE.versions[0]
    with pytest.raises(VerbaleError) as refused:
        replace(BASE, original="es").best_version("ru")
    assert str(refused.value) == "statement a has no version in its original language es"


def test_the_last_day_of_the_calendar_has_an_end() -> None:
    """``valid_until: 9999-12-31`` is how some write "for ever"; no day comes after it."""
    assert end_of(date.max) == datetime.max.replace(tzinfo=UTC)
