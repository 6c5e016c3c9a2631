"""What people say of verdicts: reviews on the record, and blind gradings of a random sample."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grading_sample_units",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=160), nullable=False),
        sa.Column("contact_id", sa.String(length=80), nullable=True),
        sa.Column("os_id", sa.String(length=80), nullable=True),
        sa.Column("agent_id", sa.String(length=80), nullable=True),
        sa.Column("judged", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sample_id", "position", name="pk_grading_sample_units"),
    )
    op.create_table(
        "grading_samples",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("practice", sa.String(length=40), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.String(length=80), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("judged_in_all", sa.Integer(), nullable=False),
        sa.Column("unjudged_in_all", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.String(length=80), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_grading_samples"),
    )
    op.create_index("ix_grading_samples_practice", "grading_samples", ["practice"], unique=False)
    op.create_table(
        "gradings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=160), nullable=False),
        sa.Column("practice", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("graded_by", sa.String(length=80), nullable=False),
        sa.Column("graded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gradings"),
        sa.UniqueConstraint(
            "sample_id", "unit", "unit_id", "graded_by", name="uq_gradings_sample_id_unit_unit_id_graded_by"
        ),
    )
    op.create_index("ix_gradings_practice", "gradings", ["practice"], unique=False)
    op.create_index("ix_gradings_sample_id", "gradings", ["sample_id"], unique=False)
    op.create_table(
        "verdict_reviews",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("customer_key", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=160), nullable=False),
        sa.Column("practice", sa.String(length=40), nullable=False),
        sa.Column("rule_verdict", sa.String(length=12), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=80), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verdict_reviews"),
    )
    op.create_index("ix_verdict_reviews_customer_key", "verdict_reviews", ["customer_key"], unique=False)
    op.create_index(
        "ix_verdict_reviews_unit_unit_id_practice", "verdict_reviews", ["unit", "unit_id", "practice"], unique=False
    )
    op.add_column("verdicts", sa.Column("rule_verdict", sa.String(length=12), nullable=True))


def downgrade() -> None:
    op.drop_column("verdicts", "rule_verdict")
    op.drop_index("ix_verdict_reviews_unit_unit_id_practice", table_name="verdict_reviews")
    op.drop_index("ix_verdict_reviews_customer_key", table_name="verdict_reviews")
    op.drop_table("verdict_reviews")
    op.drop_index("ix_gradings_sample_id", table_name="gradings")
    op.drop_index("ix_gradings_practice", table_name="gradings")
    op.drop_table("gradings")
    op.drop_index("ix_grading_samples_practice", table_name="grading_samples")
    op.drop_table("grading_samples")
    op.drop_table("grading_sample_units")
