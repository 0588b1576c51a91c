// Places: where on the x axis a group of lines is looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lines/group_query.h"
#include "lines/pixel_axis.h"
#include "lines/task.h"

namespace sonde::lines {

struct Places {
  std::vector<double> x;    // ascending, each once
  std::int64_t one_of = 1;  // about so many places there are for each of these
};

/// Wherever one of the lines has a finite value in view, and the nearest such place on either side of the view. Where
/// there are more than `most`, about half as many or more of them, chosen by a fixed rule that knows the place alone,
/// so that it chooses the same of every line; the first and the last in view are always among them.
Places places_of(std::span<const Task* const> lines, const GroupQuery& query, const PixelAxis& axis,
                 std::size_t most);

}  // namespace sonde::lines
