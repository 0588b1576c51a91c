#include "writer/png.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "writer/deflate.h"

namespace sonde::writer {

namespace {

using Bytes = std::span<const std::uint8_t>;

// --- checksums
// -------------------------------------------------------------------------------------------------

using Table = std::array<std::uint32_t, 256>;

// CRC-32 of PNG (ISO 3309, reflected polynomial 0xEDB88320), eight bytes at a time.
constexpr std::array<Table, 8> crc_tables() {
  std::array<Table, 8> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k)
    for (std::size_t byte = 0; byte < 256; ++byte)
      tables[k][byte] = (tables[k - 1][byte] >> 8U) ^ tables[0][tables[k - 1][byte] & 0xFFU];
  return tables;
}

constexpr auto kCrc = crc_tables();

std::uint32_t crc32(Bytes data) {
  std::uint32_t crc = 0xFFFFFFFFU;
  std::size_t at = 0;
  for (; at + 8 <= data.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, data.data() + at, sizeof word);
    word ^= crc;
    crc = 0;
    for (std::size_t byte = 0; byte < 8; ++byte) crc ^= kCrc[7 - byte][(word >> (8 * byte)) & 0xFFU];
  }
  for (; at < data.size(); ++at) crc = (crc >> 8U) ^ kCrc[0][(crc ^ data[at]) & 0xFFU];
  return ~crc;
}

// zlib's checksum (RFC 1950); 5,552 bytes is the most that fits into 32 bits between two divisions.
std::uint32_t adler32(Bytes data) {
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  while (!data.empty()) {
    const Bytes part = data.first(std::min<std::size_t>(data.size(), 5552));
    for (const std::uint8_t byte : part) high += low += byte;
    low %= 65521;
    high %= 65521;
    data = data.subspan(part.size());
  }
  return high << 16U | low;
}

// --- chunks
// ----------------------------------------------------------------------------------------------------

void put_big_endian(std::vector<std::uint8_t>& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

// Runs `fill` to append the data of a chunk, and puts length, type and checksum around it.
template <class Fill>
void put_chunk(std::vector<std::uint8_t>& out, const char (&type)[5], Fill fill) {
  const std::size_t start = out.size();
  put_big_endian(out, 0);
  out.insert(out.end(), type, type + 4);
  fill();
  const auto length = static_cast<std::uint32_t>(out.size() - start - 8);
  for (int byte = 0; byte < 4; ++byte)
    out[start + byte] = static_cast<std::uint8_t>(length >> (24 - 8 * byte));
  put_big_endian(out, crc32(Bytes(out).subspan(start + 4)));
}

// --- filters
// ---------------------------------------------------------------------------------------------------

// What a filter predicts for a byte from a: left, b: above, c: above left (PNG specification, 9.2).
enum Filter : std::uint8_t { kNone, kSub, kUp, kAverage, kPaeth, kFilters };

std::uint8_t paeth(int a, int b, int c) {
  const int from_a = std::abs(b - c);
  const int from_b = std::abs(a - c);
  const int from_c = std::abs(a + b - 2 * c);
  return static_cast<std::uint8_t>(from_a <= from_b && from_a <= from_c ? a : from_b <= from_c ? b : c);
}

// Rows with `channels` zero bytes before them, so that every byte has a left neighbour.
struct Rows {
  const std::uint8_t* now;
  const std::uint8_t* above;
  std::size_t size;
  std::size_t channels;
};

template <class Predict>
void filter_with(const Rows& rows, std::uint8_t* out, Predict predict) {
  const std::uint8_t* left = rows.now - rows.channels;
  const std::uint8_t* above_left = rows.above - rows.channels;
  for (std::size_t i = 0; i < rows.size; ++i)
    out[i] = static_cast<std::uint8_t>(rows.now[i] - predict(left[i], rows.above[i], above_left[i]));
}

void apply(Filter filter, const Rows& rows, std::uint8_t* out) {
  switch (filter) {
    case kSub:
      return filter_with(rows, out, [](int a, int, int) { return a; });
    case kUp:
      return filter_with(rows, out, [](int, int b, int) { return b; });
    case kAverage:
      return filter_with(rows, out, [](int a, int b, int) { return (a + b) / 2; });
    case kPaeth:
      return filter_with(rows, out, [](int a, int b, int c) { return paeth(a, b, c); });
    default:
      std::memcpy(out, rows.now, rows.size);
  }
}

// How much a row is likely to take: small differences, of either sign, make short codes.
std::size_t cost(const std::uint8_t* row, std::size_t size) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < size; ++i)
    sum += static_cast<std::size_t>(std::abs(static_cast<std::int8_t>(row[i])));
  return sum;
}

// All rows, each behind the number of the filter that suits it best.
std::vector<std::uint8_t> filtered(const Pixels& pixels) {
  const std::size_t size = pixels.width * pixels.channels;
  const std::size_t padded = size + pixels.channels;
  std::vector<std::uint8_t> neighbours(2 * padded);
  std::vector<std::uint8_t> tries(kFilters * size);
  std::vector<std::uint8_t> out(pixels.height * (size + 1));
  for (std::size_t y = 0; y < pixels.height; ++y) {
    std::uint8_t* now = neighbours.data() + (y % 2) * padded + pixels.channels;
    std::uint8_t* above = neighbours.data() + (1 - y % 2) * padded + pixels.channels;
    std::memcpy(now, pixels.bytes.data() + y * size, size);
    const Rows rows{now, above, size, pixels.channels};
    std::size_t least = ~std::size_t{0};
    Filter best = kNone;
    for (std::uint8_t number = 0; number < kFilters; ++number) {
      const auto filter = static_cast<Filter>(number);
      std::uint8_t* attempt = tries.data() + number * size;
      apply(filter, rows, attempt);
      if (const std::size_t now_cost = cost(attempt, size); now_cost < least) {
        least = now_cost;
        best = filter;
      }
    }
    std::uint8_t* line = out.data() + y * (size + 1);
    line[0] = best;
    std::memcpy(line + 1, tries.data() + best * size, size);
  }
  return out;
}

}  // namespace

std::vector<std::uint8_t> encode_png(const Pixels& pixels) {
  constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  constexpr std::array<std::uint8_t, 5> kColorTypes = {0, 0, 4, 2, 6};  // by the number of channels
  std::vector<std::uint8_t> out(kSignature.begin(), kSignature.end());
  put_chunk(out, "IHDR", [&] {
    put_big_endian(out, static_cast<std::uint32_t>(pixels.width));
    put_big_endian(out, static_cast<std::uint32_t>(pixels.height));
    out.insert(out.end(), {8, kColorTypes[pixels.channels], 0, 0, 0});
  });
  put_chunk(out, "IDAT", [&] {
    const std::vector<std::uint8_t> rows = filtered(pixels);
    out.insert(out.end(), {0x78, 0x9C});  // zlib's head: deflate, window of 32 KiB, default level
    deflate(rows, out);
    put_big_endian(out, adler32(rows));
  });
  put_chunk(out, "IEND", [] {});
  return out;
}

}  // namespace sonde::writer
