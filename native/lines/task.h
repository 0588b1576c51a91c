// Task: one line of an answer, with what has been worked out about it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "lines/lines.h"
#include "lines/x_axis.h"

namespace sonde::lines {

/// Numbers from the least to the most of those that were taken in.
struct Range {
  double lo = std::numeric_limits<double>::infinity();
  double hi = -std::numeric_limits<double>::infinity();

  void add(double value) {
    lo = value < lo ? value : lo;
    hi = value > hi ? value : hi;
  }
  void add(const Range& other) {
    lo = std::min(lo, other.lo);
    hi = std::max(hi, other.hi);
  }
  [[nodiscard]] bool empty() const { return lo > hi; }
};

/// A line of the answer on its way there.
struct Task {
  std::int32_t run;
  std::int32_t attempt_count;
  std::int32_t writer_count;
  std::int64_t superseded;  // points of the line's writer that are left out of it
  Line line;
  double origin;  // wall time of relative 0

  std::int64_t in_range = 0;
  std::int64_t hidden = 0;
  std::vector<std::int64_t> kept, kept_smoothed;  // indices in the line
  std::vector<double> smoothed_at, smoothed;      // the smoothed values there

  [[nodiscard]] LineX x(XAxis axis) const { return {line, axis, origin}; }
};

}  // namespace sonde::lines
