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

#include <cstdint>

#include "crc32c/crc32c.h"
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

/// Whether the twelve bytes at `header` are a length and its checksum.
inline bool header_holds(const std::uint8_t* header) {
  return crc32c::masked({header, 8}) == load_little_endian<std::uint32_t>(header + 8);
}

}  // namespace sonde::wire
