// Percentiles: the values below which given shares of a histogram lie.
#pragma once

#include <span>
#include <vector>

namespace sonde::histograms {

/// The value at each of these ascending `shares` (0 to `whole`) of the total count, for rows (left edge, right edge,
/// count) of one histogram, ascending: the inverse of its cumulative distribution, which is linear inside a bucket.
/// Where several values fit (empty buckets), the largest is given; beyond the last count the right edge of all. A
/// histogram without rows gives zeros. As TensorBoard's Distributions page has it,
/// to the rounding: a share that falls between two buckets belongs to the same one.
std::vector<double> percentiles(std::span<const double> rows, std::span<const double> shares, double whole);

}  // namespace sonde::histograms
