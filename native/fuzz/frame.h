// Frame: the bytes before and after a payload, for targets that put files together.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "wire/record.h"

namespace sonde::wire {

using Header = std::array<std::uint8_t, kHeaderBytes>;
using Footer = std::array<std::uint8_t, kFooterBytes>;

inline Header header_of(std::uint64_t payload_length) {
  Header header{};
  std::memcpy(header.data(), &payload_length, sizeof payload_length);
  const std::uint32_t checksum = crc32c::masked({header.data(), sizeof payload_length});
  std::memcpy(header.data() + sizeof payload_length, &checksum, sizeof checksum);
  return header;
}

inline Footer footer_of(Bytes payload) {
  const std::uint32_t checksum = crc32c::masked(payload);
  Footer footer{};
  std::memcpy(footer.data(), &checksum, sizeof checksum);
  return footer;
}

}  // namespace sonde::wire
