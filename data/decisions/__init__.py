"""What people decide on a screen: facts of their own, which no import and no judging overwrites.

Every decision checks that its viewer may see what it is about, writes in one transaction, and is logged. Screens reach
all decisions here; each kind has a module.
"""

from data.decisions.actions import ActionState, AlreadyChanged, agree_action, change_action
from data.decisions.clear import reveal
from data.decisions.coaching import (
    AlreadyPlanned,
    BadPlan,
    Focus,
    PlanChanged,
    PlanClosed,
    change_plan,
    finish_plan,
    note_on_plan,
    pin_to_plan,
    start_plan,
    unpin_from_plan,
)
from data.decisions.contests import (
    AlreadyAnswered,
    AlreadyContested,
    NotYoursToAnswer,
    answer_contest,
    record_contest,
)
from data.decisions.gradings import Draw, NothingToDraw, SampleFinished, draw_sample, grade_unit
from data.decisions.meetings import AlreadyClosed, AlreadyReopened, NothingToClose, close_review, reopen_review
from data.decisions.returns import AlreadyReturned, ReturnOutcome, register_return
from data.decisions.steps import AlreadyHandedOver, add_note, hand_over, record_attempt
from data.decisions.targets import AlreadySet, may_set_target, set_target
from data.decisions.verdicts import AlreadyReviewed, Seen, review_verdict, withdraw_review

__all__ = [
    "ActionState",
    "AlreadyAnswered",
    "AlreadyChanged",
    "AlreadyClosed",
    "AlreadyContested",
    "AlreadyHandedOver",
    "AlreadyPlanned",
    "AlreadyReopened",
    "AlreadyReturned",
    "AlreadyReviewed",
    "AlreadySet",
    "BadPlan",
    "Draw",
    "Focus",
    "NotYoursToAnswer",
    "NothingToClose",
    "NothingToDraw",
    "PlanChanged",
    "PlanClosed",
    "ReturnOutcome",
    "SampleFinished",
    "Seen",
    "add_note",
    "agree_action",
    "answer_contest",
    "change_action",
    "change_plan",
    "close_review",
    "draw_sample",
    "finish_plan",
    "grade_unit",
    "hand_over",
    "may_set_target",
    "note_on_plan",
    "pin_to_plan",
    "record_attempt",
    "record_contest",
    "register_return",
    "reopen_review",
    "reveal",
    "review_verdict",
    "set_target",
    "start_plan",
    "unpin_from_plan",
    "withdraw_review",
]
