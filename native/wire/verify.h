// Verify: reads and checks what was too large to be read whole.
#pragma once

#include <vector>

#include "wire/byte_source.h"
#include "wire/fields.h"
#include "wire/record.h"
#include "wire/window.h"

namespace sonde::wire {

/// Whether the record's payload is in the source and its checksum holds. Reads it in pieces. Throws what the
/// source throws.
bool payload_holds(Window& window, const Record& record);

/// Whether an intact record starts at `offset`: header, payload and both checksums. Throws what the source
/// throws.
bool record_holds(ByteSource& source, std::uint64_t offset);

/// The bytes of a range: fewer where the source ends before, however many are asked for. Throws what the
/// source throws.
std::vector<std::uint8_t> read_range(ByteSource& source, Range range);

}  // namespace sonde::wire
