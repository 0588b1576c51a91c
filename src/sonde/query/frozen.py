"""Arrays that may be shared: nobody can write to them."""

from __future__ import annotations

from typing import Any

import numpy as np


def frozen(column: Any) -> Any:
    """The same array, read-only: it may be shared."""
    array = np.asarray(column)
    array.flags.writeable = False
    return array
