// PixelAxis: which column of pixels an x belongs to.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sonde::lines {

/// The closed range [lo, hi] of finite numbers, drawn `width` pixels wide; logarithmic axes need lo > 0. The
/// column of x is floor((x - lo) / (hi - lo) * width), the last one for hi itself; on a logarithmic axis the
/// same of log10(x), log10(lo) and log10(hi). It never decreases as x grows.
class PixelAxis {
 public:
  PixelAxis(double lo, double hi, std::int32_t width, bool is_log)
      : lo_(lo), hi_(hi), width_(width), last_column_(width - 1), is_log_(is_log) {
    const double from = is_log ? std::log10(lo) : lo;
    const double to = is_log ? std::log10(hi) : hi;
    // Halved, so that a range wider than the largest double has a finite span.
    scale_ = std::isfinite(to - from) ? 1.0 : 0.5;
    from_ = from * scale_;
    span_ = to * scale_ - from_;
    if (span_ <= 0) span_ = 1;  // a single x, or a range that logarithms do not tell apart: the first column
  }

  [[nodiscard]] double lo() const noexcept { return lo_; }
  [[nodiscard]] double hi() const noexcept { return hi_; }
  [[nodiscard]] std::int32_t width() const noexcept { return width_; }
  [[nodiscard]] bool is_log() const noexcept { return is_log_; }

  /// Whether the axis has a place for x at all, in view or not.
  [[nodiscard]] bool can_draw(double x) const noexcept { return std::isfinite(x) && (!is_log_ || x > 0); }
  [[nodiscard]] bool in_view(double x) const noexcept { return x >= lo_ && x <= hi_; }
  /// What columns() gives for an x that is not in view.
  static constexpr std::int32_t kOutside = -1;
  /// The column of each x.
  void columns(std::span<const double> x, std::int32_t* out) const noexcept {
    const auto column_of = [&](double value) {
      // A place between 0 and width, or for an x that is not in view anything, NaN too: that is made 0 here,
      // for no integer to overflow, and replaced below.
      double place = (value * scale_ - from_) / span_ * width_;
      place = place > 0 ? place : 0;
      return static_cast<std::int32_t>(place < last_column_ ? place : last_column_);
    };
    bool all_in_view = true;
    for (const double each : x) all_in_view &= in_view(each);
    if (is_log_) {
      for (std::size_t i = 0; i < x.size(); ++i) out[i] = column_of(std::log10(x[i]));
    } else {
      for (std::size_t i = 0; i < x.size(); ++i) out[i] = column_of(x[i]);
    }
    if (!all_in_view) {
      for (std::size_t i = 0; i < x.size(); ++i) out[i] = in_view(x[i]) ? out[i] : kOutside;
    }
  }

 private:
  double lo_, hi_;
  std::int32_t width_;
  double last_column_;
  bool is_log_;
  double scale_ = 1;
  double from_ = 0;
  double span_ = 0;
};

}  // namespace sonde::lines
