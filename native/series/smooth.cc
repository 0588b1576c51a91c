// Smoothing: one pass, with the debiasing factor carried along while it matters.
#include "series/smooth.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace sonde::series {
namespace {

/// Whether all finite values are equal.
bool is_constant(std::span<const double> values) {
  const auto first = std::ranges::find_if(values, [](double value) { return std::isfinite(value); });
  return std::all_of(first, values.end(),
                     [&](double value) { return value == *first || !std::isfinite(value); });
}

}  // namespace

void smooth(std::span<const double> values, double weight, double* out) {
  if (is_constant(values)) {
    std::ranges::copy(values, out);
    return;
  }
  double last = 0;
  double remaining = 1;  // weight^n
  const auto average = [&](double value) { return last = last * weight + (1 - weight) * value; };
  std::size_t i = 0;
  for (; i < values.size() && 1 - remaining != 1; ++i) {
    if (std::isfinite(values[i])) {
      remaining *= weight;
      out[i] = average(values[i]) / (1 - remaining);
    } else {
      out[i] = values[i];
    }
  }
  // From here on the debiasing changes nothing (and weight^n would fall into slow subnormal numbers).
  for (; i < values.size(); ++i) out[i] = std::isfinite(values[i]) ? average(values[i]) : values[i];
}

}  // namespace sonde::series
