// Smoothing: the debiased exponential moving average.
#pragma once

#include <span>

namespace sonde::lines {

/// The average m of the finite values so far, with weights that fall by `weight` (0 ≤ weight < 1) from each
/// to the one before: last = last·w + (1 - w)·y, m = last / (1 - w^n), where n counts the finite values. A
/// value that is not finite is passed on as it is and does not touch the average. As long as all finite
/// values are equal they are passed on too, free of rounding.
class Smoother {
 public:
  explicit Smoother(double weight) : weight_(weight) {}

  /// The next values of the line; writes as many to `out`.
  void add(std::span<const double> values, double* out);

 private:
  [[nodiscard]] double average(double value) { return last_ = last_ * weight_ + (1 - weight_) * value; }

  double weight_;
  double last_ = 0;
  double remaining_ = 1;  // weight^n
  double first_ = 0;      // the first finite value
  bool is_constant_ = true;
};

}  // namespace sonde::lines
