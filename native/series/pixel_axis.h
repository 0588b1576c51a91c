// PixelAxis: which column of pixels an x belongs to.
#pragma once

#include <cmath>
#include <cstdint>

namespace sonde::series {

/// The closed range [lo, hi] of finite numbers, drawn `width` pixels wide; logarithmic axes need lo > 0. The
/// column of x is floor((x - lo) / (hi - lo) * width), the last one for hi itself; on a logarithmic axis the
/// same of log10(x), log10(lo) and log10(hi). It never decreases as x grows.
class PixelAxis {
 public:
  PixelAxis(double lo, double hi, std::int32_t width, bool is_log)
      : lo_(lo), hi_(hi), width_(width), is_log_(is_log) {
    const double from = is_log ? std::log10(lo) : lo;
    const double to = is_log ? std::log10(hi) : hi;
    // Halved, so that a range wider than the largest double has a finite span.
    scale_ = std::isfinite(to - from) ? 1.0 : 0.5;
    from_ = from * scale_;
    span_ = to * scale_ - from_;
  }

  [[nodiscard]] double lo() const noexcept { return lo_; }
  [[nodiscard]] double hi() const noexcept { return hi_; }
  [[nodiscard]] std::int32_t width() const noexcept { return width_; }
  [[nodiscard]] bool is_log() const noexcept { return is_log_; }

  /// Whether the axis has a place for x at all, in view or not.
  [[nodiscard]] bool can_draw(double x) const noexcept { return std::isfinite(x) && (!is_log_ || x > 0); }
  [[nodiscard]] bool in_view(double x) const noexcept { return x >= lo_ && x <= hi_; }
  /// For an x in view.
  [[nodiscard]] std::int32_t column(double x) const noexcept {
    if (span_ <= 0) return 0;
    const double at = ((is_log_ ? std::log10(x) : x) * scale_ - from_) / span_ * width_;
    const auto column = static_cast<std::int32_t>(at);
    return column < width_ ? column : width_ - 1;
  }

 private:
  double lo_, hi_;
  std::int32_t width_;
  bool is_log_;
  double scale_ = 1;
  double from_ = 0;
  double span_ = 0;
};

}  // namespace sonde::series
