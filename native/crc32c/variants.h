// What a CRC-32C variant must provide to the dispatcher.
#pragma once

#include "crc32c/crc32c.h"

namespace sonde::crc32c {

std::uint32_t extend_portable(std::uint32_t crc, Bytes data);

// Null where the compiler does not aim at that processor family.
Extend sse42();
Extend armv8();

// Whether the processor that runs this has the instructions.
bool has_sse42();
bool has_armv8();

}  // namespace sonde::crc32c
