"""What moderators set for their servers, and subscriptions that are told of changes, too: those of channels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NAME = sa.String(64)


def upgrade() -> None:
    """Rooms of servers; a mark on subscriptions, set on those that are channels'."""
    op.create_table(
        "rooms",
        sa.Column("server", _NAME, primary_key=True),
        sa.Column("room", _NAME, primary_key=True),
        sa.Column("platform", _NAME, nullable=False),
        sa.Column("bot", _NAME, nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("answers", _NAME),
        sa.Column("language", sa.String(16)),
        sa.Column("cooldown", sa.Integer()),
    )
    op.add_column("subscriptions", sa.Column("changes", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE subscriptions SET changes = TRUE WHERE language = 'mul'")
