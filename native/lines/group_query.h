// GroupQuery: what is asked of groups of runs: how their lines are brought to common places, and what they come to there.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lines/scalar_query.h"

namespace sonde::lines {

/// What stands for a group at a place.
enum class Statistic : std::uint8_t { kMean = 0, kMedian = 1 };

/// How far a group's values lie apart. What is around the mean is so whatever stands for the group.
enum class Band : std::uint8_t {
  kNone = 0,
  kStd = 1,        // the mean, less and plus the standard deviation
  kSem = 2,        // the mean, less and plus its standard error
  kMinMax = 3,     // the smallest and the largest value
  kQuantiles = 4,  // two quantiles
  kBootstrap = 5,  // an interval of the mean, from means of lines drawn anew
};

/// What a line has at a place where it has no point.
enum class Alignment : std::uint8_t {
  kLinear = 0,    // what lies on the straight line between the points on either side; nothing beyond its ends
  kExact = 1,     // nothing
  kPrevious = 2,  // what it had last; nothing before its first point
};

/// What is told of a group beside another one.
enum class Comparison : std::uint8_t {
  kNone = 0,
  kDifference = 1,  // its values less what stands for the other
  kRatio = 2,       // its values divided by that
};

/// What the values at one place are to be summed up to.
struct SpreadQuery {
  Statistic statistic = Statistic::kMean;
  Band band = Band::kNone;
  /// The standard deviation divides by the number of values less this: 1 for that of a sample, 0 for that of all.
  std::int32_t ddof = 1;
  double lower_quantile = 0.25;
  double upper_quantile = 0.75;
  /// The share of the means of a bootstrap that lie in its interval.
  double confidence = 0.95;
};

/// The attempts of the base are the current ones, always.
struct GroupQuery : ScalarQuery {
  SpreadQuery spread;
  Alignment alignment = Alignment::kLinear;
  Comparison comparison = Comparison::kNone;
  /// Places times lines, over all groups, that are looked at; where there are more, each group is looked at in
  /// fewer places.
  std::size_t most_cells = 1;
};

}  // namespace sonde::lines
