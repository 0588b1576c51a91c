// M4: the few points of a line that draw the same picture as all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "lines/pixel_axis.h"

namespace sonde::lines {

/// Of each pixel column this keeps the first and the last point, the first of its lowest and of its highest
/// finite values, and the first NaN, +Inf and -Inf; or all points in view when there are at most 4 × width of
/// them. Besides, the point nearest to the view on either side (the last of equal ones on the left, the first
/// on the right), so that lines leave the frame.
///
/// Where x never decreases, the kept points drawn as a polyline cover, in every column, the same pixels as
/// all points drawn so. Where x does go back (wall times of a clock that was set), a column's points are
/// still kept from the whole line in one pass and in their order of appearance, but lines between columns may
/// join other points.
///
/// Points come in blocks; memory is that of the columns, whatever the length of the line.
class M4 {
 public:
  /// `points`: how many will be added at most.
  M4(const PixelAxis& axis, std::size_t points);

  /// Adds the next points of the line.
  void add(std::span<const double> x, std::span<const double> y);

  /// Indices of the points to draw, counted from the first added, ascending, each once.
  [[nodiscard]] std::vector<std::int64_t> kept() const;
  /// How many points have x in view.
  [[nodiscard]] std::int64_t in_range() const noexcept { return in_range_; }
  /// How many have an x that the axis cannot draw: not finite, or ≤ 0 where it is logarithmic.
  [[nodiscard]] std::int64_t hidden() const noexcept { return hidden_; }

 private:
  static constexpr std::int64_t kNone = -1;

  /// The points to keep of one pixel column.
  struct Column {
    std::int64_t first = kNone;
    std::int64_t last = kNone;
    std::int64_t lowest = kNone;
    std::int64_t highest = kNone;
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    std::int64_t nan = kNone;
    std::int64_t positive_infinity = kNone;
    std::int64_t negative_infinity = kNone;

    /// Takes in neighbouring points, of which the first has index i.
    void add(std::int64_t i, std::span<const double> y);
    void add_not_finite(std::int64_t i, double y);
    void keep(std::vector<std::int64_t>& kept) const;
  };

  void add_block(std::span<const double> x, std::span<const double> y);
  void add_in_view(std::int32_t column, std::int64_t i, std::span<const double> y);
  void add_outside(std::int64_t i, double x);

  PixelAxis axis_;
  std::size_t few_;  // so many points in view are all kept
  std::int64_t added_ = 0;
  std::int64_t in_range_ = 0;
  std::int64_t hidden_ = 0;
  std::vector<std::int64_t> first_in_view_;  // at most few_ of them
  std::vector<Column> columns_;              // none where all points in view will be kept
  std::int64_t left_ = kNone;
  std::int64_t right_ = kNone;
  double left_x_ = 0;
  double right_x_ = 0;
};

}  // namespace sonde::lines
