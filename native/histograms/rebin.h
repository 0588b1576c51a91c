// Rebin: the buckets of several histograms counted over into bins of equal width that all of them share.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sonde::histograms {

/// A stretch of the value axis.
struct Extent {
  double left = 0;
  double right = 0;
};

/// The smallest stretch that holds every finite edge of these rows of (left edge, right edge, count): {0, 0}
/// where there is none. One without width is widened as TensorBoard's page does it, to
/// [value / 1.1 - 1, value * 1.1 + 1]; below zero, where that would turn the ends round, to what mirrors it.
Extent extent_of(std::span<const double> rows);

/// The counts of `bins` bins of equal width over `extent`, which has a width, for the rows (left edge, right edge,
/// count) of one histogram, ascending. A bucket's count is shared out by overlap. A bucket without width belongs to
/// the bin that holds its edge; bins are closed on the left, the last one on both sides. One that reaches to
/// infinity is taken as standing at its finite edge. What lies outside the extent, and buckets without any finite
/// edge, are left out.
std::vector<double> rebin(std::span<const double> rows, const Extent& extent, std::size_t bins);

/// The same for the bins between ascending, finite `edges`, two at least, whatever their widths.
std::vector<double> rebin(std::span<const double> rows, std::span<const double> edges);

}  // namespace sonde::histograms
