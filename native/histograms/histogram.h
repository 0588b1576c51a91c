// Histogram: numbers counted in buckets, in the two forms that summaries have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "histograms/edges.h"
#include "histograms/moments.h"
#include "histograms/numbers.h"

namespace sonde::histograms {

/// How many of the numbers lie in each bucket: edges.buckets() counts, equal to those of
/// numpy.histogram(numbers as float64, edges). NaN, and what lies outside the edges, is not counted.
std::vector<std::uint64_t> count_in_buckets(const Numbers& numbers, const Edges& edges);

/// A HistogramProto's content. Bucket i reaches from limits[i - 1] to limits[i]; the first one, always empty,
/// only carries the left edge of the second.
struct LegacyHistogram {
  Moments moments;
  std::vector<double> limits;
  std::vector<double> counts;
};

/// As torch.utils.tensorboard makes it: `edges` counted, neighbouring buckets joined until at most about
/// `max_buckets` are left (0: no joining), and the empty ones at both ends cut away, but for one empty bucket
/// on the left. The moments are those of all numbers, those outside the edges included. Throws
/// std::invalid_argument when no number lies within the edges.
LegacyHistogram legacy_histogram(const Numbers& numbers, const Edges& edges, std::size_t max_buckets = 0);

/// Rows of (left edge, right edge, count): what a histogram summary of TensorFlow 2 holds.
using BucketRows = std::vector<double>;  // 3 × buckets

/// As TensorFlow 2 makes it: `buckets` of equal width from the smallest to the largest number, the last one
/// closed. All zero without any number; equal edges and all of the count in the last row when there is a
/// single value. Numbers that are not finite, for which TensorFlow's result is undefined, are left out.
BucketRows uniform_histogram(const Numbers& numbers, std::size_t buckets = 30);

}  // namespace sonde::histograms
