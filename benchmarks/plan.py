"""What one run of the benchmarks works with: sizes, how often, where the logs lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from benchmarks import logs, process

T = TypeVar("T")


@dataclass
class Plan:
    """`small` proves that everything runs; only a full run's figures mean anything."""

    data: Path
    small: bool = False
    repeat: int = 5
    goals: bool = field(init=False)

    def __post_init__(self) -> None:
        self.goals = not self.small
        if self.small:
            self.repeat = min(self.repeat, 2)

    @property
    def wide_log(self) -> logs.Scalars:
        return logs.Scalars("wide", 10, 4, 500) if self.small else logs.Scalars("wide", 200, 20, 2_500)

    @property
    def long_log(self) -> logs.Scalars:
        return logs.Scalars("long", 2, 2, 20_000) if self.small else logs.Scalars("long", 2, 5, 1_000_000)

    @property
    def many_log(self) -> logs.Scalars:
        return logs.Scalars("many", 40, 2, 3) if self.small else logs.Scalars("many", 1_000, 5, 20)

    @property
    def short_log(self) -> logs.Scalars:
        """Series by the million, of a few points each."""
        return logs.Scalars("short", 20, 30, 3) if self.small else logs.Scalars("short", 1_500, 1_500, 3)

    @property
    def image_log(self) -> logs.Images:
        return logs.Images("images", 2, 20) if self.small else logs.Images("images", 10, 2_000)

    @property
    def histogram_log(self) -> logs.Values:
        return logs.Values("histogram", 2, 8, 20) if self.small else logs.Values("histogram", 10, 100, 200)

    @property
    def picture_log(self) -> logs.Values:
        """Two thousand images of a megabyte."""
        return logs.Values("picture", 2, 4, 3, 100) if self.small else logs.Values("picture", 10, 4, 50, 1000)

    @property
    def sound_log(self) -> logs.Values:
        return logs.Values("sound", 2, 4, 3) if self.small else logs.Values("sound", 5, 10, 10)

    @property
    def trial_log(self) -> logs.Trials:
        return (
            logs.Trials("trials", 60, 10, 4, 5) if self.small else logs.Trials("trials", 10_000, 50, 20, 25)
        )

    @property
    def some_trials_log(self) -> logs.Trials:
        """So many that TensorBoard can be asked for them."""
        return logs.Trials("trials", 20, 10, 4, 5) if self.small else logs.Trials("trials", 1_000, 50, 20, 25)

    @property
    def group_log(self) -> logs.Scalars:
        return logs.Scalars("many", 40, 1, 50) if self.small else logs.Scalars("many", 1_000, 1, 2_500)

    @cached_property
    def trials(self) -> Path:
        return self._cached(logs.write_trials(self.data, self.trial_log))

    @cached_property
    def some_trials(self) -> Path:
        return self._cached(logs.write_trials(self.data, self.some_trials_log))

    @cached_property
    def grouped(self) -> Path:
        return self._cached(logs.write_scalars(self.data, self.group_log))

    @cached_property
    def histograms(self) -> Path:
        return self._cached(logs.write_histograms(self.data, self.histogram_log))

    @cached_property
    def pictures(self) -> Path:
        return self._cached(logs.write_pictures(self.data, self.picture_log))

    @cached_property
    def sounds(self) -> Path:
        return self._cached(logs.write_sounds(self.data, self.sound_log))

    @cached_property
    def wide(self) -> Path:
        return self._cached(logs.write_scalars(self.data, self.wide_log))

    @cached_property
    def long(self) -> Path:
        return self._cached(logs.write_scalars(self.data, self.long_log))

    @cached_property
    def many(self) -> Path:
        return self._cached(logs.write_scalars(self.data, self.many_log))

    @cached_property
    def short(self) -> Path:
        return self._cached(logs.write_short_series(self.data, self.short_log))

    @cached_property
    def images(self) -> Path:
        return self._cached(logs.write_images(self.data, self.image_log))

    @cached_property
    def tiny(self) -> Path:
        """A log so small that reading it costs nothing: what is left is the program itself."""
        return self._cached(logs.write_scalars(self.data, logs.Scalars("tiny", 1, 1, 10)))

    def in_turn(
        self, peer: Callable[[], T], own: Callable[[], T], repeat: int | None = None
    ) -> tuple[list[T], list[T]]:
        """Both measured one after the other, again and again, so that a slow minute of the machine hits both."""
        pairs = [(peer(), own()) for _ in range(repeat or self.repeat)]
        return [p for p, _ in pairs], [o for _, o in pairs]

    def _cached(self, folder: Path) -> Path:
        process.in_page_cache(folder)
        return folder
