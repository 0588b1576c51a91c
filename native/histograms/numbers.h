// Numbers: a borrowed, contiguous array of any real dtype.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sonde::histograms {

enum class Dtype : std::uint8_t {
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kFloat16,
  kBfloat16,
  kFloat32,
  kFloat64,
};

/// `size` numbers of type `dtype` in native byte order; need not be aligned for anything but their type.
struct Numbers {
  const void* data = nullptr;
  std::size_t size = 0;
  Dtype dtype = Dtype::kFloat64;
};

/// The number that a 16-bit pattern stands for. Exact.
double float16_value(std::uint16_t bits);
double bfloat16_value(std::uint16_t bits);

}  // namespace sonde::histograms
