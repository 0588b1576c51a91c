"""The tables, as the newest migration leaves them.

`catalog` has one row, and its `revision` is that of the newest change: whoever writes raises it first, which makes others
wait, so revisions are in the order in which they can be seen. `fields` holds what there is: a row for each field that was
ever set, without a value where it is back to its default, and for each element of a set. `changes` holds what was before.
Values are JSON, in ASCII. What alerts keep (`alert_…`) stands beside them, without history: it holds addresses that are secret.
"""

from __future__ import annotations

import sqlalchemy as sa

NEWEST = "0003"
"""The migration that made the tables as they are here."""

metadata = sa.MetaData()

catalog = sa.Table(
    "catalog",
    metadata,
    sa.Column("identity", sa.Text, primary_key=True),
    sa.Column("own", sa.Boolean, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("created", sa.Double, nullable=False),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("time", sa.Double, nullable=False),
    sa.Column("author", sa.Text),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("refused", sa.Boolean, nullable=False, server_default=sa.false()),
)

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("revision", sa.BigInteger, sa.ForeignKey("revisions.revision"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("element", sa.Text, primary_key=True),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
    sa.Index("changes_of_entry", "kind", "id"),
)

fields = sa.Table(
    "fields",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("element", sa.Text, primary_key=True),
    sa.Column("value", sa.Text),
    sa.Column("revision", sa.BigInteger, sa.ForeignKey("revisions.revision"), nullable=False, index=True),
)

COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A number that the database counts; SQLite counts no other."""

alert_rules = sa.Table(
    "alert_rules",
    metadata,
    sa.Column("position", COUNTED, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

alert_firings = sa.Table(
    "alert_firings",
    metadata,
    sa.Column("number", COUNTED, primary_key=True),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("arming", sa.Text, nullable=False),
    sa.Column("run", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("deliveries", sa.Text, nullable=False),
    sa.UniqueConstraint("rule", "arming", "run", "cause"),
)

alert_seen = sa.Table("alert_seen", metadata, sa.Column("number", sa.BigInteger, nullable=False))
