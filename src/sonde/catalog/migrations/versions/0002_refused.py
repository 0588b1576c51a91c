"""Changes that were refused, because somebody else was first, are kept too: their texts are not lost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("refused", sa.Boolean, nullable=False, server_default=sa.false()))
