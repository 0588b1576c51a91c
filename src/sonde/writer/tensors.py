"""Tensors as they are: every dtype that TensorProto has, kept bit for bit."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from sonde.writer.message import message, shape, string_tensor, tensor
from sonde.writer.values import Array, as_array

# DataType numbers of types that NumPy has no name for, by PyTorch's and by ml_dtypes' name, with their width in bytes.
_FOREIGN = {
    "bfloat16": (14, 2),
    "float8_e5m2": (24, 1),
    "float8_e4m3fn": (25, 1),
    "float8_e4m3fnuz": (26, 1),
    "float8_e4m3b11fnuz": (27, 1),
    "float8_e5m2fnuz": (28, 1),
}
_LARGEST = 2**31  # bytes of a protobuf


def tensor_message(value: Any) -> bytes:
    """A TensorProto of an array or tensor of any framework, or of strings. Raises TypeError for a dtype that it lacks."""
    foreign = _torch_bits(value) or _numpy_bits(value)
    if foreign is not None:
        number, sizes, bits = foreign
        return _checked(message((1, number), (2, shape(sizes)), (4, bits.tobytes() or None)))
    if isinstance(value, (str, bytes)):
        return _checked(string_tensor([value], []))
    array = value if isinstance(value, np.ndarray) else _array_or_strings(value)
    if array.dtype.kind in "SUO":
        return _checked(string_tensor([_string(item) for item in array.ravel()], array.shape))
    return _checked(tensor(array))


def _torch_bits(value: Any) -> tuple[int, tuple[int, ...], Array] | None:
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(value, torch.Tensor):
        return None
    known = _FOREIGN.get(str(value.dtype).removeprefix("torch."))
    if known is None:
        return None
    number, width = known
    bits = value.detach().cpu().contiguous().view(torch.int16 if width == 2 else torch.uint8)
    return number, tuple(value.shape), bits.numpy()


def _numpy_bits(value: Any) -> tuple[int, tuple[int, ...], Array] | None:
    dtype = getattr(value, "dtype", None)
    known = _FOREIGN.get(getattr(dtype, "name", ""))
    if known is None or not hasattr(value, "__array__"):
        return None
    array = np.ascontiguousarray(value)
    return known[0], np.shape(value), array.view(np.uint16 if known[1] == 2 else np.uint8)


def _array_or_strings(value: Any) -> Array:
    if getattr(getattr(value, "dtype", None), "name", "") == "string":  # TensorFlow's
        return np.asarray(value)
    if isinstance(value, (list, tuple)):
        plain = np.asarray(value)
        if plain.dtype.kind in "SU":
            return np.asarray(value, dtype=object)
    return as_array(value)


def _string(item: Any) -> str | bytes:
    return item if isinstance(item, (str, bytes)) else str(item)


def _checked(content: bytes) -> bytes:
    if len(content) >= _LARGEST:
        raise ValueError(f"the tensor takes {len(content)} bytes; a protobuf holds less than {_LARGEST}")
    return content
