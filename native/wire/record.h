// Record: the TFRecord frame around one event.
//
//   offset  size  content
//   0       8     payload length n, little-endian
//   8       4     masked CRC-32C of those eight bytes
//   12      n     payload
//   12+n    4     masked CRC-32C of the payload
//
// https://github.com/tensorflow/tensorflow/blob/v2.16.1/tensorflow/core/lib/io/record_writer.h
#pragma once

#include <array>
#include <cstdint>

#include "crc32c/crc32c.h"
#include "crc32c/tables.h"
#include "crc32c/unit.h"
#include "wire/bytes.h"

namespace sonde::wire {

inline constexpr std::size_t kHeaderBytes = 12;
inline constexpr std::size_t kFooterBytes = 4;
inline constexpr std::size_t kFrameBytes = kHeaderBytes + kFooterBytes;

/// Payloads up to this are read whole and always checked; larger ones are walked where they lie, and checked
/// when somebody asks for what is in them.
inline constexpr std::uint64_t kResidentBytes = std::uint64_t{64} << 10;

struct Record {
  std::uint64_t offset = 0;  ///< of the frame, in the file
  std::uint64_t length = 0;  ///< of the payload
  Bytes payload;             ///< empty when not resident
  bool resident = true;      ///< whether the payload is here, its checksum verified

  [[nodiscard]] std::uint64_t payload_offset() const { return offset + kHeaderBytes; }
  [[nodiscard]] std::uint64_t end() const { return offset + kFrameBytes + length; }
};

/// The checksums of the lengths that nearly all records of scalars have, as their headers hold them.
inline constexpr auto kChecksumsOfLengths = [] {
  constexpr auto kTables = crc32c::slice_tables<1>();
  std::array<std::uint32_t, 256> checksums{};
  for (std::uint32_t length = 0; length < checksums.size(); ++length) {
    std::uint32_t state = ~std::uint32_t{0};
    for (const std::uint32_t byte : {length, 0U, 0U, 0U, 0U, 0U, 0U, 0U})
      state = (state >> 8) ^ kTables[0][(state ^ byte) & 0xFF];
    checksums[length] = crc32c::mask(~state);
  }
  return checksums;
}();

/// Whether the twelve bytes at `header` are a length and its checksum.
inline bool header_holds(const std::uint8_t* header) {
  const auto length = load_little_endian<std::uint64_t>(header);
  const auto stored = load_little_endian<std::uint32_t>(header + 8);
  if (length < kChecksumsOfLengths.size()) return kChecksumsOfLengths[length] == stored;
  return crc32c::masked({header, 8}) == stored;
}

/// The payload of the record that `ahead` begins with, if its header holds and all of it is there, with its checksum
/// behind it, and it may be resident; else a null view.
inline Bytes resident_payload(Bytes ahead) {
  if (ahead.size() < kFrameBytes || !header_holds(ahead.data())) return {};
  const auto length = load_little_endian<std::uint64_t>(ahead.data());
  if (length > kResidentBytes || length > ahead.size() - kFrameBytes) return {};
  return ahead.subspan(kHeaderBytes, length);
}

/// Whether the checksum behind a payload is its own.
inline bool payload_holds(Bytes payload) {
  return crc32c::masked(payload) == load_little_endian<std::uint32_t>(payload.data() + payload.size());
}

/// The same for a payload of eight bytes or more that is mostly short.
SONDE_CRC32C_TARGET inline bool short_payload_holds(Bytes payload) {
  return crc32c::mask(crc32c::short_value(payload.data(), payload.size())) ==
         load_little_endian<std::uint32_t>(payload.data() + payload.size());
}

}  // namespace sonde::wire
