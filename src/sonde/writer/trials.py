"""Hyperparameters of trials: what they may be, and their summaries. People know this as `sonde.hparams`."""

from __future__ import annotations

import hashlib
import json
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

from sonde.writer.active import recording_writer
from sonde.writer.sessions import (
    BOOL,
    FLOAT64,
    STRING,
    Plain,
    experiment_summary,
    hparam_info,
    metric_info,
    plain,
    session_ending,
    session_start_summary,
)

_DATA_TYPES: dict[type, int] = {int: FLOAT64, float: FLOAT64, bool: BOOL, str: STRING}


class Domain(ABC):
    """The values that a hyperparameter may take."""

    @property
    @abstractmethod
    def dtype(self) -> type:
        """int, float, bool or str."""

    @abstractmethod
    def sample_uniform(self, rng: Any = random) -> Any:
        """A value from the domain, each as likely as any other, drawn from a `random.Random`."""

    def info(self) -> dict[str, Any]:
        """What the domain adds to an HParamInfo."""
        return {"kind": _DATA_TYPES[self.dtype]}


class _Interval(Domain):
    """All values between two, both included."""

    _dtype: type

    def __init__(self, min_value: Any = None, max_value: Any = None) -> None:
        for name, bound in (("min_value", min_value), ("max_value", max_value)):
            if not isinstance(bound, self._dtype):
                raise TypeError(f"{name} must be of type {self._dtype.__name__}, not {bound!r}")
        if min_value > max_value:
            raise ValueError(f"min_value {min_value!r} is above max_value {max_value!r}")
        self.min_value = min_value
        self.max_value = max_value

    def __str__(self) -> str:
        return f"[{self.min_value}, {self.max_value}]"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.min_value!r}, {self.max_value!r})"

    @property
    def dtype(self) -> type:
        """Int or float."""
        return self._dtype

    def info(self) -> dict[str, Any]:
        """What the domain adds to an HParamInfo."""
        return {**super().info(), "interval": (self.min_value, self.max_value)}


class IntInterval(_Interval):
    """All integers from `min_value` to `max_value`, both included."""

    _dtype = int

    def sample_uniform(self, rng: Any = random) -> int:
        """An integer from the interval."""
        return int(rng.randint(self.min_value, self.max_value))


class RealInterval(_Interval):
    """All numbers from `min_value` to `max_value`, both included."""

    _dtype = float

    def sample_uniform(self, rng: Any = random) -> float:
        """A number from the interval."""
        return float(rng.uniform(self.min_value, self.max_value))


class Discrete(Domain):
    """Some values of one type; `dtype` is needed when there are none."""

    def __init__(self, values: Iterable[Any], dtype: type | None = None) -> None:
        self._values = list(values)
        if dtype is None and not self._values:
            raise ValueError("an empty domain needs a dtype")
        self._dtype = dtype or type(self._values[0])
        if self._dtype not in _DATA_TYPES:
            raise ValueError(f"expected values of type int, float, bool or str, found {self._dtype!r}")
        for value in self._values:
            if not isinstance(value, self._dtype):
                raise TypeError(f"expected values of type {self._dtype.__name__}, found {value!r}")
        self._values.sort()

    def __str__(self) -> str:
        return "{" + ", ".join(map(repr, self._values)) + "}"

    def __repr__(self) -> str:
        return f"Discrete({self._values!r})"

    @property
    def dtype(self) -> type:
        """int, float, bool or str."""
        return self._dtype

    @property
    def values(self) -> list[Any]:
        """The values, ascending."""
        return list(self._values)

    def sample_uniform(self, rng: Any = random) -> Any:
        """One of the values. Raises IndexError when there are none."""
        return rng.choice(self._values)

    def info(self) -> dict[str, Any]:
        """What the domain adds to an HParamInfo."""
        return {**super().info(), "discrete": self._values}


