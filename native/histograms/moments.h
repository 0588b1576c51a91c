// Moments: how many numbers, their extremes, sum, and sum of squares.
#pragma once

#include <cstdint>
#include <limits>

#include "histograms/numbers.h"

namespace sonde::histograms {

/// Every number is taken as a float64. With a NaN among them min, max and both sums are NaN, as NumPy has it.
struct Moments {
  std::uint64_t count = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  double sum = 0;
  double sum_squares = 0;

  /// Takes `times` occurrences of a number in.
  void add(double value, std::uint64_t times);
};

Moments moments_of(const Numbers& numbers);

}  // namespace sonde::histograms
