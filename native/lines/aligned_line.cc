// AlignedLine: walking along a line and along places at once.
#include "lines/aligned_line.h"

#include <cmath>
#include <limits>

namespace sonde::lines {
namespace {

/// Between two values, or one of them. Free of rounding where they are equal, and of overflow.
double between(double from, double to, double share) {
  const double found = from + (to - from) * share;
  return std::isfinite(found) ? found : from * (1 - share) + to * share;
}

}  // namespace

void AlignedLine::advance() {
  if (i_ == end_) {
    has_next_ = points_.next();
    i_ = 0;
    end_ = has_next_ ? points_.x().size() : 0;
    if (!has_next_) return;
  }
  next_ = {points_.x()[i_], points_.values()[i_], points_.smoothed()[i_]};
  ++i_;
}

void AlignedLine::read(std::span<const double> places, double* values, double* smoothed) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (!has_begun_) {
    has_begun_ = true;
    advance();
  }
  for (std::size_t p = 0; p < places.size(); ++p) {
    const double place = places[p];
    while (has_next_ && next_.x <= place) {
      before_ = next_;
      has_before_ = true;
      advance();
    }
    double value = kNaN;
    double smooth = kNaN;
    if (has_before_ && (before_.x == place || alignment_ == Alignment::kPrevious)) {
      value = before_.value;
      smooth = before_.smoothed;
    } else if (has_before_ && has_next_ && alignment_ == Alignment::kLinear) {
      const double share = (place - before_.x) / (next_.x - before_.x);
      value = between(before_.value, next_.value, share);
      smooth = between(before_.smoothed, next_.smoothed, share);
    }
    values[p] = value;
    if (is_smoothed_) smoothed[p] = smooth;
  }
}

}  // namespace sonde::lines
