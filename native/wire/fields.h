// Fields: what one protobuf field looks like on the wire, whoever reads it.
#pragma once

#include <cstdint>

namespace sonde::wire {

enum class WireType : std::uint8_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

/// A range of bytes of a file.
struct Range {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;

  [[nodiscard]] std::uint64_t end() const { return offset + length; }

  friend bool operator==(const Range&, const Range&) = default;
};

/// Why a message cannot be read, in words that follow "the message is damaged: ".
enum class Fault : std::uint8_t { kNone, kBadVarint, kBadKey, kBadWireType, kCutOff, kTooLong };

inline const char* describe(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "nothing wrong";
    case Fault::kBadVarint:
      return "a varint is cut off or longer than ten bytes";
    case Fault::kBadKey:
      return "a field has no valid number";
    case Fault::kBadWireType:
      return "a field has a wire type that is not in use";
    case Fault::kCutOff:
      return "a field runs past the end of its message";
    case Fault::kTooLong:
      return "a name or its metadata is larger than 16 MiB";
  }
  return "unknown";
}

/// Splits a field's key; anything but kNone leaves the outputs alone.
inline Fault split_key(std::uint64_t key, std::uint32_t& number, WireType& type) {
  if (key > UINT32_MAX || (key >> 3) == 0) return Fault::kBadKey;
  const auto low = static_cast<std::uint8_t>(key & 7);
  if (low != 0 && low != 1 && low != 2 && low != 5) return Fault::kBadWireType;  // groups, and two unassigned
  number = static_cast<std::uint32_t>(key >> 3);
  type = static_cast<WireType>(low);
  return Fault::kNone;
}

}  // namespace sonde::wire
