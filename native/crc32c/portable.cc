// CRC-32C on any processor: eight table look-ups for eight bytes ("slicing by 8").
#include <cstring>

#include "crc32c/tables.h"
#include "crc32c/variants.h"

namespace sonde::crc32c {
namespace {

constexpr auto kTables = slice_tables<8>();

std::uint32_t load_little_endian(const std::uint8_t* at) {
  return std::uint32_t{at[0]} | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 |
         std::uint32_t{at[3]} << 24;
}

}  // namespace

std::uint32_t extend_portable(std::uint32_t crc, Bytes data) {
  std::uint32_t state = ~crc;
  const std::uint8_t* at = data.data();
  std::size_t left = data.size();
  for (; left >= 8; at += 8, left -= 8) {
    const std::uint32_t low = state ^ load_little_endian(at);
    const std::uint32_t high = load_little_endian(at + 4);
    state = kTables[7][low & 0xFF] ^ kTables[6][(low >> 8) & 0xFF] ^ kTables[5][(low >> 16) & 0xFF] ^
            kTables[4][low >> 24] ^ kTables[3][high & 0xFF] ^ kTables[2][(high >> 8) & 0xFF] ^
            kTables[1][(high >> 16) & 0xFF] ^ kTables[0][high >> 24];
  }
  for (; left > 0; ++at, --left) state = (state >> 8) ^ kTables[0][(state ^ *at) & 0xFF];
  return ~state;
}

}  // namespace sonde::crc32c
