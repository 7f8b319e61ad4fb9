"""Called by Alembic: runs the missing steps in the transaction that `database` has begun, all of them or none."""

from __future__ import annotations

from alembic import context

from bot.registry.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
