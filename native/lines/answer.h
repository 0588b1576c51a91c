// Answer: from chosen points to the columns of ScalarLines.
#pragma once

#include <cstddef>
#include <span>

#include "lines/choice.h"
#include "lines/scalar_lines.h"
#include "lines/scalar_query.h"
#include "lines/task.h"

namespace sonde::lines {

/// The columns of the lines and of the points that were chosen of them. Throws std::length_error for more
/// than 2^31 - 1 points.
ScalarLines answer_of(std::span<const Task> tasks, const ScalarQuery& query, std::size_t workers);
/// Makes room for as many points as the offsets say.
void reserve_points(ScalarLines& answer, bool is_smoothed);
/// Adds the ranges of x and y that the threads gathered.
void set_ranges(std::span<const Gathered> gathered, ScalarLines& answer);

}  // namespace sonde::lines
