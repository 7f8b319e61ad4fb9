"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_NAME = sa.String(64)
_ID = sa.String(255)
_EVENT = sa.String(400)
_LANGUAGE = sa.String(16)
_DAY = sa.String(10)


def _key(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True)


def _must(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """All tables."""
    _inbox()
    _people()
    _announcements()
    _counts()


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        _must("platform", _NAME),
        _must("bot", _NAME),
        _must("update_id", sa.BigInteger()),
        sa.Column("chat", _NAME),
        sa.Column("payload", sa.LargeBinary()),
        sa.Column("reply", sa.LargeBinary()),
        _must("arrived", sa.BigInteger()),
        _must("due", sa.BigInteger()),
        _must("claims", sa.Integer()),
        _must("returns", sa.Integer()),
        _must("failures", sa.Integer()),
        sa.Column("sending", sa.Integer()),
        _must("sends", sa.Integer()),
        sa.UniqueConstraint("platform", "bot", "update_id", name="inbox_once"),
        sqlite_autoincrement=True,
    )
    unanswered = sa.text("payload IS NOT NULL")
    seen = ["platform", "bot", "chat", "id", "due", "claims", "returns"]
    op.create_index("inbox_open", "inbox", seen, sqlite_where=unanswered, postgresql_where=unanswered)
    op.create_index("inbox_arrived", "inbox", ["arrived"])
    op.create_table(
        "dead_letters",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        _must("platform", _NAME),
        _must("event", _NAME),
        _must("error", _NAME),
        _must("at", sa.BigInteger()),
    )


def _people() -> None:
    op.create_table(
        "preferences",
        _key("person", _NAME),
        sa.Column("language", _LANGUAGE),
        _must("corrections", sa.Boolean()),
        _must("touched", sa.BigInteger()),
    )
    op.create_table(
        "subscriptions",
        _key("person", _NAME),
        _key("topic", _ID),
        _must("platform", _NAME),
        _must("bot", _NAME),
        _must("address", sa.LargeBinary()),
        _must("language", _LANGUAGE),
        _must("since", sa.BigInteger()),
    )
    op.create_index("subscriptions_topic", "subscriptions", ["platform", "bot", "topic"])
    op.create_table(
        "shown",
        _key("person", _NAME),
        _key("statement", _ID),
        _must("platform", _NAME),
        _must("bot", _NAME),
        _must("address", sa.LargeBinary()),
        _must("language", _LANGUAGE),
        _must("at", sa.BigInteger()),
    )
    op.create_index("shown_statement", "shown", ["statement"])


def _announcements() -> None:
    op.create_table("known", _key("statement", _ID), _must("standing", _NAME), _must("digests", sa.Text()))
    op.create_table(
        "events",
        _key("id", _EVENT),
        _must("kind", _NAME),
        _must("statement", _ID),
        _must("topics", sa.Text()),
        _must("languages", sa.Text()),
        _must("at", sa.BigInteger()),
    )
    op.create_table(
        "deliveries",
        _key("event", _EVENT),
        _key("person", _NAME),
        _must("platform", _NAME),
        _must("bot", _NAME),
        _must("state", _NAME),
        _must("due", sa.BigInteger()),
        _must("sends", sa.Integer()),
        _must("failures", sa.Integer()),
    )
    op.create_index("deliveries_due", "deliveries", ["platform", "bot", "state", "due"])


def _counts() -> None:
    op.create_table(
        "feedback",
        *(_key("day", _DAY), _key("platform", _NAME), _key("language", _LANGUAGE), _key("statement", _ID)),
        *(_must("helped", sa.Integer()), _must("missed", sa.Integer())),
    )
    op.create_table(
        "tallies",
        *(_key("day", _DAY), _key("platform", _NAME), _key("language", _LANGUAGE)),
        *(_key("outcome", _NAME), _key("topic", _ID)),
        _must("count", sa.Integer()),
    )
    op.create_table("keyring", _key("fingerprint", _NAME), _must("since", sa.BigInteger()))
