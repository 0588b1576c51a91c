// View: the x axis that a query looks through.
#pragma once

#include <cstddef>
#include <span>

#include "lines/pixel_axis.h"
#include "lines/scalar_query.h"
#include "lines/task.h"

namespace sonde::lines {

/// The axis of the range that was asked for; where an end was not given, that of `data`, what the axis can
/// draw.
PixelAxis axis_of(Range data, const ScalarQuery& query);

/// The axis of the range that was asked for; where an end was not given, that of what the axis can draw of
/// the lines.
PixelAxis view_of(std::span<const Task> tasks, const ScalarQuery& query, std::size_t workers);

}  // namespace sonde::lines
