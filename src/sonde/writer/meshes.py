"""Meshes and point clouds, as TensorBoard's mesh plugin stores them: one tag per component."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sonde.writer.message import message, metadata, summary, tensor, value, varint
from sonde.writer.values import Array

_CONTENT_TYPES = {"VERTEX": 1, "FACE": 2, "COLOR": 3}


def mesh_summary(
    tag: str,
    components: Mapping[str, Array | None],
    config: Mapping[str, Any] | None = None,
    *,
    display_name: str = "",
    description: str = "",
) -> bytes:
    """A Summary of the given of VERTEX, FACE and COLOR, each [batch, n, 3], with the tags <tag>_VERTEX and so on.

    config: three.js classes and their settings, such as {"camera": {"cls": "PerspectiveCamera", "fov": 75}}.
    """
    given = {name: array for name, array in components.items() if array is not None}
    present = sum(1 << _CONTENT_TYPES[name] for name in given)
    settings = json.dumps(config, sort_keys=True) if config is not None else "{}"
    return summary(
        *(
            value(
                f"{tag}_{name}",
                8,
                tensor(array),
                metadata(
                    "mesh",
                    _plugin_data(tag, name, present, settings, array),
                    display_name=display_name,
                    description=description,
                ),
            )
            for name, array in given.items()
        )
    )


def _plugin_data(tag: str, name: str, present: int, settings: str, array: Array) -> bytes:
    if array.ndim != 3 or array.shape[2] != 3:
        raise ValueError(f"expected {name.lower()} data of shape [batch, n, 3], found {array.shape}")
    sizes = b"".join(varint(size) for size in array.shape)
    return message((2, tag), (3, _CONTENT_TYPES[name]), (5, settings), (6, sizes), (7, present))
