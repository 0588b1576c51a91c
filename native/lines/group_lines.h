// GroupLines: the answer to a query about groups of runs, column by column, and the query itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "columns/run_snapshot.h"
#include "lines/group_query.h"

namespace sonde::lines {

/// Points to join by strokes, group after group: those of group i are [offsets[i], offsets[i + 1]).
struct Polylines {
  std::vector<std::int32_t> offsets{0};
  std::vector<double> x;
  std::vector<double> y;
};

/// What stands for each group, and the edges of its band, each thinned by itself; without a band these have no
/// points. A band has a NaN where too few lines have a value for it.
struct Bands {
  Polylines centre, lower, upper;
};

struct GroupLines {
  // One entry per group.
  std::vector<std::int32_t> runs;    // those that have the tag
  std::vector<std::int32_t> lines;   // of these runs: each parallel writer is one
  std::vector<std::int64_t> points;  // of these lines
  std::vector<std::int64_t> places;  // in view at which the group was looked at
  std::vector<std::int64_t> one_of;  // such places for each of these: 1 where it was looked at in all

  Bands values;
  std::vector<std::int32_t> counts;  // of lines with a value, at each point of values.centre
  Bands smoothed;                    // of the lines' smoothed values; no points without smoothing
  std::vector<double>
      smoothed_at;  // the smoothed centre at each point of values.centre; empty without smoothing

  // As in ScalarLines, over all places in view, of what stands for the groups and their bands.
  double x_min, x_max, y_min, y_max, y_p05, y_p95;
};

/// Which runs are meant, as indices.
using Group = std::span<const std::int32_t>;

/// Groups of `runs` as curves to draw: at every place in view where one of a group's lines has a finite value, what all
/// of them come to. A run may be in several groups. `baseline`, where the query compares: what they are told beside.
/// Throws std::invalid_argument for a query that makes no sense, std::length_error for more than 2^31 - 1 kept points.
GroupLines group_lines(std::span<const columns::RunSnapshot* const> runs, std::span<const Group> groups,
                       Group baseline, std::string_view tag, const GroupQuery& query);

/// One entry per group and place that has something, group by group, in the order in which places were asked for.
struct GroupsAt {
  std::vector<std::int32_t> groups;
  std::vector<std::int32_t> places;  // index into the asked ones
  std::vector<double> x;             // where it was looked at
  std::vector<std::uint8_t> last;    // whether the group has no later place
  std::vector<std::int32_t> counts;
  std::vector<double> centre, lower, upper;
  std::vector<double> smoothed, smoothed_lower, smoothed_upper;  // the values, without smoothing
};

/// What groups come to at places of the x axis: at the last place of each that is not above the asked one and at which
/// one of its lines has a finite value. The range and width of the query mean nothing here.
/// Throws as group_lines does.
GroupsAt groups_at(std::span<const columns::RunSnapshot* const> runs, std::span<const Group> groups,
                   Group baseline, std::string_view tag, const GroupQuery& query,
                   std::span<const double> places);

}  // namespace sonde::lines
