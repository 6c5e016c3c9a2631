"""What was shown to somebody in clear."""

from __future__ import annotations

from datetime import UTC, datetime

from data import schema
from data.decisions.deciding import log, visible
from data.people import Viewer
from data.store import Store


def reveal(store: Store, viewer: Viewer, contact_id: str) -> None:
    """Log that the viewer was shown a contact's transcript in clear; call it before showing.

    Raises `LookupError` where there is no such contact, `PermissionError` where it is not the viewer's to see.
    """
    with store.write() as connection:
        visible(connection, viewer, schema.contacts, "contact_id", contact_id)
        log(connection, viewer, "transcript_revealed", contact_id, datetime.now(UTC))
