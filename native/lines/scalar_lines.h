// ScalarLines: the answer to a query, column by column.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "columns/block.h"

namespace sonde::lines {

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
  std::vector<std::int64_t> points;      // all of the line
  std::vector<std::int64_t> in_range;    // those with x in view
  std::vector<std::int64_t> hidden;      // those whose x has no place on the axis
  std::vector<std::int64_t> superseded;  // of the line's writer, where they are left out

  // Where attempts but a run's first begin in line i: [start_offsets[i], start_offsets[i + 1]), the newest of them.
  std::vector<std::int32_t> start_offsets;
  std::vector<std::int32_t> start_attempts;
  std::vector<double> start_x;

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

  columns::Block block;  // the memory of the columns of points
};

}  // namespace sonde::lines
