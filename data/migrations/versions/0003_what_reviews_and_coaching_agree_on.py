"""What reviews, follow-up and coaching agree on: actions, closings, steps, targets, plans, contests."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_action_changes"),
    )
    op.create_index("ix_action_changes_action_id", "action_changes", ["action_id"], unique=False)
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("practice", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("agreed_by", sa.String(length=80), nullable=False),
        sa.Column("agreed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
    )
    op.create_index("ix_actions_to_day", "actions", ["to_day"], unique=False)
    op.create_table(
        "coaching_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_entries"),
    )
    op.create_index("ix_coaching_entries_plan_id", "coaching_entries", ["plan_id"], unique=False)
    op.create_table(
        "coaching_pins",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=160), nullable=False),
        sa.Column("contact_id", sa.String(length=80), nullable=True),
        sa.Column("os_id", sa.String(length=80), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("pinned_by", sa.String(length=80), nullable=False),
        sa.Column("pinned_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_pins"),
        sa.UniqueConstraint("plan_id", "unit", "unit_id", name="uq_coaching_pins_plan_id_unit_unit_id"),
    )
    op.create_index("ix_coaching_pins_plan_id", "coaching_pins", ["plan_id"], unique=False)
    op.create_table(
        "coaching_plans",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("agent_id", sa.String(length=80), nullable=False),
        sa.Column("practice", sa.String(length=40), nullable=False),
        sa.Column("goal", sa.Float(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_plans"),
    )
    op.create_index("ix_coaching_plans_agent_id", "coaching_plans", ["agent_id"], unique=False)
    op.create_table(
        "contests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("customer_key", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=160), nullable=False),
        sa.Column("practice", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=80), nullable=True),
        sa.Column("contact_id", sa.String(length=80), nullable=True),
        sa.Column("os_id", sa.String(length=80), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.Column("new_verdict", sa.String(length=12), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contests"),
    )
    op.create_index("ix_contests_agent_id", "contests", ["agent_id"], unique=False)
    op.create_index("ix_contests_customer_key", "contests", ["customer_key"], unique=False)
    op.create_index("ix_contests_unit_unit_id_practice", "contests", ["unit", "unit_id", "practice"], unique=False)
    op.create_table(
        "follow_up_steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("commitment_id", sa.String(length=160), nullable=False),
        sa.Column("customer_key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("from_agent_id", sa.String(length=80), nullable=True),
        sa.Column("to_agent_id", sa.String(length=80), nullable=True),
        sa.Column("registered_by", sa.String(length=80), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up_steps"),
    )
    op.create_index("ix_follow_up_steps_commitment_id", "follow_up_steps", ["commitment_id"], unique=False)
    op.create_index("ix_follow_up_steps_customer_key", "follow_up_steps", ["customer_key"], unique=False)
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("reopened_by", sa.String(length=80), nullable=True),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
    )
    op.create_index("ix_meetings_from_day_to_day", "meetings", ["from_day", "to_day"], unique=False)
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_targets"),
    )
    op.create_index("ix_targets_measure", "targets", ["measure"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_targets_measure", table_name="targets")
    op.drop_table("targets")
    op.drop_index("ix_meetings_from_day_to_day", table_name="meetings")
    op.drop_table("meetings")
    op.drop_index("ix_follow_up_steps_customer_key", table_name="follow_up_steps")
    op.drop_index("ix_follow_up_steps_commitment_id", table_name="follow_up_steps")
    op.drop_table("follow_up_steps")
    op.drop_index("ix_contests_unit_unit_id_practice", table_name="contests")
    op.drop_index("ix_contests_customer_key", table_name="contests")
    op.drop_index("ix_contests_agent_id", table_name="contests")
    op.drop_table("contests")
    op.drop_index("ix_coaching_plans_agent_id", table_name="coaching_plans")
    op.drop_table("coaching_plans")
    op.drop_index("ix_coaching_pins_plan_id", table_name="coaching_pins")
    op.drop_table("coaching_pins")
    op.drop_index("ix_coaching_entries_plan_id", table_name="coaching_entries")
    op.drop_table("coaching_entries")
    op.drop_index("ix_actions_to_day", table_name="actions")
    op.drop_table("actions")
    op.drop_index("ix_action_changes_action_id", table_name="action_changes")
    op.drop_table("action_changes")
