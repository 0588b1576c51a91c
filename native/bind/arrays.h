// How columns become NumPy arrays: the array takes the vector over, or shows a vector that its owner keeps.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace sonde::bind {

/// A one-dimensional NumPy array.
template <typename T>
using Array = nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<1>>;

/// A one-dimensional, contiguous argument of any array type on the CPU; other dtypes are converted.
template <typename T>
using Input = nanobind::ndarray<const T, nanobind::ndim<1>, nanobind::c_contig, nanobind::device::cpu>;

template <typename T>
std::span<const T> span_of(const Input<T>& input) {
  return {input.data(), input.shape(0)};
}

/// A writable array that owns the vector's buffer: nothing is copied.
template <typename T, typename Element = T>
Array<Element> own(std::vector<T> values) {
  static_assert(sizeof(Element) == sizeof(T));
  auto kept = std::make_unique<std::vector<T>>(std::move(values));
  std::vector<T>* const vector = kept.get();
  nanobind::capsule owner(kept.get(), [](void* held) noexcept { delete static_cast<std::vector<T>*>(held); });
  static_cast<void>(kept.release());
  return Array<Element>(reinterpret_cast<Element*>(vector->data()), {vector->size()}, owner);
}

/// An array of bools from bytes that are 0 or 1.
inline Array<bool> own_bools(std::vector<std::uint8_t> values) {
  return own<std::uint8_t, bool>(std::move(values));
}

/// A read-only array over a vector that lives in the Python object `owner`.
template <typename T>
Array<const T> show(const std::vector<T>& values, nanobind::handle owner) {
  return Array<const T>(values.data(), {values.size()}, owner);
}

}  // namespace sonde::bind
