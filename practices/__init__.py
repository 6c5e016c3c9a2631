"""The guide as code: the nineteen practices, in the guide's order."""

from practices.catalog import (
    plain_language,
    skipped_procedure,
    unchecked_scheduling,
    unrecorded_contact,
    use_name,
    validate_service,
)
from practices.practice import Practice

PRACTICES: tuple[Practice, ...] = (
    use_name.PRACTICE,
    plain_language.PRACTICE,
    validate_service.PRACTICE,
    unchecked_scheduling.PRACTICE,
    unrecorded_contact.PRACTICE,
    skipped_procedure.PRACTICE,
)
BY_ID = {practice.id: practice for practice in PRACTICES}
