"""The catalog: what people add to runs, kept beside the event files and never in them.

Light to import: the database is loaded when there is something to read or to keep.
"""

from sonde.catalog.catalog import Catalog

__all__ = ["Catalog"]
