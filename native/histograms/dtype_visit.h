// visit: calls a function with the elements of Numbers under their own type.
#pragma once

#include <cstdint>
#include <span>
#include <type_traits>

#include "histograms/numbers.h"

namespace sonde::histograms {

/// 16-bit floating point patterns, as opposed to uint16 numbers.
struct Float16 {
  std::uint16_t bits;
};
struct Bfloat16 {
  std::uint16_t bits;
};

inline double value_of(Float16 number) { return float16_value(number.bits); }
inline double value_of(Bfloat16 number) { return bfloat16_value(number.bits); }
template <typename T>
  requires std::is_arithmetic_v<T>
double value_of(T number) {
  return static_cast<double>(number);
}

template <typename T>
std::span<const T> elements(const Numbers& numbers) {
  return {static_cast<const T*>(numbers.data), numbers.size};
}

/// Calls visitor(std::span<const T>) with T a number type, Float16 or Bfloat16; bools come as uint8.
template <typename Visitor>
auto visit(const Numbers& numbers, Visitor visitor) {
  switch (numbers.dtype) {
    case Dtype::kBool:
    case Dtype::kUint8:
      return visitor(elements<std::uint8_t>(numbers));
    case Dtype::kInt8:
      return visitor(elements<std::int8_t>(numbers));
    case Dtype::kInt16:
      return visitor(elements<std::int16_t>(numbers));
    case Dtype::kInt32:
      return visitor(elements<std::int32_t>(numbers));
    case Dtype::kInt64:
      return visitor(elements<std::int64_t>(numbers));
    case Dtype::kUint16:
      return visitor(elements<std::uint16_t>(numbers));
    case Dtype::kUint32:
      return visitor(elements<std::uint32_t>(numbers));
    case Dtype::kUint64:
      return visitor(elements<std::uint64_t>(numbers));
    case Dtype::kFloat16:
      return visitor(elements<Float16>(numbers));
    case Dtype::kBfloat16:
      return visitor(elements<Bfloat16>(numbers));
    case Dtype::kFloat32:
      return visitor(elements<float>(numbers));
    case Dtype::kFloat64:
      break;
  }
  return visitor(elements<double>(numbers));
}

}  // namespace sonde::histograms
