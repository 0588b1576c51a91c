// Smoothing: the debiased exponential moving average.
#pragma once

#include <span>

namespace sonde::series {

/// Writes to `out`, of the length of `values`, the average m of the finite values so far, with weights that
/// fall by `weight` (0 ≤ weight < 1) from each to the one before: last = last·w + (1 - w)·y, m = last / (1 -
/// w^n), where n counts the finite values. A value that is not finite is passed on as it is and does not
/// touch the average. When all finite values are equal they are passed on too, free of rounding.
void smooth(std::span<const double> values, double weight, double* out);

}  // namespace sonde::series
