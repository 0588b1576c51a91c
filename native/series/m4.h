// M4: the few points of a line that draw the same picture as all of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "series/pixel_axis.h"

namespace sonde::series {

/// What became of the points of one line.
struct M4Result {
  std::uint64_t in_range = 0;  // points whose x is in view
  std::uint64_t hidden =
      0;  // points whose x the axis cannot draw: not finite, or ≤ 0 where it is logarithmic
};

/// Appends to `kept` the indices of the points to draw, in ascending order, each once.
///
/// Of each pixel column: the first and the last point, the first of its lowest and of its highest finite
/// values, and the first NaN, +Inf and -Inf. All points in view when there are at most 4 × width of them.
/// Besides, the point nearest to the view on either side (the last of equal ones on the left, the first on
/// the right), so that lines leave the frame.
///
/// Where x never decreases, the kept points drawn as a polyline cover, in every column, the same pixels as
/// all points drawn so. Where x does go back (wall times of a clock that was set), a column's points are
/// still kept from the whole line in one pass and in their order of appearance, but lines between columns may
/// join other points.
M4Result m4(std::span<const double> x, std::span<const double> y, const PixelAxis& axis,
            std::vector<std::int64_t>& kept);

}  // namespace sonde::series
