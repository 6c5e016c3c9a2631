"""The history of the tables, and how a database is brought up to the newest.

`HEAD` is the newest revision: a database that says so is left alone, without loading Alembic, so that opening the store
costs one query. A test keeps `HEAD`, the revisions and `data.schema` in step.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

HEAD = "0003"
LOCK = 7_031_746
"""Number of the PostgreSQL advisory lock that lets one process migrate while others wait."""


def migrate(engine: Engine) -> None:
    """Bring the tables up to `HEAD`; of several processes that start at once, one does it and the others wait."""
    with engine.connect() as connection:
        if revision(connection) == HEAD:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
        if revision(connection) != HEAD:
            _upgrade(connection)


def revision(connection: Connection) -> str | None:
    """Where this database stands; None: it has no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - only the first start pays for loading it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
