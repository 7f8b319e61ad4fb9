"""Statements of two stores, held against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.differing import FieldChange, StatementChange, What, ministry_changes, statement_changes
from indexer.revision import marked
from indexer.snapshot import Snapshot
from indexer.statement import Standing, Statement
from indexer.store import open_snapshot
from tests.fakes.contents import MINISTRY, make, publish_made, statement

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
COD = statement("cod", {"en": "Twelve ships may catch cod.", "fr": "Douze navires."}, published=date(2025, 1, 1))
DAM = statement("dam", {"en": "The dam takes the water."}, published=date(2025, 1, 2))


def opened(root: Path, *statements: Statement) -> Snapshot:
    publish_made(root, make(statements))
    return open_snapshot(root)


def changes(tmp_path: Path, before: tuple[Statement, ...], after: tuple[Statement, ...]) -> list[StatementChange]:
    return list(statement_changes(opened(tmp_path / "a", *before), opened(tmp_path / "b", *after), NOW))


def texts(change: StatementChange) -> list[tuple[str, str, str]]:
    return [(text.language, text.field, marked(text.pieces)) for text in change.texts]


def test_nothing_differs(tmp_path: Path) -> None:
    assert changes(tmp_path, (COD, DAM), (COD, DAM)) == []


def test_one_that_is_added_and_one_that_is_gone(tmp_path: Path) -> None:
    added, gone = changes(tmp_path, (DAM,), (COD,))
    assert (added.id, added.what, added.before, added.after) == ("cod", What.ADDED, None, Standing.IN_FORCE)
    assert texts(added) == [
        ("en", "title", "{+cod (en)+}"),
        ("en", "text", "{+Twelve ships may catch cod.+}"),
        ("fr", "title", "{+cod (fr)+}"),
        ("fr", "text", "{+Douze navires.+}"),
    ]
    assert (gone.id, gone.what, gone.before, gone.after) == ("dam", What.GONE, Standing.IN_FORCE, None)
    assert texts(gone) == [("en", "title", "[-dam (en)-]"), ("en", "text", "[-The dam takes the water.-]")]


def test_one_that_is_superseded_names_its_successor(tmp_path: Path) -> None:
    new = statement("cod-2", {"en": "Fourteen ships."}, published=date(2026, 1, 1), supersedes=("cod",))
    old, added = changes(tmp_path, (COD, DAM), (COD, DAM, new))
    assert (old.id, old.what, old.by, old.after) == ("cod", What.SUPERSEDED, ("cod-2",), Standing.SUPERSEDED)
    assert (added.id, added.what) == ("cod-2", What.ADDED)


@pytest.mark.parametrize(
    ("before", "after", "what", "field"),
    [
        (COD, replace(COD, withdrawn=date(2026, 5, 1)), What.WITHDRAWN, FieldChange("withdrawn", "", "2026-05-01")),
        (COD, replace(COD, valid_until=date(2026, 5, 1)), What.ENDED, FieldChange("valid_until", "", "2026-05-01")),
        (
            replace(COD, withdrawn=date(2026, 5, 1)),
            COD,
            What.RESTORED,
            FieldChange("withdrawn", "2026-05-01", ""),
        ),
        (COD, replace(COD, valid_until=date(2027, 5, 1)), What.EDITED, FieldChange("valid_until", "", "2027-05-01")),
        (COD, replace(COD, topics=("a", "b")), What.EDITED, FieldChange("topics", "border-river", "a, b")),
        (
            COD,
            replace(COD, published=datetime(2025, 1, 1, 9, 30, tzinfo=UTC)),
            What.EDITED,
            FieldChange("published", "2025-01-01", "2025-01-01T09:30:00Z"),
        ),
    ],
)
def test_its_standing_and_its_fields(
    before: Statement, after: Statement, what: What, field: FieldChange, tmp_path: Path
) -> None:
    (change,) = changes(tmp_path, (before, DAM), (after, DAM))
    assert (change.id, change.what, change.fields, change.texts) == ("cod", what, (field,), ())


def test_wording_is_shown_word_by_word_in_each_language(tmp_path: Path) -> None:
    english, french = COD.versions
    new = replace(
        COD,
        versions=(
            replace(english, text="Fourteen ships may catch cod.", questions=("Who may?",)),
            replace(french, source="https://mfa.example/fr/new"),
        ),
    )
    (change,) = changes(tmp_path, (COD, DAM), (new, DAM))
    assert change.what is What.EDITED
    assert texts(change) == [
        ("en", "text", "[-Twelve-]{+Fourteen+} ships may catch cod."),
        ("en", "questions", "{+Who may?+}"),
        ("fr", "source", "https://mfa.example/fr/[-cod-]{+new+}"),
    ]


def test_a_version_that_is_added_or_taken_out(tmp_path: Path) -> None:
    (change,) = changes(tmp_path, (replace(COD, versions=COD.versions[:1]),), (COD,))
    assert texts(change) == [("fr", "title", "{+cod (fr)+}"), ("fr", "text", "{+Douze navires.+}")]


def test_what_differs_in_the_ministry() -> None:
    other = replace(MINISTRY, hosts=("mfa.example", "www.mfa.example"))
    assert ministry_changes(MINISTRY, MINISTRY) == ()
    assert ministry_changes(MINISTRY, other) == (FieldChange("hosts", "mfa.example", "mfa.example, www.mfa.example"),)
