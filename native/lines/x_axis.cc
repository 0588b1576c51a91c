// XAxis: reading x from the columns of a line.
#include "lines/x_axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace sonde::lines {

double first_wall_time(std::span<const Line> lines) {
  double first = std::numeric_limits<double>::infinity();
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.points(); ++i) {
      double wall_time = 0;
      line.copy_wall_times(i, i + 1, &wall_time);
      if (!std::isfinite(wall_time)) continue;
      first = std::min(first, wall_time);
      break;
    }
  }
  return first;
}

double first_wall_time(const columns::RunSeries& series) {
  double first = std::numeric_limits<double>::infinity();
  for (const columns::RunPart& part : series.parts()) {
    for (std::size_t s = 0; s < part.points->segments(); ++s) {
      std::size_t i = part.points->segment(s).begin;
      const std::size_t end = part.points->segment_end(s);
      while (i < end && !std::isfinite(part.points->wall_time_at(i))) ++i;
      if (i < end) first = std::min(first, part.points->wall_time_at(i));
    }
  }
  return first;
}

void LineX::copy(std::size_t begin, std::size_t end, double* out) const {
  switch (axis_) {
    case XAxis::kStep: {
      constexpr std::size_t kBlock = 512;
      std::array<std::int64_t, kBlock> steps;
      for (; begin < end; begin += kBlock) {
        const std::size_t size = std::min(kBlock, end - begin);
        line_->copy_steps(begin, begin + size, steps.data());
        out = std::transform(steps.begin(), steps.begin() + size, out,
                             [](std::int64_t step) { return static_cast<double>(step); });
      }
      return;
    }
    case XAxis::kRelative:
      line_->copy_wall_times(begin, end, out);
      for (double& each : std::span(out, end - begin)) each -= origin_;
      return;
    case XAxis::kWallTime:
      line_->copy_wall_times(begin, end, out);
      return;
    case XAxis::kIndex:
      std::iota(out, out + (end - begin), static_cast<double>(begin));
      return;
  }
}

void LineX::convert(std::span<const std::int64_t> indices, std::span<const std::int64_t> steps,
                    std::span<const double> wall_times, double* out) const {
  switch (axis_) {
    case XAxis::kStep:
      std::ranges::transform(steps, out, [](std::int64_t step) { return static_cast<double>(step); });
      return;
    case XAxis::kRelative:
      std::ranges::transform(wall_times, out, [&](double wall_time) { return wall_time - origin_; });
      return;
    case XAxis::kWallTime:
      std::ranges::copy(wall_times, out);
      return;
    case XAxis::kIndex:
      std::ranges::transform(indices, out, [](std::int64_t index) { return static_cast<double>(index); });
      return;
  }
}

double LineX::at(std::size_t i) const {
  double x = 0;
  copy(i, i + 1, &x);
  return x;
}

}  // namespace sonde::lines
