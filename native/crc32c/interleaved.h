// CRC-32C with a processor's own instruction, three blocks at a time.
//
// The instruction takes eight bytes, answers after three cycles and may start anew each cycle, so one chain
// uses a third of the unit. Larger buffers therefore run three chains over three neighbouring blocks, and
// join them: appending a block to a checksum is the checksum moved on by as many zero bytes, XOR the block's
// own.
#pragma once

#include <cstddef>

#include "crc32c/crc32c.h"
#include "crc32c/tables.h"
#include "crc32c/unit.h"

namespace sonde::crc32c {

// Moves `state` over three blocks of 2^kLog2Block bytes at `at`.
template <unsigned kLog2Block>
SONDE_CRC32C_TARGET inline std::uint64_t three_blocks(std::uint64_t state, const std::uint8_t* at) {
  static constexpr ZeroTables kZeros = zero_tables<kLog2Block>();
  constexpr std::size_t kBlock = std::size_t{1} << kLog2Block;
  std::uint64_t second = 0;
  std::uint64_t third = 0;
  for (const std::uint8_t* end = at + kBlock; at != end; at += 8) {
    state = Unit::step(state, load<std::uint64_t>(at));
    second = Unit::step(second, load<std::uint64_t>(at + kBlock));
    third = Unit::step(third, load<std::uint64_t>(at + 2 * kBlock));
  }
  const std::uint64_t both = append_zeros(kZeros, state) ^ second;
  return append_zeros(kZeros, both) ^ third;
}

SONDE_CRC32C_TARGET inline std::uint32_t extend_interleaved(std::uint32_t crc, Bytes data) {
  constexpr unsigned kLog2Long = 12;  // pays for blobs
  constexpr unsigned kLog2Short = 7;  // pays for records of a few hundred bytes
  std::uint64_t state = ~crc;
  const std::uint8_t* at = data.data();
  std::size_t left = data.size();
  for (; left >= 3U << kLog2Long; at += 3U << kLog2Long, left -= 3U << kLog2Long)
    state = three_blocks<kLog2Long>(state, at);
  for (; left >= 3U << kLog2Short; at += 3U << kLog2Short, left -= 3U << kLog2Short)
    state = three_blocks<kLog2Short>(state, at);
  for (; left >= 8; at += 8, left -= 8) state = Unit::step(state, load<std::uint64_t>(at));
  if ((left & 4) != 0) {
    state = Unit::step(state, load<std::uint32_t>(at));
    at += 4;
  }
  for (left &= 3; left > 0; ++at, --left) state = Unit::step(state, *at);
  return ~static_cast<std::uint32_t>(state);
}

}  // namespace sonde::crc32c
