"""Where the dashboard shows what a row is about: the addresses of `ui.links`, in full where its own is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

RECORD, PLACE = "registro", "trecho"
FOLLOW_UP, CASE = "sem-retorno", "commitment"


def to_record(
    address: str | None,
    unit: str,
    contact_id: str | None,
    os_id: str | None,
    place: str | None = None,
    practice: str | None = None,
) -> str | None:
    """The record of a verdict's unit: its OS for an OS or a request, else its contact, else its OS."""
    if os_id and (unit in ("service_order", "internal_request") or not contact_id):
        asked = {"os": os_id}
    elif contact_id:
        asked = {"contact": contact_id}
    else:
        return None
    asked |= {key: value for key, value in (("place", place), ("practice", practice)) if value}
    return _full(address, f"{RECORD}?{urlencode(asked)}" + (f"#{PLACE}" if place else ""))


def full_record(address: str | None, row: Mapping[str, Any], practice: str) -> str | None:
    """The place in the record of a row (a moment, a pin); None where the link would not open from a file."""
    link = to_record(address, row["unit"], row["contact_id"], row["os_id"], row["place"], practice)
    return link if is_full(link) else None


def to_case(address: str | None, commitment_id: str) -> str:
    """The case of a commitment on the follow-up screen."""
    return _full(address, f"{FOLLOW_UP}?{urlencode({CASE: commitment_id})}")


def is_full(link: str | None) -> bool:
    """Whether a link says where the dashboard is, so that it opens from a file."""
    return link is not None and link.startswith(("http://", "https://"))


def base_of(address: str) -> str:
    """The dashboard's own address from that of one of its screens: 'https://x/painel/revisao?from=…' → 'https://x/painel/'.

    Raises `ValueError` for what is no web address.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"{address!r} is no web address: it begins with http:// or https://")
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", "", ""))


def _full(address: str | None, relative: str) -> str:
    return relative if address is None else address.rstrip("/") + "/" + relative
