// FinitePoints: the points of a line that can be averaged, block by block, each at a place of its own.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lines/group_query.h"
#include "lines/smooth.h"
#include "lines/task.h"

namespace sonde::lines {

/// Points with a value that is not finite and points without a place on the axis are passed over, and so are those
/// that a clock which was set back puts before one that came earlier. Of points at one place the last counts. The
/// smoothed values are over all points of the line.
///
/// Memory is that of a block, whatever the length of the line.
class FinitePoints {
 public:
  /// Of the points from the last that is not above `lo` to the first that is not below `hi`. The task must outlive
  /// this. `block`: how many points are looked at in one go, at least 1.
  FinitePoints(const Task& task, const GroupQuery& query, double lo, double hi, std::size_t block);

  /// Goes to the next block; false when there are no more points. x increases from block to block.
  bool next();

  [[nodiscard]] std::span<const double> x() const { return {x_.data(), size_}; }
  [[nodiscard]] std::span<const double> values() const { return {values_.data(), size_}; }
  /// The values, without smoothing.
  [[nodiscard]] std::span<const double> smoothed() const {
    return {is_smoothed_ ? smoothed_.data() : values_.data(), size_};
  }

 private:
  void read();

  const Line* line_;
  LineX line_x_;
  Smoother smoother_;
  bool is_smoothed_;
  bool is_log_;
  std::size_t at_;
  std::size_t end_;
  std::size_t block_;
  // The last point is kept back until it is known that none follows at its place.
  std::size_t size_ = 0;
  bool is_kept_back_ = false;
  std::vector<double> x_, values_, smoothed_;
};

/// The last place of a line that is not above `place` and has a finite value, or the place of -infinity.
double last_place(const Task& task, const GroupQuery& query, double place);

}  // namespace sonde::lines
