"""Alembic's entry: runs the migrations on the connection that :mod:`assistant.conversations.migrate` hands over."""

from alembic import context

from assistant.conversations.schema import Base

# SQLite can roll a table's creation back too; alembic believes that it cannot, because of Python's older drivers.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
