// Choice: which points of a line to keep, and what all of them say together.
#pragma once

#include <cstddef>
#include <span>

#include "columns/block.h"
#include "lines/outlier_extent.h"
#include "lines/pixel_axis.h"
#include "lines/scalar_query.h"
#include "lines/task.h"

namespace sonde::lines {

/// What one thread gathers from its lines.
struct Gathered {
  Range x, y;
  GatheredValues values;    // of which the outliers are sought
  columns::Block smoothed;  // the smoothed values of the line at hand
};

/// As many points as are looked at in one go.
inline constexpr std::size_t kBlock = 512;

/// Takes in the y of those points of a block, kBlock of them at most, that are in view; where
/// `seek_outliers`, into the gathered values too.
void take_y(const PixelAxis& axis, std::span<const double> x, std::span<const double> y, bool seek_outliers,
            Gathered& gathered);

/// Chooses the points of a line to keep, block by block: only smoothing needs memory in proportion to its
/// length.
void choose(Task& task, const ScalarQuery& query, const PixelAxis& axis, Gathered& gathered);

}  // namespace sonde::lines
