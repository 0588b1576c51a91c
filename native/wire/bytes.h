// Bytes: a view of raw bytes, and little-endian loads from it.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace sonde::wire {

/// Bytes that somebody else owns.
using Bytes = std::span<const std::uint8_t>;

inline std::string_view text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Bytes from `begin` to `end`, which does not come before it.
inline std::uint64_t bytes_between(const std::uint8_t* begin, const std::uint8_t* end) {
  return static_cast<std::uint64_t>(end - begin);
}

/// The little-endian number at `at`, which must have sizeof(Number) readable bytes.
template <class Number>
Number load_little_endian(const std::uint8_t* at) {
  static_assert(std::endian::native == std::endian::little,
                "files are little-endian and so must be the machine");
  Number number;
  std::memcpy(&number, at, sizeof number);
  return number;
}

}  // namespace sonde::wire
