// Bucket rows: a histogram's value as rows of (left edge, right edge, count), whoever wrote it.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "events/tensor.h"
#include "wire/bytes.h"

namespace sonde::events {

/// What a histogram says of its numbers beside its buckets; NaN where it says nothing, as those of newer writers do.
struct ToldMoments {
  static constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

  double min = kNothing;
  double max = kNothing;
  double num = kNothing;
  double sum = kNothing;
  double sum_squares = kNothing;
};

/// Appends the rows of a serialized Summary.Value to `rows`: those of a tensor of shape [k, 3], or the buckets of an
/// old HistogramProto without the empty ones at both ends, the smallest and the largest number as outer edges.
/// Edges and counts of the old form are rounded to float32, as TensorBoard rounds them. What a tensor that does not list
/// all of its entries is filled up with may take `max_filled` bytes.
/// Throws DecodeError for anything else, and then appends nothing. Returns what the value says beside them.
ToldMoments append_bucket_rows(wire::Bytes value, std::vector<double>& rows,
                               std::size_t max_filled = kMaxFilled);

}  // namespace sonde::events
