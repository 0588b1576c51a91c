"""Protobuf messages that are too rare for the native core: graphs, hyperparameters, layouts, projector configurations.

    from sonde import wire

    graph = wire.GraphDef.FromString(data)

The schemas stand beside this file as `.proto`, with the names and numbers of TensorFlow and TensorBoard, so that their
text form is read too. `tools/wire.py` compiles them into `schemas.binpb`, a serialized FileDescriptorSet, from which the
classes are made when they are first asked for. They live in a descriptor pool of their own: TensorFlow and TensorBoard may
be imported beside them, and any protobuf runtime of the last years will do.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = "sonde.wire"


def __getattr__(name: str) -> Any:
    """The class of the message, or an IntEnum of the enum, of this name."""
    found = None if name.startswith("_") else _find(name)
    if found is None:
        raise AttributeError(f"no message {name!r} in the schemas of {_PACKAGE}")
    return found


def __dir__() -> list[str]:
    files = _schemas().file
    return sorted(
        one.name
        for file in files
        if file.package == _PACKAGE
        for one in (*file.message_type, *file.enum_type)
    )


@cache
def _find(name: str) -> Any:
    from google.protobuf import message_factory

    pool = _pool()
    try:
        return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))
    except KeyError:
        pass
    try:
        values = pool.FindEnumTypeByName(f"{_PACKAGE}.{name}").values
    except KeyError:
        return None
    return IntEnum(name, [(value.name, value.number) for value in values])


@cache
def _pool() -> Any:
    from google.protobuf import descriptor_pool

    pool = descriptor_pool.DescriptorPool()
    for file in _schemas().file:
        pool.Add(file)
    return pool


@cache
def _schemas() -> Any:
    from google.protobuf import descriptor_pb2

    return descriptor_pb2.FileDescriptorSet.FromString((Path(__file__).parent / "schemas.binpb").read_bytes())
