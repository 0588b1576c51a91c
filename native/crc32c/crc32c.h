// CRC-32C (Castagnoli), as TFRecord files use it; the fastest variant that this processor has.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>

namespace sonde::crc32c {

using Bytes = std::span<const std::uint8_t>;

// Carries `crc` on over `data`: extend(extend(0, a), b) == extend(0, a + b). Never fails.
using Extend = std::uint32_t (*)(std::uint32_t crc, Bytes data);

std::uint32_t extend(std::uint32_t crc, Bytes data);

inline std::uint32_t value(Bytes data) { return extend(0, data); }

// TFRecord stores checksums masked, because a checksum of data that holds its own checksum is weak.
constexpr std::uint32_t kMaskDelta = 0xA282EAD8u;

constexpr std::uint32_t mask(std::uint32_t crc) { return std::rotr(crc, 15) + kMaskDelta; }

inline std::uint32_t masked(Bytes data) { return mask(value(data)); }

// One way to compute the checksum. `extend` is null where it was not compiled for this processor family,
// and must not be called where `usable` is false. All usable variants give the same numbers.
struct Variant {
  std::string_view name;
  Extend extend;
  bool usable;
};

// Slowest first; `extend` above is the last usable one.
std::span<const Variant> variants();

}  // namespace sonde::crc32c
