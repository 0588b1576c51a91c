// LineQuery: which lines of a tag are meant, and what stands on their x axis.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "lines/x_axis.h"

namespace sonde::lines {

struct LineQuery {
  XAxis x = XAxis::kStep;
  /// A logarithmic axis has no place for points at zero and below.
  bool log_x = false;
  /// Every attempt as a line of its own, instead of the current points of each writer as one line.
  bool all_attempts = false;
  /// Where all attempts are asked for: only so many of each writer, the newest ones; at least 1. A job that
  /// restarts without end has more of them than anyone can draw.
  std::uint32_t max_attempts = std::numeric_limits<std::uint32_t>::max();
  std::size_t threads = 1;
};

}  // namespace sonde::lines
