// Varints: protobuf's integers of one to ten bytes, seven bits in each, lowest first.
#pragma once

#include <cstdint>

namespace sonde::wire {

inline constexpr int kMaxVarintBytes = 10;

/// What follows the first byte of a varint that has more; see read_varint.
inline const std::uint8_t* read_long_varint(const std::uint8_t* at, const std::uint8_t* end,
                                            std::uint64_t& value) {
  std::uint64_t sum = 0;
  for (int shift = 0; shift < 7 * kMaxVarintBytes && at != end; shift += 7) {
    const std::uint8_t byte = *at++;
    sum |= static_cast<std::uint64_t>(byte & 0x7F)
           << shift;  // the tenth byte's upper bits fall off, as in protobuf
    if (byte < 0x80) {
      value = sum;
      return at;
    }
  }
  return nullptr;
}

/// Reads a varint from [at, end) and returns the byte after it, or nullptr when it is cut off or longer than
/// ten bytes; `value` is then left alone.
inline const std::uint8_t* read_varint(const std::uint8_t* at, const std::uint8_t* end,
                                       std::uint64_t& value) {
  if (at != end && *at < 0x80) {  // most are one byte
    value = *at;
    return at + 1;
  }
  if (end - at > 1 && at[1] < 0x80) {  // steps are mostly two
    value = static_cast<std::uint64_t>(at[0] & 0x7F) | static_cast<std::uint64_t>(at[1]) << 7;
    return at + 2;
  }
  if (end - at > 2 && at[2] < 0x80) {  // or three
    value = static_cast<std::uint64_t>(at[0] & 0x7F) | static_cast<std::uint64_t>(at[1] & 0x7F) << 7 |
            static_cast<std::uint64_t>(at[2]) << 14;
    return at + 3;
  }
  return read_long_varint(at, end, value);
}

}  // namespace sonde::wire
