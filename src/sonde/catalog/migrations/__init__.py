"""The migrations: how the tables came to be as they are, one file for each step. Alembic makes them in order."""
