// Thin: lines whose points stand in arrays, decimated and smoothed as those of a tag are.
#pragma once

#include <cstdint>
#include <span>

#include "lines/scalar_lines.h"
#include "lines/scalar_query.h"

namespace sonde::lines {

/// Points of lines, one line after another: those of line i are [offsets[i], offsets[i + 1]).
struct PointColumns {
  std::span<const std::int64_t> offsets;
  std::span<const std::int64_t> steps;
  std::span<const double> wall_times;
  std::span<const double> x;
  std::span<const double> values;
};

/// The same lines with the points that `query` keeps, whose axis and attempts mean nothing here: x is as it
/// stands. Of the columns of lines only runs (the index of each), points, in_range and hidden are filled.
/// Throws std::invalid_argument for a query that makes no sense and for columns that do not fit each other.
ScalarLines thin(const PointColumns& lines, const ScalarQuery& query);

}  // namespace sonde::lines
