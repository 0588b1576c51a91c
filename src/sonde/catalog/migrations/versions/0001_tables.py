"""The tables: what there is (`fields`), and what was changed when and by whom (`revisions`, `changes`)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalog",
        sa.Column("identity", sa.Text, primary_key=True),
        sa.Column("own", sa.Boolean, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("time", sa.Double, nullable=False),
        sa.Column("author", sa.Text),
        sa.Column("action", sa.Text, nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("revision", sa.BigInteger, sa.ForeignKey("revisions.revision"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("element", sa.Text, primary_key=True),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
    )
    op.create_index("changes_of_entry", "changes", ["kind", "id"])
    op.create_table(
        "fields",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("element", sa.Text, primary_key=True),
        sa.Column("value", sa.Text),
        sa.Column("revision", sa.BigInteger, sa.ForeignKey("revisions.revision"), nullable=False),
    )
    op.create_index("ix_fields_revision", "fields", ["revision"])
