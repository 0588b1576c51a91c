"""Times and durations as people write them: `2d`, `1h30m`, `2026-11-20`, `2026-11-20T14:30`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

UNITS = {
    "ms": 0.001,
    "s": 1.0,
    "m": 60.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86_400.0,
    "w": 604_800.0,
    "y": 365 * 86_400.0,
}
"""Seconds of each unit of a duration. `m` is a minute: months have no length of their own."""

DURATION = r"(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:ms|min|[smhdwy]))+(?![\w.])"
DATE = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w.:])"

_PART = re.compile(r"([\d.]+(?:[eE][+-]?\d+)?)(ms|min|[smhdwy])")
_WHOLE_DATE = re.compile(DATE)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def seconds_of(text: str) -> float:
    """Of a duration as `DURATION` matches it."""
    return sum(float(number) * UNITS[unit] for number, unit in _PART.findall(text))


def time_of(text: str) -> float | None:
    """Seconds since the epoch of a date, with or without a time of day; None for what is none.

    Without a zone it is meant as the clocks here show it.
    """
    if _WHOLE_DATE.fullmatch(text) is None:
        return None
    iso = re.sub(r"(\.\d{6})\d+|(\.\d+)", lambda found: found[1] or found[2].ljust(7, "0"), text)
    iso = re.sub(r"([+-]\d\d):?(\d\d)\Z", r"\1:\2", iso) if len(iso) > 10 else iso
    try:
        found = datetime.fromisoformat(iso.replace("Z", "+00:00"))
        return (found.astimezone(timezone.utc) - _EPOCH) / timedelta(seconds=1)
    except (ValueError, OverflowError, OSError):  # the 31st of February, the year 0
        return None


def date_of(time: float) -> str:
    """The same time as a date that `time_of` reads, to the microsecond. Raises OverflowError beyond the year 9999."""
    return (_EPOCH + timedelta(seconds=time)).isoformat().replace("+00:00", "Z")


def day_began(time: float, days_before: int = 0) -> float:
    """When the day of this time, or one before it, began here."""
    day = datetime.fromtimestamp(time).astimezone() - timedelta(days=days_before)
    return day.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None).timestamp()
