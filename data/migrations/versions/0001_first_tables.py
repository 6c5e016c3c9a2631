"""The first tables: records as they came, verdicts and their totals, what people decided, users.

Written out rather than taken from `data.schema`, so that it still makes these tables when the schema has moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table and index
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_access_log"),
    )
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
        sa.UniqueConstraint("source", "external_id", name="uq_agents_source_external_id"),
    )
    op.create_index("ix_agents_agent_id", "agents", ["agent_id"], unique=False)
    op.create_table(
        "cancellations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("cancellation_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("os_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("fine_amount", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cancellations"),
        sa.UniqueConstraint("source", "external_id", name="uq_cancellations_source_external_id"),
    )
    op.create_index("ix_cancellations_cancellation_id", "cancellations", ["cancellation_id"], unique=False)
    op.create_index("ix_cancellations_contact_id", "cancellations", ["contact_id"], unique=False)
    op.create_index("ix_cancellations_customer_id", "cancellations", ["customer_id"], unique=False)
    op.create_index("ix_cancellations_os_id", "cancellations", ["os_id"], unique=False)
    op.create_index("ix_cancellations_requested_at", "cancellations", ["requested_at"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("commitment_id", sa.String(length=160), nullable=False),
        sa.Column("customer_key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.String(length=80), nullable=True),
        sa.Column("agent_id", sa.String(length=80), nullable=True),
        sa.Column("contact_id", sa.String(length=80), nullable=True),
        sa.Column("os_id", sa.String(length=80), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=True),
        sa.Column("reason_of_contact", sa.String(length=24), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("commitment_id", name="pk_commitments"),
    )
    op.create_index("ix_commitments_agent_id", "commitments", ["agent_id"], unique=False)
    op.create_index("ix_commitments_customer_key", "commitments", ["customer_key"], unique=False)
    op.create_index("ix_commitments_state", "commitments", ["state"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("protocol", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("queued_seconds", sa.Float(), nullable=True),
        sa.Column("os_id", sa.Text(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("csat", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("source", "external_id", name="uq_contacts_source_external_id"),
    )
    op.create_index("ix_contacts_agent_id_started_at", "contacts", ["agent_id", "started_at"], unique=False)
    op.create_index("ix_contacts_contact_id", "contacts", ["contact_id"], unique=False)
    op.create_index("ix_contacts_customer_id", "contacts", ["customer_id"], unique=False)
    op.create_index("ix_contacts_started_at", "contacts", ["started_at"], unique=False)
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_customers"),
        sa.UniqueConstraint("source", "external_id", name="uq_customers_source_external_id"),
    )
    op.create_index("ix_customers_customer_id", "customers", ["customer_id"], unique=False)
    op.create_table(
        "daily_compliance",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("practice", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("reason_of_contact", sa.String(length=24), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("insufficient", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "day", "practice", "agent_id", "channel", "reason_of_contact", name="pk_daily_compliance"
        ),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("mapping", sa.String(length=80), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("rows_taken", sa.Integer(), nullable=False),
        sa.Column("rows_set_aside", sa.Integer(), nullable=False),
        sa.Column("rows_already_there", sa.Integer(), nullable=False),
        sa.Column("fictitious", sa.Boolean(), nullable=False),
        sa.Column("noted", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_table(
        "internal_requests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("os_id", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_internal_requests"),
        sa.UniqueConstraint("source", "external_id", name="uq_internal_requests_source_external_id"),
    )
    op.create_index("ix_internal_requests_customer_id", "internal_requests", ["customer_id"], unique=False)
    op.create_index("ix_internal_requests_os_id", "internal_requests", ["os_id"], unique=False)
    op.create_index("ix_internal_requests_request_id", "internal_requests", ["request_id"], unique=False)
    op.create_table(
        "judge_again",
        sa.Column("customer_key", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("customer_key", name="pk_judge_again"),
    )
    op.create_index("ix_judge_again_at", "judge_again", ["at"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("source", "external_id", name="uq_messages_source_external_id"),
    )
    op.create_index("ix_messages_contact_id_position", "messages", ["contact_id", "position"], unique=False)
    op.create_table(
        "os_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("os_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_os_events"),
        sa.UniqueConstraint("source", "external_id", name="uq_os_events_source_external_id"),
    )
    op.create_index("ix_os_events_os_id_at", "os_events", ["os_id", "at"], unique=False)
    op.create_table(
        "returns",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("commitment_id", sa.String(length=160), nullable=False),
        sa.Column("customer_key", sa.String(length=120), nullable=False),
        sa.Column("returned_at", sa.DateTime(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("what_was_said", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("registered_by", sa.String(length=80), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        sa.UniqueConstraint("commitment_id", name="uq_returns_commitment_id"),
    )
    op.create_index("ix_returns_customer_key", "returns", ["customer_key"], unique=False)
    op.create_table(
        "service_orders",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("os_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("availability_checked_at", sa.DateTime(), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(), nullable=True),
        sa.Column("scheduled_for", sa.DateTime(), nullable=True),
        sa.Column("technician", sa.Text(), nullable=True),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("fee_amount", sa.Float(), nullable=True),
        sa.Column("repeat_of", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_service_orders"),
        sa.UniqueConstraint("source", "external_id", name="uq_service_orders_source_external_id"),
    )
    op.create_index("ix_service_orders_agent_id_opened_at", "service_orders", ["agent_id", "opened_at"], unique=False)
    op.create_index("ix_service_orders_contact_id", "service_orders", ["contact_id"], unique=False)
    op.create_index("ix_service_orders_customer_id", "service_orders", ["customer_id"], unique=False)
    op.create_index("ix_service_orders_opened_at", "service_orders", ["opened_at"], unique=False)
    op.create_index("ix_service_orders_os_id", "service_orders", ["os_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_username", "sessions", ["username"], unique=False)
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("row", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_set_aside"),
    )
    op.create_index("ix_set_aside_import_id", "set_aside", ["import_id"], unique=False)
    op.create_table(
        "touched_customers",
        sa.Column("customer_key", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("customer_key", name="pk_touched_customers"),
    )
    op.create_table(
        "users",
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("username", name="pk_users"),
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("customer_key", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=160), nullable=False),
        sa.Column("practice", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("agent_id", sa.String(length=80), nullable=True),
        sa.Column("contact_id", sa.String(length=80), nullable=True),
        sa.Column("os_id", sa.String(length=80), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=True),
        sa.Column("reason_of_contact", sa.String(length=24), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("pending_until", sa.DateTime(), nullable=True),
        sa.Column("policy_version", sa.String(length=16), nullable=False),
        sa.Column("rule_version", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
        sa.UniqueConstraint("unit", "unit_id", "practice", name="uq_verdicts_unit_unit_id_practice"),
    )
    op.create_index("ix_verdicts_agent_id_day", "verdicts", ["agent_id", "day"], unique=False)
    op.create_index("ix_verdicts_contact_id", "verdicts", ["contact_id"], unique=False)
    op.create_index("ix_verdicts_customer_key", "verdicts", ["customer_key"], unique=False)
    op.create_index("ix_verdicts_os_id", "verdicts", ["os_id"], unique=False)
    op.create_index("ix_verdicts_practice_day", "verdicts", ["practice", "day"], unique=False)


def downgrade() -> None:
    op.drop_table("verdicts")
    op.drop_table("users")
    op.drop_table("touched_customers")
    op.drop_table("judge_again")
    op.drop_table("set_aside")
    op.drop_table("sessions")
    op.drop_table("service_orders")
    op.drop_table("returns")
    op.drop_table("os_events")
    op.drop_table("messages")
    op.drop_table("internal_requests")
    op.drop_table("imports")
    op.drop_table("facts")
    op.drop_table("daily_compliance")
    op.drop_table("customers")
    op.drop_table("contacts")
    op.drop_table("commitments")
    op.drop_table("cancellations")
    op.drop_table("agents")
    op.drop_table("access_log")
