// Tasks: from a query to its lines, and how many threads they are worth.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "columns/run_snapshot.h"
#include "lines/line_query.h"
#include "lines/task.h"

namespace sonde::lines {

/// The lines of `tag` in each of `runs` that has it, in the order of the runs.
/// Throws std::invalid_argument for a query that makes no sense.
std::vector<Task> tasks_of(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
                           const LineQuery& query);

/// As many threads as are allowed and worth it.
std::size_t workers_for(std::span<const Task> tasks, std::size_t threads);

}  // namespace sonde::lines
