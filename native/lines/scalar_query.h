// ScalarQuery: what is asked of the scalars of a tag.
#pragma once

#include <cstdint>
#include <optional>

#include "lines/line_query.h"

namespace sonde::lines {

struct ScalarQuery : LineQuery {
  /// The range of x in view; a missing end is that of the data, and so is a lower end that a logarithmic axis
  /// has no place for.
  std::optional<double> lo;
  std::optional<double> hi;
  /// Pixel columns; at least 1.
  std::int32_t width = 1;
  /// 0 ≤ smoothing < 1; 0 is none.
  double smoothing = 0;
};

}  // namespace sonde::lines
