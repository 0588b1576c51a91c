// Bucket rows: a histogram's value as rows of (left edge, right edge, count), whoever wrote it.
#pragma once

#include <vector>

#include "wire/bytes.h"

namespace sonde::events {

/// Appends the rows of a serialized Summary.Value to `rows`: those of a tensor of shape [k, 3], or the buckets of an
/// old HistogramProto without the empty ones at both ends, the smallest and the largest number as outer edges.
/// Throws DecodeError for anything else, and then appends nothing.
void append_bucket_rows(wire::Bytes value, std::vector<double>& rows);

}  // namespace sonde::events
