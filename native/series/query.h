// Query: one tag of many runs, decimated to the width of a chart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "series/block.h"
#include "series/run_snapshot.h"
#include "series/x_axis.h"

namespace sonde::series {

struct ScalarQuery {
  XAxis x = XAxis::kStep;
  /// The range of x in view; a missing end is that of the data, and so is a lower end that a logarithmic axis
  /// has no place for.
  std::optional<double> lo;
  std::optional<double> hi;
  /// Pixel columns; at least 1.
  std::int32_t width = 1;
  bool log_x = false;
  /// 0 ≤ smoothing < 1; 0 is none.
  double smoothing = 0;
  /// Every attempt as a line of its own, instead of the current points of each writer as one line.
  bool all_attempts = false;
  /// Where all attempts are asked for: only so many of each writer, the newest ones; at least 1. A job that
  /// restarts without end has more of them than anyone can draw.
  std::uint32_t max_attempts = std::numeric_limits<std::uint32_t>::max();
  std::size_t threads = 1;
};

/// The answer: one entry per line in the columns of lines, and the points of all lines one after another.
/// Points of line i are [offsets[i], offsets[i + 1]), those of its smoothed curve the same of
/// smoothed_offsets.
struct ScalarLines {
  std::vector<std::int32_t> runs;   // index into the argument
  std::vector<std::int32_t> files;  // of the line's last point; index into the files of its run
  std::vector<std::int32_t> attempts;
  std::vector<std::int32_t> attempt_counts;  // how many the line's writer made
  std::vector<std::int32_t> writers;
  std::vector<std::int32_t> writer_counts;
  std::vector<std::int64_t> points;    // all of the line
  std::vector<std::int64_t> in_range;  // those with x in view
  std::vector<std::int64_t> hidden;    // those whose x has no place on the axis

  std::vector<std::int32_t> offsets;
  std::span<std::int64_t> steps;
  std::span<double> wall_times;
  std::span<double> x;
  std::span<double> values;
  std::span<double> smoothed_at;  // the smoothed value at each of these points; empty without smoothing

  std::vector<std::int32_t> smoothed_offsets;
  std::span<double> smoothed_x;
  std::span<double> smoothed;

  // Over all points in view, kept or not; NaN where there are none. y of finite values and of the smoothed
  // curve.
  double x_min, x_max, y_min, y_max;
  // The y range without outliers: of the smoothed curve where there is one, else of the values.
  double y_p05, y_p95;

  Block block;  // the memory of the columns of points
};

/// The lines of `tag` in each of `runs` that has it. Decimation and smoothing see all points of a line.
/// Throws std::invalid_argument for a query that makes no sense, std::length_error for more than 2^31 - 1
/// kept points.
ScalarLines query_scalars(std::span<const RunSnapshot* const> runs, std::string_view tag,
                          const ScalarQuery& query);

}  // namespace sonde::series
