// ScalarQuery: what is asked of the scalars of a tag.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "lines/x_axis.h"

namespace sonde::lines {

struct ScalarQuery {
  XAxis x = XAxis::kStep;
  /// The range of x in view; a missing end is that of the data, and so is a lower end that a logarithmic axis
  /// has no place for.
  std::optional<double> lo;
  std::optional<double> hi;
  /// Pixel columns; at least 1.
  std::int32_t width = 1;
  bool log_x = false;
  /// 0 ≤ smoothing < 1; 0 is none.
  double smoothing = 0;
  /// Every attempt as a line of its own, instead of the current points of each writer as one line.
  bool all_attempts = false;
  /// Where all attempts are asked for: only so many of each writer, the newest ones; at least 1. A job that
  /// restarts without end has more of them than anyone can draw.
  std::uint32_t max_attempts = std::numeric_limits<std::uint32_t>::max();
  std::size_t threads = 1;
};

}  // namespace sonde::lines
