"""A moment of a chat (MOMENT_SCHEMA): what the customer had written, and what the agent answered."""

from datetime import UTC, datetime
from typing import Any

MOMENT: dict[str, Any] = {
    "practice": "confirm_understanding",
    "reason": "not_given_back",
    "detail": None,
    "unit": "contact",
    "contact_id": "c1",
    "os_id": None,
    "channel": "whatsapp",
    "at": datetime(2026, 11, 20, 15, tzinfo=UTC),
    "place": "message:c1:4",
    "quote": "Me informe o CPF",
    "said": [
        {
            "place": "message:c1:4",
            "quote": "Me informe o CPF",
            "speaker": "agent",
            "before": "a internet cai [toda](http://x) noite",
            "speaker_before": "customer",
        }
    ],
}
