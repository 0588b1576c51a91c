// Prefix codes for deflate: the shortest code whose words are no longer than a limit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sonde::writer {

constexpr unsigned kLongestWord = 15;
constexpr std::size_t kMostSymbols = 288;

// A word as deflate wants it: its bits in reverse, because a stream is filled from the lowest bit up.
struct Word {
  std::uint16_t bits = 0;
  std::uint8_t length = 0;  // 0: the symbol does not occur
};

// Fills `words` with a code for symbols that occur `counts[symbol]` times. A single symbol gets a word of one
// bit, and no word is longer than `limit`. At most kMostSymbols symbols.
void make_code(std::span<const std::uint32_t> counts, unsigned limit, std::span<Word> words);

}  // namespace sonde::writer
