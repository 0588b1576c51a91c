// Spread: what the values of a group at one place come to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lines/group_query.h"

namespace sonde::lines {

/// What stands for values, and the band around them; NaN where they are too few for it.
struct Spread {
  double centre;
  double lower;
  double upper;
};

/// Sums up the values of a group of so many members, place by place.
class Spreads {
 public:
  Spreads(const SpreadQuery& query, std::size_t members);

  /// Of finite values, which are put into another order; `members` says whose each is. NaN without any.
  Spread of(std::span<double> values, std::span<const std::uint32_t> members);

 private:
  void bootstrap(std::span<const double> values, std::span<const std::uint32_t> members, double mean,
                 Spread& spread);

  SpreadQuery query_;
  std::size_t all_;
  // Of a bootstrap: how often each member is drawn in each resample, member by member. The same at every place, as
  // whole lines are drawn.
  std::vector<float> draws_;
  std::vector<float> sums_, drawn_;
  std::vector<double> means_;
};

/// The quantile of values, which are put into another order: linear between the two nearest, as NumPy has it.
double quantile(std::span<double> values, double share);

}  // namespace sonde::lines
