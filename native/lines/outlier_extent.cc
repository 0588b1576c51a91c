// Outlier extent: counts of leading bits find the bucket of each end, and selection inside it finds the
// value.
#include "lines/outlier_extent.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace sonde::lines {
namespace {

constexpr std::size_t kBuckets = 1 << 16;

/// The 16 leading bits (sign, exponent, four of the fraction) as a number that grows with the value.
std::uint32_t bucket_of(double value) {
  const auto word = std::bit_cast<std::uint64_t>(value);
  const auto leading = static_cast<std::uint32_t>(word >> 48);
  return (leading & 0x8000) != 0 ? leading ^ 0xFFFF : leading | 0x8000;
}

/// The value at some rank, in ascending order, of all that are gathered.
struct Ranked {
  std::uint32_t bucket = 0;
  std::uint64_t rank_inside;
  std::vector<double> inside;  // the values of that bucket

  Ranked(std::span<const std::uint64_t> counts, std::uint64_t rank) : rank_inside(rank) {
    while (rank_inside >= counts[bucket]) rank_inside -= counts[bucket++];
    inside.reserve(static_cast<std::size_t>(counts[bucket]));
  }
  double value() {
    const auto nth = inside.begin() + static_cast<std::ptrdiff_t>(rank_inside);
    std::ranges::nth_element(inside, nth);
    return *nth;
  }
};

}  // namespace

void GatheredValues::add(std::span<const double> finite) {
  if (finite.empty()) return;
  if (counts_.empty()) counts_.resize(kBuckets);
  for (const double value : finite) ++counts_[bucket_of(value)];
  while (!finite.empty()) {
    const std::size_t at = size_ % kBlockValues;
    if (at == 0) blocks_.push_back(std::make_unique_for_overwrite<double[]>(kBlockValues));
    const std::size_t count = std::min(finite.size(), kBlockValues - at);
    std::copy_n(finite.begin(), count, blocks_.back().get() + at);
    finite = finite.subspan(count);
    size_ += count;
  }
}

Extent outlier_extent(std::span<const GatheredValues* const> gathered) {
  std::vector<std::uint64_t> counts(kBuckets);
  std::uint64_t total = 0;
  for (const GatheredValues* part : gathered) {
    total += part->size();
    for (std::size_t i = 0; i < part->counts().size(); ++i) counts[i] += part->counts()[i];
  }
  if (total == 0) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};

  const auto last = static_cast<double>(total - 1);
  Ranked low(counts, total <= 2 ? 0 : static_cast<std::uint64_t>(std::ceil(0.05 * last)));
  Ranked high(counts, total <= 2 ? total - 1 : static_cast<std::uint64_t>(std::floor(0.95 * last)));
  for (const GatheredValues* part : gathered) {
    part->visit([&](double value) {
      const std::uint32_t bucket = bucket_of(value);
      if (bucket == low.bucket) low.inside.push_back(value);
      if (bucket == high.bucket) high.inside.push_back(value);
    });
  }
  return {low.value(), high.value()};
}

}  // namespace sonde::lines
