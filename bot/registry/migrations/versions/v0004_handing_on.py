"""Where something new was posted, of posts that are still to be handed on to those who follow the channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """The post's number, beside its delivery."""
    op.add_column("deliveries", sa.Column("message", sa.BigInteger()))
