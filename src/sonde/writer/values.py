"""Values of any kind, as NumPy arrays or Python numbers, without importing a framework that the script has not."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def as_array(value: Any) -> Array:
    """`value` as a NumPy array on the CPU, detached from any graph of gradients; shares memory where it can.

    Takes NumPy arrays and scalars, Python numbers, nested lists, PyTorch tensors (any device; bfloat16 and float8 become
    float32, as NumPy has neither), TensorFlow, JAX and CuPy arrays, PIL images, and whatever else has __array__ or
    __dlpack__. Raises TypeError for anything else.
    """
    if isinstance(value, np.ndarray):
        return _known_dtype(value)
    if isinstance(value, (bool, int, float, complex, np.generic)):
        return np.asarray(value)
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return _from_torch(torch, value)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return _from_sequence(value)
    for convert in (_by_get, _by_array, _by_dlpack):
        array = convert(value)
        if array is None:
            continue
        if array.dtype == object:
            break  # of strings, for example, which TensorFlow's DLPack ends the process for
        return _known_dtype(array)
    raise TypeError(f"expected a number or an array, found {type(value).__name__}")


def as_number(value: Any) -> float:
    """The one number in `value`, as float. Raises ValueError when there are more or none, TypeError when it is none."""
    if isinstance(value, (float, int)):
        return float(value)
    array = as_array(value)
    if array.size != 1:
        raise ValueError(f"expected one number, found an array of shape {array.shape}")
    if array.dtype.kind not in "biuf":
        raise TypeError(f"expected a real number, found {array.dtype}")
    return float(array.reshape(()))


def _from_torch(torch: Any, tensor: Any) -> Array:
    tensor = tensor.detach()
    if tensor.is_sparse or tensor.layout != torch.strided:
        tensor = tensor.to_dense()
    if tensor.is_quantized:
        tensor = tensor.dequantize()
    if tensor.dtype == torch.bfloat16 or str(tensor.dtype).startswith("torch.float8"):
        tensor = tensor.float()
    return np.asarray(tensor.cpu().resolve_conj().resolve_neg().numpy())


def _from_sequence(values: Sequence[Any]) -> Array:
    plain = all(isinstance(value, (bool, int, float, complex, np.generic)) for value in values)
    return np.asarray(values) if plain else np.stack([as_array(value) for value in values])


def _by_get(value: Any) -> Array | None:
    """CuPy refuses __array__, because the copy from the device should be asked for: with get()."""
    if type(value).__module__.partition(".")[0] != "cupy":
        return None
    return np.asarray(value.get())


def _by_array(value: Any) -> Array | None:
    if not hasattr(value, "__array__") and not hasattr(value, "__array_interface__"):
        return None
    try:
        return np.asarray(value)
    except ValueError:
        # TensorFlow's scalars of bfloat16 and the like return no array there, but the number itself.
        if not hasattr(value, "numpy"):
            raise
        return np.asarray(value.numpy())


def _by_dlpack(value: Any) -> Array | None:
    return np.from_dlpack(value) if hasattr(value, "__dlpack__") else None


def _known_dtype(array: Array) -> Array:
    """Dtypes that other packages add to NumPy (ml_dtypes' bfloat16, float8, int4 …) as float32, longer floats as float64,
    and all in the byte order of this machine.
    """
    if array.dtype.type.__module__ != "numpy":
        return array.astype(np.float32)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    return array.astype(np.float64) if array.dtype.kind == "f" and array.dtype.itemsize > 8 else array
