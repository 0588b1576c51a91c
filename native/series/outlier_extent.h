// Outlier extent: the range of values that is left when the outermost twentieth on either side is ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sonde::series {

/// An interval of values; NaN and NaN when it was taken of nothing.
struct Extent {
  double low;
  double high;
};

/// Finite values gathered by one thread, and how many of them share their 16 leading bits.
class FiniteValues {
 public:
  /// Adds those of `values` that are finite.
  void add(std::span<const double> values);
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }

 private:
  friend Extent outlier_extent(std::span<const FiniteValues* const> gathered);

  std::vector<double> values_;
  std::vector<std::uint32_t> counts_;  // by bucket; empty until the first value
};

/// Of all n gathered values in ascending order, those at ceil(0.05 (n - 1)) and floor(0.95 (n - 1)); the
/// extremes when there are one or two. Time in proportion to n, without sorting.
Extent outlier_extent(std::span<const FiniteValues* const> gathered);

}  // namespace sonde::series
