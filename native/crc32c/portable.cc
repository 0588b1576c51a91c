// CRC-32C on any processor, with tables.
#include "crc32c/tables.h"
#include "crc32c/variants.h"

namespace sonde::crc32c {
namespace {

std::uint64_t load_little_endian(const std::uint8_t* at) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word |= std::uint64_t{at[i]} << (8 * i);
  return word;
}

}  // namespace

std::uint32_t extend_portable(std::uint32_t crc, Bytes data) {
  std::uint32_t state = ~crc;
  const std::uint8_t* at = data.data();
  std::size_t left = data.size();
  for (; left >= 8; at += 8, left -= 8) state = step_by_tables(state, load_little_endian(at));
  for (; left > 0; ++at, --left) state = (state >> 8) ^ kSliceTables[0][(state ^ *at) & 0xFF];
  return ~state;
}

}  // namespace sonde::crc32c
