"""Alerts: rules, what they fired, and up to where that was seen. They are in no history: addresses of webhooks are secret."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # which counts no other


def upgrade() -> None:
    op.create_table(
        "alert_rules",
        sa.Column("position", _COUNTED, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "alert_firings",
        sa.Column("number", _COUNTED, primary_key=True),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("arming", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("deliveries", sa.Text, nullable=False),
        sa.UniqueConstraint("rule", "arming", "run", "cause"),
    )
    op.create_table("alert_seen", sa.Column("number", sa.BigInteger, nullable=False))
