"""The guide as code: the nineteen practices, in the guide's order."""

from practices.catalog import (
    adapt_solution,
    clear_internal_request,
    composure,
    confirm_understanding,
    document_os,
    generic_reply,
    harsh_tone,
    honest_no,
    interruption_or_haste,
    no_return,
    omitted_fee_or_deadline,
    plain_language,
    pushed_offer,
    skipped_procedure,
    transparency,
    unchecked_scheduling,
    unrecorded_contact,
    use_name,
    validate_service,
)
from practices.practice import Practice

PRACTICES: tuple[Practice, ...] = (
    use_name.PRACTICE,
    confirm_understanding.PRACTICE,
    plain_language.PRACTICE,
    adapt_solution.PRACTICE,
    transparency.PRACTICE,
    validate_service.PRACTICE,
    document_os.PRACTICE,
    clear_internal_request.PRACTICE,
    composure.PRACTICE,
    honest_no.PRACTICE,
    generic_reply.PRACTICE,
    interruption_or_haste.PRACTICE,
    unchecked_scheduling.PRACTICE,
    unrecorded_contact.PRACTICE,
    omitted_fee_or_deadline.PRACTICE,
    no_return.PRACTICE,
    harsh_tone.PRACTICE,
    pushed_offer.PRACTICE,
    skipped_procedure.PRACTICE,
)
BY_ID = {practice.id: practice for practice in PRACTICES}
