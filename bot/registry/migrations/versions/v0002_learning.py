"""What is learnt from afterwards: times, statements shown, reach, and questions where they are kept."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NAME = sa.String(64)
_ID = sa.String(255)
_LANGUAGE = sa.String(16)
_DAY = sa.String(10)


def _key(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _must(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """Counts of more things, and questions."""
    op.create_table(
        "timings",
        *(_key("day", _DAY), _key("platform", _NAME), _key("within", sa.Integer())),
        _must("count", sa.Integer()),
    )
    op.create_table(
        "showings",
        *(_key("day", _DAY), _key("platform", _NAME), _key("language", _LANGUAGE), _key("statement", _ID)),
        _must("count", sa.Integer()),
    )
    op.create_table(
        "reach",
        *(_key("day", _DAY), _key("platform", _NAME), _key("what", _NAME)),
        _must("count", sa.Integer()),
    )
    op.create_table(
        "questions",
        _key("id", _NAME),
        *(_must("day", _DAY), _must("language", _LANGUAGE), _must("outcome", _NAME)),
        _must("text", sa.LargeBinary()),
        sqlite_with_rowid=False,
    )
    op.create_index("questions_day", "questions", ["day"])
