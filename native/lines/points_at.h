// PointsAt: of each line the one point that stands at a place of the x axis, or is the nearest before it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "columns/run_snapshot.h"
#include "lines/line_columns.h"
#include "lines/line_query.h"

namespace sonde::lines {

/// One entry per line and place that has a point; line by line, in the order in which places were asked for.
struct PointsAt {
  LineColumns lines;
  std::vector<std::int32_t> places;   // index into the asked ones
  std::vector<std::int64_t> indices;  // of the point in its line
  std::vector<std::int64_t> steps;
  std::vector<double> wall_times;
  std::vector<double> relative_times;  // seconds since the first shown point of the run's series
  std::vector<double> x;
  std::vector<double> values;
  std::vector<double> smoothed;  // over all points of the line up to this one; the values without smoothing
};

/// Of each line, for each place: the point with the largest x that is not above it, the last in line order of
/// equal ones. A line that only begins later gives none. `smoothing`: weight of the debiased moving average,
/// 0 ≤ smoothing < 1.
/// Throws std::invalid_argument for a query that makes no sense.
PointsAt points_at(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
                   const LineQuery& query, std::span<const double> places, double smoothing);

}  // namespace sonde::lines
