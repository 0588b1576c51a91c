"""Experiments: what is declared of hyperparameters and metrics, united over all runs that declare some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sonde import wire


@dataclass(frozen=True, slots=True)
class HparamInfo:
    """What is declared of a hyperparameter. `type` is "" where it is left open; `values` are those that it may take, `interval` the
    smallest and the largest, each empty or None where not declared.
    """

    name: str
    display_name: str
    description: str
    type: Literal["", "text", "bool", "number"]
    values: tuple[bool | float | str, ...]
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class MetricInfo:
    """A scalar by which trials are judged: `tag` in the run `<trial>/<group>`, in the trial's own where `group` is empty."""

    tag: str
    group: str
    display_name: str
    description: str
    dataset: Literal["", "training", "validation"]


class Experiments:
    """The declarations of all runs: of several for one name the first says what it says, and later ones what it leaves out.

    They are read when they are first asked for. `contents` are HParamsPluginData, each once, in run order.
    """

    def __init__(self, contents: Iterable[bytes]) -> None:
        self._contents = tuple(contents)

    @cached_property
    def hparams(self) -> Mapping[str, HparamInfo]:
        """By name, in the order of their declaration."""
        found: dict[str, HparamInfo] = {}
        for experiment in self._experiments:
            for info in experiment.hparam_infos:
                found[info.name] = _united(found.get(info.name), _hparam_info(info))
        return found

    @cached_property
    def metrics(self) -> Mapping[tuple[str, str], MetricInfo]:
        """By (group, tag), in the order of their declaration."""
        found: dict[tuple[str, str], MetricInfo] = {}
        for experiment in self._experiments:
            for info in experiment.metric_infos:
                name = info.name.group, info.name.tag
                found[name] = _united(found.get(name), _metric_info(info))
        return found

    @cached_property
    def _experiments(self) -> list[Any]:
        from google.protobuf.message import DecodeError

        read = []
        for content in self._contents:
            try:
                read.append(wire.HParamsPluginData.FromString(content).experiment)
            except DecodeError:
                continue  # one run's damaged word leaves the others'
        return read


def _united(known: Any, said: Any) -> Any:
    if known is None:
        return said
    fields = said.__slots__
    return type(said)(**{field: getattr(known, field) or getattr(said, field) for field in fields})


_TYPES: tuple[Literal["", "text", "bool", "number"], ...] = ("", "text", "bool", "number")
_DATASETS: tuple[Literal["", "training", "validation"], ...] = ("", "training", "validation")


def _hparam_info(info: Any) -> HparamInfo:
    interval = info.domain_interval if info.HasField("domain_interval") else None
    return HparamInfo(
        name=info.name,
        display_name=info.display_name,
        description=info.description,
        type=_TYPES[info.type] if info.type < len(_TYPES) else "",
        values=tuple(
            getattr(value, value.WhichOneof("kind"))
            for value in info.domain_discrete.values
            if value.WhichOneof("kind") in ("bool_value", "number_value", "string_value")
        ),
        interval=None if interval is None else (interval.min_value, interval.max_value),
    )


def _metric_info(info: Any) -> MetricInfo:
    return MetricInfo(
        tag=info.name.tag,
        group=info.name.group,
        display_name=info.display_name,
        description=info.description,
        dataset=_DATASETS[info.dataset_type] if info.dataset_type < len(_DATASETS) else "",
    )
