// GroupCurve: what a group of lines comes to, place by place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lines/group_query.h"
#include "lines/task.h"

namespace sonde::lines {

/// What stands for a group and its band at each of its places; NaN where nothing does.
struct Curve {
  std::vector<double> centre, lower, upper;
};

/// The same of the lines' values, and, where the query asks for smoothing, of their smoothed values.
struct GroupCurve {
  std::vector<double> x;
  std::vector<std::int32_t> counts;  // of lines with a value there
  Curve values, smoothed;
};

/// The lines at the places, which ascend; `spread` says what is made of them.
GroupCurve group_curve(std::span<const Task* const> lines, std::vector<double> places,
                       const GroupQuery& query, const SpreadQuery& spread);

/// The same beside another group's, which has the same places. Places at which the comparison has no finite centre
/// are left out.
void compare(GroupCurve& curve, const GroupCurve& baseline, const GroupQuery& query);

}  // namespace sonde::lines
