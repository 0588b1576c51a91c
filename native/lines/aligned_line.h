// AlignedLine: what a line has at places where it need not have points.
#pragma once

#include <cstddef>
#include <span>

#include "lines/finite_points.h"

namespace sonde::lines {

/// Gives a line's values at ascending places, block by block, by the alignment of the query.
class AlignedLine {
 public:
  /// For places from `lo` to `hi`. The task must outlive this.
  AlignedLine(const Task& task, const GroupQuery& query, double lo, double hi, std::size_t block)
      : points_(task, query, lo, hi, block), alignment_(query.alignment), is_smoothed_(query.smoothing > 0) {}

  /// Writes what the line has at the next places, NaN where it has nothing; `smoothed` is written where the query asks
  /// for smoothing.
  void read(std::span<const double> places, double* values, double* smoothed);

 private:
  struct Point {
    double x;
    double value;
    double smoothed;
  };
  void advance();

  FinitePoints points_;
  Alignment alignment_;
  bool is_smoothed_;
  std::size_t i_ = 0;    // of the next point in its block
  std::size_t end_ = 0;  // of the block
  bool has_begun_ = false;
  bool has_before_ = false;
  bool has_next_ = false;
  Point before_{};  // the last point that is not above the place
  Point next_{};    // the first that is
};

}  // namespace sonde::lines
