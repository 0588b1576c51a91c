// Summary: what the points of each line in a stretch of the x axis come to.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "columns/run_snapshot.h"
#include "lines/line_columns.h"
#include "lines/line_query.h"

namespace sonde::lines {

/// One entry per line that has a point in the stretch.
struct Summaries {
  LineColumns lines;
  std::vector<std::int64_t> counts;         // points in the stretch
  std::vector<std::int64_t> finite_counts;  // those of them with a finite value
  // The point with the smallest x, the first in line order of equal ones, and the one with the largest, the last.
  std::vector<std::int64_t> start_steps, end_steps;
  std::vector<double> start_wall_times, end_wall_times;
  std::vector<double> start_values, end_values;
  // Of finite values, the first in line order of equal ones; NaN, at the first point, where there is none.
  std::vector<double> mins, maxs;
  std::vector<std::int64_t> min_steps, max_steps;
  std::vector<double> means;
};

/// The points of each line with lo ≤ x ≤ hi.
/// Throws std::invalid_argument for a query that makes no sense.
Summaries summarise(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
                    const LineQuery& query, double lo, double hi);

}  // namespace sonde::lines
