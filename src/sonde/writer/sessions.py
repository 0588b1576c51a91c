"""Hyperparameters as TensorBoard's hparams plugin stores them: an experiment, and the start and end of a session.

All data lies in the metadata of three summaries. Schemas: tensorboard/plugins/hparams/api.proto and plugin_data.proto.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from sonde.writer.message import message, metadata, summary, tensor, value
from sonde.writer.values import as_number

STRING, BOOL, FLOAT64 = 1, 2, 3  # api.proto, DataType
UNKNOWN, SUCCESS, FAILURE, RUNNING = 0, 1, 2, 3  # api.proto, Status

EXPERIMENT = "_hparams_/experiment"
SESSION_START = "_hparams_/session_start_info"
SESSION_END = "_hparams_/session_end_info"

Plain: TypeAlias = "bool | int | float | str"

# A tensor for summaries whose data is all in their metadata.
_NO_TENSOR = tensor(np.zeros(0, np.float32))


def experiment_summary(
    hparams: Iterable[bytes],
    metrics: Iterable[bytes],
    time_created: float | None = None,
    *,
    tensor: bool = True,
) -> bytes:
    """A Summary that declares hyperparameters (`hparam_info`s) and metrics (`metric_info`s) of an experiment."""
    experiment = message(
        (3, time_created), *((4, info) for info in hparams), *((5, info) for info in metrics)
    )
    return _summary(EXPERIMENT, message((2, experiment)), tensor=tensor)


def session_start_summary(
    values: Mapping[str, Plain], group: str = "", start_time: float | None = None, *, tensor: bool = True
) -> bytes:
    """A Summary with the values of a session. Sessions of one group are repetitions of one trial."""
    entries = ((1, message((1, name), (2, _value(value)))) for name, value in values.items())
    start = message(*entries, (4, group or None), (5, start_time))
    return _summary(SESSION_START, message((3, start)), tensor=tensor)


def session_end_summary(
    status: int, end_time: float | None = None, *, tensor: bool = True, description: str = ""
) -> bytes:
    """A Summary that says how and when a session ended; `description` is Markdown for people."""
    end = message((1, status or None), (2, end_time))
    return _summary(SESSION_END, message((4, end)), tensor=tensor, description=description)


def session_ending(error: BaseException | None) -> bytes:
    """A Summary that a session ends now: in success, or by `error`."""
    if error is None:
        return session_end_summary(SUCCESS, time.time())
    return session_end_summary(FAILURE, time.time(), description=f"`{type(error).__name__}: {error}`")


def _summary(tag: str, content: bytes, *, tensor: bool, description: str = "") -> bytes:
    about = metadata("hparams", content, description=description)
    return summary(value(tag, 8, _NO_TENSOR if tensor else None, about))


def hparam_info(
    name: str,
    kind: int | None = None,
    *,
    display_name: str | None = None,
    description: str | None = None,
    discrete: Iterable[Plain] | None = None,
    interval: tuple[float, float] | None = None,
) -> bytes:
    """An HParamInfo: a hyperparameter and the values that it may take."""
    return message(
        (1, name),
        (2, display_name or None),
        (3, description or None),
        (4, kind),
        (5, message(*((1, _value(value)) for value in discrete)) if discrete is not None else None),
        (6, message((1, float(interval[0]) or None), (2, float(interval[1]) or None)) if interval else None),
    )


def metric_info(
    tag: str,
    *,
    group: str | None = None,
    display_name: str | None = None,
    description: str | None = None,
    dataset: int | None = None,
) -> bytes:
    """A MetricInfo: the scalar `tag` in the run <session>/<group>."""
    return message(
        (1, message((1, group or None), (2, tag))),
        (3, display_name or None),
        (4, description or None),
        (5, dataset or None),
    )


def _value(plain: Plain) -> bytes:
    """A google.protobuf.Value."""
    if isinstance(plain, bool):
        return message((4, plain))
    if isinstance(plain, str):
        return message((3, plain))
    return message((2, float(plain)))


def plain(value: Any) -> Any:
    """A value without NumPy's scalar types."""
    return value.item() if isinstance(value, np.generic) else value


def start_summaries(hparams: Any, metrics: Iterable[str], group: str = "") -> tuple[bytes, bytes]:
    """Experiment and start of a session that begins now, with values of any kind (see `flat`)."""
    values = flat(hparams)
    kinds = {str: STRING, bool: BOOL}
    infos = [hparam_info(name, kinds.get(type(value), FLOAT64)) for name, value in values.items()]
    return (
        experiment_summary(infos, [metric_info(tag) for tag in metrics]),
        session_start_summary(values, group, time.time()),
    )


def flat(hparams: Any) -> dict[str, Plain]:
    """Hyperparameters as the plugin holds them: nested ones by path, numbers and strings as they are, the rest as text.

    hparams: a mapping, or anything with attributes, such as a Namespace or a data class.
    """
    values: dict[str, Plain] = {}
    for name, given in _items(hparams):
        held = plain(given)
        if isinstance(held, Mapping):
            values.update({f"{name}/{inner}": each for inner, each in flat(held).items()})
        elif isinstance(held, (bool, int, float, str)):
            values[str(name)] = held
        elif held is not None:
            values[str(name)] = _number_or_text(held)
    return values


def _items(hparams: Any) -> list[tuple[Any, Any]]:
    return list(hparams.items() if hasattr(hparams, "items") else vars(hparams).items())


def _number_or_text(value: Any) -> Plain:
    if isinstance(value, (list, tuple, set, frozenset, type)) or callable(value):
        return getattr(value, "__name__", None) or str(value)
    try:
        return as_number(value)
    except (TypeError, ValueError):
        return str(value)


def torch_session(
    hparams: Mapping[str, Any], metrics: Mapping[str, Any], domains: Mapping[str, Sequence[Any]]
) -> tuple[bytes, bytes, bytes]:
    """Experiment, start and successful end of one session, as PyTorch's add_hparams writes them.

    hparams: booleans and numbers (stored as numbers), strings, or arrays with one element; None is left out. domains: the
    values that a hyperparameter may take.
    """
    values = {name: _torch_value(name, value) for name, value in hparams.items() if value is not None}
    for name, domain in domains.items():
        if name not in hparams or not all(isinstance(choice, type(hparams[name])) for choice in domain):
            raise TypeError(
                f"expected hparam_domain_discrete[{name!r}] to be a list of values like hparam_dict[{name!r}]"
            )
    infos = [
        hparam_info(
            name,
            STRING if isinstance(value, str) else FLOAT64,
            discrete=[_torch_value(name, choice) for choice in domains[name]] if name in domains else None,
        )
        for name, value in values.items()
    ]
    return (
        experiment_summary(infos, [metric_info(tag) for tag in metrics], tensor=False),
        session_start_summary(values, tensor=False),
        session_end_summary(SUCCESS, tensor=False),
    )


def _torch_value(name: str, value: Any) -> str | float:
    if isinstance(value, str):
        return value
    try:
        return as_number(value)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"expected a number, string or boolean for hyperparameter {name!r}: {error}"
        ) from error