class HParam:
    """A hyperparameter: its name, which is unique in an experiment, its domain, and what people are told about it."""

    def __init__(
        self,
        name: str,
        domain: Domain | None = None,
        display_name: str | None = None,
        description: str | None = None,
    ) -> None:
        if domain is not None and not isinstance(domain, Domain):
            raise ValueError(f"expected a Domain or None, found {domain!r}")
        self.name = name
        self.domain = domain
        self.display_name = display_name
        self.description = description

    def __str__(self) -> str:
        return f"<HParam {self.name!r}: {self.domain}>"

    def __repr__(self) -> str:
        return (
            f"HParam(name={self.name!r}, domain={self.domain!r}, display_name={self.display_name!r}, "
            f"description={self.description!r})"
        )


class Metric:
    """A number that tells how good a trial is: the scalar `tag` in the run <trial>/<group>."""

    TRAINING = 1
    VALIDATION = 2

    def __init__(
        self,
        tag: str,
        group: str | None = None,
        display_name: str | None = None,
        description: str | None = None,
        dataset_type: int | None = None,
    ) -> None:
        if dataset_type not in (None, Metric.TRAINING, Metric.VALIDATION):
            raise ValueError(f"expected Metric.TRAINING, Metric.VALIDATION or None, found {dataset_type!r}")
        self.tag = tag
        self.group = group
        self.display_name = display_name
        self.description = description
        self.dataset_type = dataset_type


def hparams(
    hparams: Mapping[Any, Any], trial_id: str | None = None, start_time_secs: float | None = None
) -> bool:
    """Writes the values of one trial: bools, numbers and strings by HParam or by name.

    trial_id: trials of one id are repetitions; a hash of the values if None. start_time_secs: seconds since the epoch, now
    if None.
    """
    return _write(lambda: hparams_pb(hparams, trial_id, start_time_secs), ends=True)


def hparams_config(
    hparams: Iterable[HParam], metrics: Iterable[Metric], time_created_secs: float | None = None
) -> bool:
    """Declares the hyperparameters and metrics of an experiment, above the directories of its trials."""
    return _write(lambda: hparams_config_pb(hparams, metrics, time_created_secs), ends=False)


def hparams_pb(
    hparams: Mapping[Any, Any], trial_id: str | None = None, start_time_secs: float | None = None
) -> bytes:
    """What `hparams` writes: a serialized Summary. Raises TypeError and ValueError for values that it can't hold."""
    values: dict[str, Plain] = {}
    for key, value in hparams.items():
        name = key if isinstance(key, str) else key.name
        if name in values:
            raise ValueError(f"several values for hyperparameter {name!r}")
        values[name] = plain(value)
        if not isinstance(values[name], (bool, int, float, str)):
            raise TypeError(f"expected a bool, number or string for hyperparameter {name!r}, found {value!r}")
    if trial_id is not None and not isinstance(trial_id, str):
        raise TypeError(f"expected trial_id to be a string, found {trial_id!r}")
    start = time.time() if start_time_secs is None else start_time_secs
    return session_start_summary(dict(sorted(values.items())), trial_id or _hash(values), start)


def hparams_config_pb(
    hparams: Iterable[HParam], metrics: Iterable[Metric], time_created_secs: float | None = None
) -> bytes:
    """What `hparams_config` writes: a serialized Summary."""
    infos = (
        hparam_info(
            hparam.name,
            display_name=hparam.display_name,
            description=hparam.description,
            **(hparam.domain.info() if hparam.domain is not None else {}),
        )
        for hparam in hparams
    )
    tags = (
        metric_info(
            metric.tag,
            group=metric.group,
            display_name=metric.display_name,
            description=metric.description,
            dataset=metric.dataset_type,
        )
        for metric in metrics
    )
    return experiment_summary(infos, tags, time_created_secs)


def _hash(values: Mapping[str, Plain]) -> str:
    """TensorBoard's name for a set of values."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _write(make: Any, *, ends: bool) -> bool:
    writer = recording_writer()
    if writer is None or not writer.log("hparams", 0, lambda _: bytes(make())):
        return False
    if ends:
        writer.sink.at_close(session_ending)
    return True
