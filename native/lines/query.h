// Query: one tag of many runs, decimated to the width of a chart.
#pragma once

#include <span>
#include <string_view>

#include "columns/run_snapshot.h"
#include "lines/scalar_lines.h"
#include "lines/scalar_query.h"

namespace sonde::lines {

/// The lines of `tag` in each of `runs` that has it. Decimation and smoothing see all points of a line.
/// Throws std::invalid_argument for a query that makes no sense, std::length_error for more than 2^31 - 1
/// kept points.
ScalarLines query_scalars(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
                          const ScalarQuery& query);

/// Throws std::invalid_argument for a query that makes no sense.
void check(const ScalarQuery& query);

}  // namespace sonde::lines
