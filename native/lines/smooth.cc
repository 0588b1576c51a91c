// Smoothing: one pass, with the debiasing factor carried along while it matters.
#include "lines/smooth.h"

#include <cmath>
#include <cstddef>

namespace sonde::lines {

void Smoother::add(std::span<const double> values, double* out) {
  std::size_t i = 0;
  for (; i < values.size() && (1 - remaining_ != 1 || is_constant_); ++i) {
    const double value = values[i];
    if (!std::isfinite(value)) {
      out[i] = value;
      continue;
    }
    if (remaining_ == 1) first_ = value;
    is_constant_ = is_constant_ && value == first_;
    // Carried on until it changes nothing: later it would only fall into subnormal numbers, which are slow.
    if (1 - remaining_ != 1) remaining_ *= weight_;
    const double smoothed = average(value) / (1 - remaining_);
    out[i] = is_constant_ ? value : smoothed;
  }
  for (; i < values.size(); ++i) out[i] = std::isfinite(values[i]) ? average(values[i]) : values[i];
}

}  // namespace sonde::lines
