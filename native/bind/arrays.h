// How columns become NumPy arrays: the array takes the vector over, or shows a vector that its owner keeps.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
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

/// Moves a vector into a capsule, which deletes it. The pointer to its buffer is good as long as the capsule
/// lives.
template <typename T>
std::pair<T*, nanobind::capsule> keep(std::vector<T> values) {
  auto kept = std::make_unique<std::vector<T>>(std::move(values));
  T* const data = kept->data();
  nanobind::capsule owner(kept.get(), [](void* held) noexcept { delete static_cast<std::vector<T>*>(held); });
  static_cast<void>(kept.release());
  return {data, std::move(owner)};
}

/// A writable array that owns the vector's buffer: nothing is copied.
template <typename T, typename Element = T>
Array<Element> own(std::vector<T> values) {
  static_assert(sizeof(Element) == sizeof(T));
  const std::size_t size = values.size();
  const auto [data, owner] = keep(std::move(values));
  return Array<Element>(reinterpret_cast<Element*>(data), {size}, owner);
}

/// The same in rows of `columns` elements.
template <typename T>
nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<2>> own_rows(std::vector<T> values,
                                                                  std::size_t columns) {
  const std::size_t rows = values.size() / columns;
  const auto [data, owner] = keep(std::move(values));
  return nanobind::ndarray<nanobind::numpy, T, nanobind::ndim<2>>(data, {rows, columns}, owner);
}

/// A writable array of any shape and type over the vector's bytes, which it takes over.
inline nanobind::ndarray<nanobind::numpy> own_shaped(std::vector<std::uint8_t> bytes,
                                                     const std::vector<std::size_t>& shape,
                                                     nanobind::dlpack::dtype type) {
  const Array<std::uint8_t> flat = own(std::move(bytes));
  const nanobind::object owner = nanobind::cast(flat);
  return {flat.data(), shape.size(), shape.data(), owner, nullptr, type};
}

/// An array of bools from bytes that are 0 or 1.
inline Array<bool> own_bools(std::vector<std::uint8_t> values) {
  return own<std::uint8_t, bool>(std::move(values));
}

/// A read-only array over a column (a vector, or whatever has data and size) that lives in the Python object
/// `owner`.
template <typename Column>
auto show(const Column& column, nanobind::handle owner) {
  using T = const std::remove_pointer_t<decltype(column.data())>;
  return Array<T>(column.data(), {column.size()}, owner);
}

}  // namespace sonde::bind
