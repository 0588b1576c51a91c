// Outlier extent: the range of values that is left when the outermost twentieth on either side is ignored.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace sonde::lines {

/// An interval of values; NaN and NaN when it was taken of nothing.
struct Extent {
  double low;
  double high;
};

/// Finite values gathered by one thread, and how many of them share their 16 leading bits.
class GatheredValues {
 public:
  /// None of `finite` may be NaN or infinite.
  void add(std::span<const double> finite);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// How many values fall into each bucket; empty without any.
  [[nodiscard]] std::span<const std::uint32_t> counts() const noexcept { return counts_; }
  /// Calls each(value) for all of them.
  template <typename Each>
  void visit(const Each& each) const {
    std::size_t left = size_;
    for (const auto& block : blocks_) {
      for (const double value : std::span(block.get(), std::min(left, kBlockValues))) each(value);
      left -= std::min(left, kBlockValues);
    }
  }

 private:
  static constexpr std::size_t kBlockValues = 8192;

  std::vector<std::unique_ptr<double[]>>
      blocks_;  // so many values each, but for the last: nothing is moved to grow
  std::size_t size_ = 0;
  std::vector<std::uint32_t> counts_;
};

/// Of all n gathered values in ascending order, those at ceil(0.05 (n - 1)) and floor(0.95 (n - 1)); the
/// extremes when there are one or two. Time in proportion to n, without sorting.
Extent outlier_extent(std::span<const GatheredValues* const> gathered);

}  // namespace sonde::lines
