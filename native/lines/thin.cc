// Thin: one pass over each line, through decimation and smoothing, then one that copies what was kept.
#include "lines/thin.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "lines/answer.h"
#include "lines/choice.h"
#include "lines/m4.h"
#include "lines/query.h"
#include "lines/smooth.h"
#include "lines/view.h"

namespace sonde::lines {
namespace {

/// The part of a column that belongs to line i.
template <typename T>
std::span<const T> part(std::span<const T> column, const PointColumns& lines, std::size_t i) {
  const auto begin = static_cast<std::size_t>(lines.offsets[i]);
  return column.subspan(begin, static_cast<std::size_t>(lines.offsets[i + 1]) - begin);
}

void check(const PointColumns& lines) {
  const std::span<const std::int64_t> offsets = lines.offsets;
  if (offsets.empty() || offsets.front() != 0 || !std::ranges::is_sorted(offsets)) {
    throw std::invalid_argument("offsets must begin with 0 and never decrease");
  }
  const auto size = static_cast<std::size_t>(offsets.back());
  if (lines.steps.size() != size || lines.wall_times.size() != size || lines.x.size() != size ||
      lines.values.size() != size) {
    throw std::invalid_argument("columns of points must be as long as the last offset says");
  }
}

Range drawable_range(std::span<const double> xs, bool is_log) {
  Range range;
  for (const double x : xs) {
    if (std::abs(x) <= std::numeric_limits<double>::max() && (!is_log || x > 0)) range.add(x);
  }
  return range;
}

void take_blocks(const PixelAxis& axis, std::span<const double> x, std::span<const double> y,
                 bool seek_outliers, Gathered& gathered) {
  for (std::size_t at = 0; at < x.size(); at += kBlock) {
    const std::size_t size = std::min(kBlock, x.size() - at);
    take_y(axis, x.subspan(at, size), y.subspan(at, size), seek_outliers, gathered);
  }
}

/// The indices that are kept of one line, and what is smoothed there.
struct Kept {
  std::vector<std::int64_t> points, smoothed_points;
  std::vector<double> smoothed_at, smoothed;
};

Kept keep(std::span<const double> x, std::span<const double> y, const PixelAxis& axis, double smoothing,
          Gathered& gathered, ScalarLines& answer) {
  Kept kept;
  M4 chosen(axis, x.size());
  chosen.add(x, y);
  for (const double each : x) {
    if (axis.in_view(each)) gathered.x.add(each);
  }
  const bool is_smoothed = smoothing > 0;
  take_blocks(axis, x, y, !is_smoothed, gathered);
  kept.points = chosen.kept();
  answer.points.push_back(static_cast<std::int64_t>(x.size()));
  answer.in_range.push_back(chosen.in_range());
  answer.hidden.push_back(chosen.hidden());
  if (!is_smoothed) return kept;

  std::vector<double> curve(y.size());
  Smoother(smoothing).add(y, curve.data());
  take_blocks(axis, x, curve, true, gathered);
  M4 chosen_smoothed(axis, x.size());
  chosen_smoothed.add(x, curve);
  kept.smoothed_points = chosen_smoothed.kept();
  for (const std::int64_t i : kept.points) kept.smoothed_at.push_back(curve[static_cast<std::size_t>(i)]);
  for (const std::int64_t i : kept.smoothed_points)
    kept.smoothed.push_back(curve[static_cast<std::size_t>(i)]);
  return kept;
}

std::int32_t end_after(std::int32_t begin, std::size_t more) {
  if (more > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() - begin)) {
    throw std::length_error("more than 2^31 - 1 points to draw");
  }
  return begin + static_cast<std::int32_t>(more);
}

}  // namespace

ScalarLines thin(const PointColumns& lines, const ScalarQuery& query) {
  check(query);
  check(lines);
  const std::size_t count = lines.offsets.size() - 1;
  const PixelAxis axis = axis_of(drawable_range(lines.x, query.log_x), query);
  ScalarLines answer;
  std::vector<Gathered> gathered(1);
  std::vector<Kept> kept;
  answer.offsets.push_back(0);
  answer.smoothed_offsets.push_back(0);
  for (std::size_t i = 0; i < count; ++i) {
    answer.runs.push_back(static_cast<std::int32_t>(i));
    kept.push_back(keep(part(lines.x, lines, i), part(lines.values, lines, i), axis, query.smoothing,
                        gathered.front(), answer));
    answer.offsets.push_back(end_after(answer.offsets.back(), kept.back().points.size()));
    answer.smoothed_offsets.push_back(
        end_after(answer.smoothed_offsets.back(), kept.back().smoothed_points.size()));
  }
  reserve_points(answer, query.smoothing > 0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto steps = part(lines.steps, lines, i);
    const auto wall_times = part(lines.wall_times, lines, i);
    const auto x = part(lines.x, lines, i);
    const auto values = part(lines.values, lines, i);
    auto at = static_cast<std::size_t>(answer.offsets[i]);
    if (query.smoothing > 0)
      std::ranges::copy(kept[i].smoothed_at, answer.smoothed_at.begin() + answer.offsets[i]);
    for (const std::int64_t index : kept[i].points) {
      const auto point = static_cast<std::size_t>(index);
      answer.steps[at] = steps[point];
      answer.wall_times[at] = wall_times[point];
      answer.x[at] = x[point];
      answer.values[at] = values[point];
      ++at;
    }
    at = static_cast<std::size_t>(answer.smoothed_offsets[i]);
    std::ranges::copy(kept[i].smoothed, answer.smoothed.begin() + answer.smoothed_offsets[i]);
    for (const std::int64_t index : kept[i].smoothed_points) {
      answer.smoothed_x[at++] = x[static_cast<std::size_t>(index)];
    }
  }
  set_ranges(gathered, answer);
  return answer;
}

}  // namespace sonde::lines
