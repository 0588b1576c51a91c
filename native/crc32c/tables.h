// Tables for CRC-32C, computed by the compiler: one byte at a time, and "append n zero bytes".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sonde::crc32c {

constexpr std::uint32_t kPolynomial = 0x82F63B78u;  // reflected

using ByteTable = std::array<std::uint32_t, 256>;

// tables[k][b]: the effect of byte b followed by k zero bytes.
template <std::size_t kCount>
constexpr std::array<ByteTable, kCount> slice_tables() {
  std::array<ByteTable, kCount> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < kCount; ++k)
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8) ^ tables[0][before & 0xFF];
    }
  return tables;
}

inline constexpr auto kSliceTables = slice_tables<8>();

// Carries `state` on by eight bytes with eight look-ups ("slicing by 8").
inline std::uint32_t step_by_tables(std::uint32_t state, std::uint64_t word) {
  word ^= state;
  std::uint32_t sum = 0;
  for (std::size_t k = 0; k < 8; ++k) sum ^= kSliceTables[7 - k][word >> (8 * k) & 0xFF];
  return sum;
}

// Appending zero bytes is linear over GF(2): a 32 x 32 bit matrix, one column per bit of the state.
using BitMatrix = std::array<std::uint32_t, 32>;

constexpr std::uint32_t times(const BitMatrix& matrix, std::uint32_t state) {
  std::uint32_t sum = 0;
  for (std::size_t bit = 0; state != 0; ++bit, state >>= 1)
    if ((state & 1) != 0) sum ^= matrix[bit];
  return sum;
}

constexpr BitMatrix squared(const BitMatrix& matrix) {
  BitMatrix square{};
  for (std::size_t bit = 0; bit < 32; ++bit) square[bit] = times(matrix, matrix[bit]);
  return square;
}

// The state after 2^kLog2Bytes zero bytes, looked up by the four bytes of the state before.
using ZeroTables = std::array<ByteTable, 4>;

template <unsigned kLog2Bytes>
constexpr ZeroTables zero_tables() {
  BitMatrix matrix{};
  matrix[0] = kPolynomial;  // one zero bit
  for (std::size_t bit = 1; bit < 32; ++bit) matrix[bit] = std::uint32_t{1} << (bit - 1);
  for (unsigned doubling = 0; doubling < kLog2Bytes + 3; ++doubling) matrix = squared(matrix);
  ZeroTables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte)
    for (std::size_t place = 0; place < 4; ++place) tables[place][byte] = times(matrix, byte << (8 * place));
  return tables;
}

inline std::uint32_t append_zeros(const ZeroTables& tables, std::uint64_t state) {
  return tables[0][state & 0xFF] ^ tables[1][(state >> 8) & 0xFF] ^ tables[2][(state >> 16) & 0xFF] ^
         tables[3][state >> 24];
}

}  // namespace sonde::crc32c
