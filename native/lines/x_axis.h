// XAxis: what stands on the x axis of a line, and where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lines/lines.h"

namespace sonde::lines {

/// What the x of a point is.
enum class XAxis : std::uint8_t {
  kStep = 0,
  kRelative = 1,  // seconds since the first shown point of the run's series
  kWallTime = 2,  // seconds since 1970
  kIndex = 3,     // 0, 1, 2 … along the line
};

/// The first finite wall time of the lines, each looked at from its start, as the earliest of them; infinity
/// without any. Relative time begins there.
double first_wall_time(std::span<const Line> lines);
/// The same of all attempts of a series, whether they are shown or not.
double first_wall_time(const columns::RunSeries& series);

/// The x of the points of one line.
class LineX {
 public:
  /// The line must outlive this. `origin`: the wall time of relative 0.
  LineX(const Line& line, XAxis axis, double origin) : line_(&line), axis_(axis), origin_(origin) {}

  /// Whether x never decreases along a line.
  [[nodiscard]] bool never_decreases() const noexcept {
    return axis_ == XAxis::kStep || axis_ == XAxis::kIndex;
  }
  /// The x of points [begin, end).
  void copy(std::size_t begin, std::size_t end, double* out) const;
  /// The x of some points, of which index, step and wall time are known.
  void convert(std::span<const std::int64_t> indices, std::span<const std::int64_t> steps,
               std::span<const double> wall_times, double* out) const;

  /// The first point for which reached(x) holds, or the end; where x never decreases, and reached stays true.
  template <typename Reached>
  [[nodiscard]] std::size_t find(const Reached& reached) const {
    std::size_t begin = 0;
    std::size_t end = line_->points();
    while (begin < end) {
      const std::size_t middle = begin + (end - begin) / 2;
      if (reached(at(middle))) {
        end = middle;
      } else {
        begin = middle + 1;
      }
    }
    return begin;
  }
  /// The x of one point.
  [[nodiscard]] double at(std::size_t i) const;

 private:
  const Line* line_;
  XAxis axis_;
  double origin_;
};

}  // namespace sonde::lines
