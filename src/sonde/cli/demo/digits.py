"""Handwritten digits: the data that the demo's networks learn from."""

from __future__ import annotations

import gzip
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sonde.errors import MissingExtraError

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Digits:
    """Images as rows of 64 grey values from 0 to 1, and the digit that each shows."""

    images: Array
    labels: Array

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, rows: Any) -> Digits:
        return Digits(self.images[rows], self.labels[rows])


def find_digits() -> Path:
    """The file of the digits. Raises MissingExtraError without scikit-learn."""
    spec = importlib.util.find_spec("sklearn")
    for place in (spec and spec.submodule_search_locations) or ():
        file = Path(place) / "datasets" / "data" / "digits.csv.gz"
        if file.is_file():
            return file
    raise MissingExtraError("the demo's data (handwritten digits)", "scikit-learn", "demo")


def load_digits() -> Digits:
    """The digits that come with scikit-learn, read from its file: importing the package would take ten times as long."""
    with gzip.open(find_digits(), "rt", encoding="ascii") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.float32)
    return Digits((table[:, :-1] / 16).astype(np.float32), table[:, -1].astype(np.int64))
