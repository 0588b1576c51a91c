// Outlier extent: one histogram of leading bits finds the bucket of each quantile, and selection inside it
// the value.
#include "series/outlier_extent.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

namespace sonde::series {
namespace {

constexpr std::size_t kBuckets = 1 << 16;

/// The 16 leading bits (sign, exponent, four of the fraction) as a number that grows with the value.
std::size_t bucket_of(double value) {
  const auto word = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t leading = word >> 48;
  return (word >> 63) != 0 ? leading ^ 0xFFFF : leading | 0x8000;
}

}  // namespace

void FiniteValues::add(std::span<const double> values) {
  if (counts_.empty()) counts_.resize(kBuckets);
  values_.reserve(values_.size() + values.size());
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    values_.push_back(value);
    ++counts_[bucket_of(value)];
  }
}

namespace {

/// The value at `rank` of all in ascending order.
double select(std::span<const std::vector<double>* const> parts, std::span<const std::uint64_t> counts,
              std::uint64_t rank) {
  std::size_t bucket = 0;
  while (rank >= counts[bucket]) rank -= counts[bucket++];
  std::vector<double> inside;
  inside.reserve(counts[bucket]);
  for (const std::vector<double>* part : parts) {
    for (const double value : *part) {
      if (bucket_of(value) == bucket) inside.push_back(value);
    }
  }
  const auto nth = inside.begin() + static_cast<std::ptrdiff_t>(rank);
  std::ranges::nth_element(inside, nth);
  return *nth;
}

}  // namespace

Extent outlier_extent(std::span<const FiniteValues* const> gathered) {
  std::vector<const std::vector<double>*> parts;
  std::vector<std::uint64_t> counts(kBuckets);
  std::uint64_t total = 0;
  for (const FiniteValues* each : gathered) {
    if (each->values_.empty()) continue;
    parts.push_back(&each->values_);
    total += each->values_.size();
    std::ranges::transform(counts, each->counts_, counts.begin(), std::plus<>());
  }
  if (total == 0) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  if (total <= 2) return {select(parts, counts, 0), select(parts, counts, total - 1)};
  const auto last = static_cast<double>(total - 1);
  return {select(parts, counts, static_cast<std::uint64_t>(std::ceil(0.05 * last))),
          select(parts, counts, static_cast<std::uint64_t>(std::floor(0.95 * last)))};
}

}  // namespace sonde::series
