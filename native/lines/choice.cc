// Choice: one pass over a line, through decimation and smoothing.
#include "lines/choice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "lines/m4.h"
#include "lines/smooth.h"

namespace sonde::lines {
namespace {

/// The part of the line to look at: all of it, or, where x never decreases and smoothing needs no past, what
/// is in view and one point on either side.
std::pair<std::size_t, std::size_t> window_of(const Task& task, const ScalarQuery& query,
                                              const PixelAxis& axis) {
  const LineX x = task.x(query.x);
  if (!x.never_decreases() || query.smoothing > 0) return {0, task.line.points()};
  const std::size_t begin = x.find([&](double each) { return each >= axis.lo(); });
  const std::size_t end = x.find([&](double each) { return each > axis.hi(); });
  return {begin - std::min<std::size_t>(begin, 1), std::min(end + 1, task.line.points())};
}

std::vector<double> pick(std::span<const double> from, std::span<const std::int64_t> indices) {
  std::vector<double> picked;
  picked.reserve(indices.size());
  for (const std::int64_t i : indices) picked.push_back(from[static_cast<std::size_t>(i)]);
  return picked;
}

}  // namespace

void take_y(const PixelAxis& axis, std::span<const double> x, std::span<const double> y, bool seek_outliers,
            Gathered& gathered) {
  std::array<double, kBlock> finite;
  std::size_t size = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    finite[size] = y[i];
    const bool is_taken = axis.in_view(x[i]) && std::abs(y[i]) <= std::numeric_limits<double>::max();
    size += static_cast<std::size_t>(is_taken);
  }
  for (const double value : std::span(finite).first(size)) gathered.y.add(value);
  if (seek_outliers) gathered.values.add(std::span(finite).first(size));
}

void choose(Task& task, const ScalarQuery& query, const PixelAxis& axis, Gathered& gathered) {
  const auto [begin, end] = window_of(task, query, axis);
  const LineX line_x = task.x(query.x);
  const bool is_smoothed = query.smoothing > 0;
  M4 chosen(axis, end - begin);
  M4 chosen_smoothed(axis, is_smoothed ? end - begin : 0);
  Smoother smoother(query.smoothing);
  const std::size_t curve_bytes = is_smoothed ? columns::Block::bytes_of<double>(end - begin) : 0;
  if (gathered.smoothed.size() < curve_bytes) gathered.smoothed = columns::Block(curve_bytes);
  const std::span<double> curve = gathered.smoothed.all<double>().first(is_smoothed ? end - begin : 0);

  std::array<double, kBlock> x_block;
  std::array<double, kBlock> y_block;
  for (std::size_t at = begin; at < end; at += kBlock) {
    const std::size_t size = std::min(kBlock, end - at);
    line_x.copy(at, at + size, x_block.data());
    task.line.copy_values(at, at + size, y_block.data());
    const std::span<const double> x(x_block.data(), size);
    const std::span<const double> y(y_block.data(), size);
    for (const double each : x) {
      if (axis.in_view(each)) gathered.x.add(each);
    }
    take_y(axis, x, y, !is_smoothed, gathered);
    chosen.add(x, y);
    if (is_smoothed) {
      const std::span<double> smoothed = curve.subspan(at - begin, size);
      smoother.add(y, smoothed.data());
      take_y(axis, x, smoothed, true, gathered);
      chosen_smoothed.add(x, smoothed);
    }
  }

  task.in_range = chosen.in_range();
  task.hidden = chosen.hidden();
  task.kept = chosen.kept();
  if (is_smoothed) {
    task.kept_smoothed = chosen_smoothed.kept();
    task.smoothed_at = pick(curve, task.kept);
    task.smoothed = pick(curve, task.kept_smoothed);
  } else if (begin > 0) {
    for (std::int64_t& each : task.kept) each += static_cast<std::int64_t>(begin);
    // What lies before the window is out of view, or hidden where the axis is logarithmic.
    if (query.log_x) task.hidden = static_cast<std::int64_t>(line_x.find([](double x) { return x > 0; }));
  }
}

}  // namespace sonde::lines
