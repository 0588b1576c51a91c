// Tally: how often each of the at most 65,536 patterns of a narrow type occurs.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "histograms/dtype_visit.h"

namespace sonde::histograms {

/// Numbers of 8 or 16 bits are worked with as few distinct values and their counts.
template <typename T>
inline constexpr bool is_narrow = sizeof(T) <= 2;

/// Calls each(value, times) for every distinct pattern that occurs.
template <typename T, typename Each>
void tally(std::span<const T> numbers, Each each) {
  static_assert(is_narrow<T>);
  using Pattern = std::conditional_t<sizeof(T) == 1, std::uint8_t, std::uint16_t>;
  std::vector<std::uint64_t> counts(std::size_t{1} << (8 * sizeof(T)));
  for (const T number : numbers) ++counts[std::bit_cast<Pattern>(number)];
  for (std::size_t pattern = 0; pattern < counts.size(); ++pattern) {
    if (counts[pattern] > 0) each(value_of(std::bit_cast<T>(static_cast<Pattern>(pattern))), counts[pattern]);
  }
}

}  // namespace sonde::histograms
