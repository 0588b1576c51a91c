// Moments: one pass with sixteen sums side by side, which processors add up a few at once.
#include "histograms/moments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "histograms/dtype_visit.h"
#include "histograms/tally.h"

namespace sonde::histograms {
namespace {

constexpr std::size_t kLanes = 16;

struct Lanes {
  std::array<double, kLanes> sum{};
  std::array<double, kLanes> sum_squares{};
};

template <typename T>
void add_lanes(std::span<const T> numbers, Moments& moments) {
  Lanes lanes;
  std::array<T, kLanes> low;
  std::array<T, kLanes> high;
  low.fill(numbers[0]);
  high.fill(numbers[0]);
  std::size_t i = 0;
  for (; i + kLanes <= numbers.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const T number = numbers[i + lane];
      const auto value = static_cast<double>(number);
      lanes.sum[lane] += value;
      lanes.sum_squares[lane] += value * value;
      low[lane] = number < low[lane] ? number : low[lane];
      high[lane] = number > high[lane] ? number : high[lane];
    }
  }
  for (; i < numbers.size(); ++i) {
    const auto value = static_cast<double>(numbers[i]);
    lanes.sum[0] += value;
    lanes.sum_squares[0] += value * value;
    low[0] = std::min(low[0], numbers[i]);
    high[0] = std::max(high[0], numbers[i]);
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    moments.sum += lanes.sum[lane];
    moments.sum_squares += lanes.sum_squares[lane];
    moments.min = std::min(moments.min, static_cast<double>(low[lane]));
    moments.max = std::max(moments.max, static_cast<double>(high[lane]));
  }
  moments.count += numbers.size();
}

}  // namespace

void Moments::add(double value, std::uint64_t times) {
  const auto weight = static_cast<double>(times);
  count += times;
  sum += value * weight;
  sum_squares += value * value * weight;
  // A NaN stays once it is there: every comparison with it is false.
  if (std::isnan(value) || value < min) min = value;
  if (std::isnan(value) || value > max) max = value;
}

Moments moments_of(const Numbers& numbers) {
  Moments moments;
  if (numbers.size == 0) return moments;
  visit(numbers, [&]<typename T>(std::span<const T> elements) {
    if constexpr (is_narrow<T>) {
      tally(elements, [&](double value, std::uint64_t times) { moments.add(value, times); });
    } else {
      add_lanes(elements, moments);
    }
  });
  // The squares of numbers other than NaN never sum up to one: infinities of one sign do not cancel.
  if (std::isnan(moments.sum_squares)) moments.min = moments.max = std::nan("");
  return moments;
}

}  // namespace sonde::histograms
