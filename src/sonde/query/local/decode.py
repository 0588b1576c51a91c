"""From the bytes of one value to a NumPy array, the same for every generation of writers.

Old writers stored histograms, images and audio as messages of their own, newer ones store tensors. Like TensorBoard, all
come out as the tensors that newer writers would have stored:

    histo         float32 [k, 3]: left, right, count; empty buckets at both ends are dropped, and the outermost edges,
                  which old writers set to the largest double, are the smallest and the largest value
    image         object [3]: width and height in decimal, then the encoded image
    audio         object [1]: the encoded clip; of newer ones [k, 2] (clip, label) the clips [k]
    no value      float32 [0]: hyperparameters, whose data is all in their metadata
    graphs        object [1]: the bytes of a GraphDef, of RunMetadata or of a Keras model
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.model import Metadata
from sonde.query.contract import MAX_FILLED_BYTES

Array = npt.NDArray[Any]

SUMMARY_VALUE = 0
TAGGED_RUN_METADATA = 8
"""What the bytes of a blob are: the number of its field in Event, 0 for a Summary.Value inside a summary. Those of any
other field are the value itself."""

_GRAPH_PLUGINS = frozenset({"graph_run_metadata", "graph_run_metadata_graph", "graph_keras_model"})


def value(
    data: bytes, field: int, plugin: str, *, classified: bool, max_filled: int = MAX_FILLED_BYTES
) -> Array:
    """Decode one value. `classified` says that its writer named a data class, and with it the final form.

    A tensor whose entries are not all listed is filled up; `_native.FilledError` where that takes more than `max_filled`
    bytes, each string counted anew. Raises ValueError for bytes that are no such value.
    """
    if field == TAGGED_RUN_METADATA:
        return _objects([_native.unwrap_run_metadata(data)])
    if field != SUMMARY_VALUE:
        return _objects([data])
    message = _native.decode_value(data)
    found, content = message["field"], message["value"]
    if found == "tensor":
        array = _tensor(content, max_filled)
        return array if classified else _as_unclassified(array, plugin)
    if found == "histo":
        return _old_histogram(content)
    if found == "image":
        size = (str(content["width"]).encode(), str(content["height"]).encode())
        return _objects([*size, content["encoded"]])
    if found == "audio":
        return _objects([content["encoded"]])
    if found == "simple_value":
        return np.array(content, np.float32)
    return np.zeros(0, np.float32)


def metadata(data: bytes) -> Metadata | None:
    """What a serialized Summary.Value says of itself; None where it says nothing, or nothing that can be read."""
    try:
        said = _native.decode_value(data)["metadata"]
    except ValueError:
        return None
    if said is None:
        return None
    return Metadata(
        said["plugin_name"],
        said["plugin_content"],
        said["display_name"],
        said["description"],
        said["data_class"],
    )


def _tensor(data: bytes, max_filled: int) -> Array:
    decoded = _native.decode_tensor(data, max_filled)
    if isinstance(decoded, tuple):
        strings, shape = decoded
        return _objects(strings).reshape(shape)
    array: Array = decoded
    return array


def _as_unclassified(array: Array, plugin: str) -> Array:
    """The form that readers expect of writers from before data classes."""
    if plugin == "audio" and array.ndim > 1 and array.size:
        return array.reshape(len(array), -1)[:, 0]
    if plugin in _GRAPH_PLUGINS and array.ndim == 0:
        return array.reshape(1)
    return array


def _old_histogram(data: bytes) -> Array:
    least, most, _num, _sum, _sum_squares, limits, counts = _native.decode_histogram(data)
    filled = np.flatnonzero(counts > 0)
    if len(filled) == 0:
        return np.zeros((0, 3), np.float32)
    first, last = int(filled[0]), int(filled[-1])
    if last > len(limits):
        raise ValueError(f"a histogram of {len(counts)} counts has only {len(limits)} edges")
    inner = limits[first:last]
    with np.errstate(over="ignore"):  # an edge beyond float32 becomes infinite, as it does for TensorBoard
        return np.stack(
            [np.concatenate([[least], inner]), np.concatenate([inner, [most]]), counts[first : last + 1]],
            axis=1,
        ).astype(np.float32)


def _objects(items: list[bytes]) -> Array:
    """Bytes as objects: NumPy's own byte strings would drop zeros at the end."""
    array = np.empty(len(items), object)
    array[:] = items
    return array
