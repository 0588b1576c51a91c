// GroupLines: of each group first its places, then its curve there, and of that what draws the same picture.
#include "lines/group_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "lines/choice.h"
#include "lines/finite_points.h"
#include "lines/group_curve.h"
#include "lines/m4.h"
#include "lines/parallel.h"
#include "lines/places.h"
#include "lines/query.h"
#include "lines/tasks.h"
#include "lines/view.h"

namespace sonde::lines {
namespace {

/// A group is looked at in at least so many places, however many lines there are, and at most in so many, however few.
constexpr std::size_t kFewestPlaces = 1000;
constexpr std::size_t kMostPlaces = 1'000'000;

using Lines = std::vector<const Task*>;

void check(const GroupQuery& query) {
  check(static_cast<const ScalarQuery&>(query));
  const auto refuse = [](const std::string& what) { throw std::invalid_argument(what); };
  const SpreadQuery& spread = query.spread;
  if (spread.ddof != 0 && spread.ddof != 1) refuse("ddof must be 0 or 1, got " + std::to_string(spread.ddof));
  if (!(spread.lower_quantile >= 0 && spread.lower_quantile <= spread.upper_quantile &&
        spread.upper_quantile <= 1)) {
    refuse("quantiles must be between 0 and 1, the lower first, got " +
           std::to_string(spread.lower_quantile) + " and " + std::to_string(spread.upper_quantile));
  }
  if (!(spread.confidence > 0 && spread.confidence < 1)) {
    refuse("confidence must be above 0 and below 1, got " + std::to_string(spread.confidence));
  }
}

/// What a place of a line costs, in such of a mean.
std::size_t cost_of(const SpreadQuery& spread) {
  if (spread.band == Band::kBootstrap) return 40;
  return spread.band == Band::kQuantiles || spread.statistic == Statistic::kMedian ? 3 : 1;
}

/// The lines of groups and of the baseline, which they share.
class Members {
 public:
  Members(std::span<const columns::RunSnapshot* const> runs, std::span<const Group> groups, Group baseline,
          std::string_view tag, const GroupQuery& query)
      : tasks_(tasks_of(runs, tag, query)), firsts_(runs.size() + 1) {
    for (const Task& task : tasks_) ++firsts_[static_cast<std::size_t>(task.run) + 1];
    for (std::size_t run = 0; run < runs.size(); ++run) firsts_[run + 1] += firsts_[run];
    for (const Group& group : groups) {
      groups_.push_back(lines_of(group));
      lines_ += groups_.back().size();
    }
    baseline_ = lines_of(baseline);
  }

  [[nodiscard]] std::span<const Task> tasks() const { return tasks_; }
  [[nodiscard]] const Lines& of(std::size_t group) const { return groups_[group]; }
  [[nodiscard]] const Lines& baseline() const { return baseline_; }
  /// Of all groups.
  [[nodiscard]] std::size_t lines() const { return lines_; }

 private:
  [[nodiscard]] Lines lines_of(Group group) const {
    Lines lines;
    for (const std::int32_t run : group) {
      if (run < 0 || static_cast<std::size_t>(run) + 1 >= firsts_.size()) {
        throw std::invalid_argument("a group must hold indices of the runs, got " + std::to_string(run));
      }
      for (std::size_t i = firsts_[static_cast<std::size_t>(run)];
           i < firsts_[static_cast<std::size_t>(run) + 1]; ++i) {
        lines.push_back(&tasks_[i]);
      }
    }
    return lines;
  }

  std::vector<Task> tasks_;
  std::vector<std::size_t> firsts_;  // of each run, the first of its tasks
  std::vector<Lines> groups_;
  Lines baseline_;
  std::size_t lines_ = 0;
};

/// Knows the baseline at the places of one group after the other, which mostly are the same.
class Baseline {
 public:
  const GroupCurve& at(const std::vector<double>& places, const Lines& lines, const GroupQuery& query) {
    if (places != curve_.x) {
      SpreadQuery spread = query.spread;
      spread.band = Band::kNone;
      curve_ = group_curve(lines, places, query, spread);
    }
    return curve_;
  }

 private:
  GroupCurve curve_;
};

GroupCurve curve_at(const Lines& lines, std::vector<double> places, const Lines& baseline,
                    const GroupQuery& query, Baseline& at) {
  GroupCurve curve = group_curve(lines, std::move(places), query, query.spread);
  if (query.comparison != Comparison::kNone) compare(curve, at.at(curve.x, baseline, query), query);
  return curve;
}

/// What is drawn of one group.
struct Kept {
  struct Part {
    std::vector<double> x, y;
  };
  std::int64_t in_view = 0;
  std::int64_t one_of = 1;
  Part centre, lower, upper, smoothed, smoothed_lower, smoothed_upper;
  std::vector<std::int32_t> counts;
  std::vector<double> smoothed_at;
};

std::vector<std::int64_t> kept_of(const std::vector<double>& x, const std::vector<double>& y,
                                  const PixelAxis& axis, std::int64_t* in_view = nullptr) {
  M4 chosen(axis, x.size());
  chosen.add(x, y);
  if (in_view != nullptr) *in_view = chosen.in_range();
  return chosen.kept();
}

template <typename T>
std::vector<T> pick(const std::vector<T>& from, const std::vector<std::int64_t>& indices) {
  std::vector<T> picked;
  picked.reserve(indices.size());
  for (const std::int64_t i : indices) picked.push_back(from[static_cast<std::size_t>(i)]);
  return picked;
}

Kept::Part part_of(const std::vector<double>& x, const std::vector<double>& y, const PixelAxis& axis) {
  const std::vector<std::int64_t> kept = kept_of(x, y, axis);
  return {pick(x, kept), pick(y, kept)};
}

void gather(const GroupCurve& curve, const GroupQuery& query, const PixelAxis& axis, Gathered& gathered) {
  const bool has_band = query.spread.band != Band::kNone;
  const bool is_smoothed = query.smoothing > 0;
  const std::span<const double> x(curve.x);
  for (const double each : x) {
    if (axis.in_view(each)) gathered.x.add(each);
  }
  const auto take = [&](const std::vector<double>& y, bool seek_outliers) {
    for (std::size_t at = 0; at < x.size(); at += kBlock) {
      const std::size_t size = std::min(kBlock, x.size() - at);
      take_y(axis, x.subspan(at, size), std::span(y).subspan(at, size), seek_outliers, gathered);
    }
  };
  take(curve.values.centre, !is_smoothed);
  const Curve& shown = is_smoothed ? curve.smoothed : curve.values;
  if (is_smoothed) take(shown.centre, true);
  if (has_band) take(shown.lower, true);
  if (has_band) take(shown.upper, true);
}

Kept keep(const GroupCurve& curve, const GroupQuery& query, const PixelAxis& axis) {
  Kept kept;
  const std::vector<std::int64_t> centre = kept_of(curve.x, curve.values.centre, axis, &kept.in_view);
  kept.centre = {pick(curve.x, centre), pick(curve.values.centre, centre)};
  kept.counts = pick(curve.counts, centre);
  const bool has_band = query.spread.band != Band::kNone;
  if (has_band) {
    kept.lower = part_of(curve.x, curve.values.lower, axis);
    kept.upper = part_of(curve.x, curve.values.upper, axis);
  }
  if (query.smoothing > 0) {
    kept.smoothed_at = pick(curve.smoothed.centre, centre);
    kept.smoothed = part_of(curve.x, curve.smoothed.centre, axis);
    if (has_band) {
      kept.smoothed_lower = part_of(curve.x, curve.smoothed.lower, axis);
      kept.smoothed_upper = part_of(curve.x, curve.smoothed.upper, axis);
    }
  }
  return kept;
}

template <typename T>
void append(const std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

void append(const Kept::Part& from, Polylines& to) {
  append(from.x, to.x);
  append(from.y, to.y);
  if (to.x.size() > std::numeric_limits<std::int32_t>::max()) {
    throw std::length_error("more than 2^31 - 1 points to draw");
  }
  to.offsets.push_back(static_cast<std::int32_t>(to.x.size()));
}

void append(const Lines& lines, const Kept& kept, GroupLines& answer) {
  std::int64_t points = 0;
  std::int32_t runs = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    points += static_cast<std::int64_t>(lines[i]->line.points());
    if (i == 0 || lines[i]->run != lines[i - 1]->run) ++runs;
  }
  answer.runs.push_back(runs);
  answer.lines.push_back(static_cast<std::int32_t>(lines.size()));
  answer.points.push_back(points);
  answer.places.push_back(kept.in_view);
  answer.one_of.push_back(kept.one_of);
  append(kept.centre, answer.values.centre);
  append(kept.lower, answer.values.lower);
  append(kept.upper, answer.values.upper);
  append(kept.counts, answer.counts);
  append(kept.smoothed_at, answer.smoothed_at);
  append(kept.smoothed, answer.smoothed.centre);
  append(kept.smoothed_lower, answer.smoothed.lower);
  append(kept.smoothed_upper, answer.smoothed.upper);
}

void set_ranges(std::span<const Gathered> gathered, GroupLines& answer) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Range x, y;
  std::vector<const GatheredValues*> values;
  for (const Gathered& each : gathered) {
    x.add(each.x);
    y.add(each.y);
    values.push_back(&each.values);
  }
  answer.x_min = x.empty() ? kNaN : x.lo;
  answer.x_max = x.empty() ? kNaN : x.hi;
  answer.y_min = y.empty() ? kNaN : y.lo;
  answer.y_max = y.empty() ? kNaN : y.hi;
  const Extent extent = outlier_extent(values);
  answer.y_p05 = extent.low;
  answer.y_p95 = extent.high;
}

}  // namespace

GroupLines group_lines(std::span<const columns::RunSnapshot* const> runs, std::span<const Group> groups,
                       Group baseline, std::string_view tag, const GroupQuery& query) {
  check(query);
  const Members members(runs, groups, baseline, tag, query);
  const std::size_t workers =
      std::min(workers_for(members.tasks(), query.threads), std::max<std::size_t>(1, groups.size()));
  const PixelAxis axis = view_of(members.tasks(), query, workers);
  const std::size_t most =
      std::clamp(query.most_cells / std::max<std::size_t>(1, members.lines()) / cost_of(query.spread),
                 kFewestPlaces, kMostPlaces);
  std::vector<Gathered> gathered(workers);
  std::vector<Baseline> baselines(workers);
  std::vector<Kept> kept(groups.size());
  parallel_for(groups.size(), workers, [&](std::size_t worker, std::size_t i) {
    Places places = places_of(members.of(i), query, axis, most);
    const GroupCurve curve =
        curve_at(members.of(i), std::move(places.x), members.baseline(), query, baselines[worker]);
    gather(curve, query, axis, gathered[worker]);
    kept[i] = keep(curve, query, axis);
    kept[i].one_of = places.one_of;
  });
  GroupLines answer;
  for (std::size_t i = 0; i < groups.size(); ++i) append(members.of(i), kept[i], answer);
  set_ranges(gathered, answer);
  return answer;
}

namespace {

/// The places of a group at which the asked ones are answered, ascending, each once, and which each asked one has:
/// its index there, or -1.
struct Asked {
  std::vector<double> x;
  std::vector<std::ptrdiff_t> at;
};

Asked places_before(const Lines& lines, const GroupQuery& query, std::span<const double> asked) {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  std::vector<double> found;
  for (const double place : asked) {
    double last = kNone;
    for (const Task* line : lines) last = std::max(last, last_place(*line, query, place));
    found.push_back(last);
  }
  Asked places{.x = found, .at = {}};
  std::ranges::sort(places.x);
  const auto repeated = std::ranges::unique(places.x);
  places.x.erase(repeated.begin(), repeated.end());
  if (!places.x.empty() && places.x.front() == kNone) places.x.erase(places.x.begin());
  for (const double place : found) {
    places.at.push_back(place == kNone ? -1 : std::ranges::lower_bound(places.x, place) - places.x.begin());
  }
  return places;
}

}  // namespace

GroupsAt groups_at(std::span<const columns::RunSnapshot* const> runs, std::span<const Group> groups,
                   Group baseline, std::string_view tag, const GroupQuery& query,
                   std::span<const double> places) {
  check(query);
  for (const double place : places) {
    if (!std::isfinite(place)) {
      throw std::invalid_argument("a place on the x axis must be finite, got " + std::to_string(place));
    }
  }
  const Members members(runs, groups, baseline, tag, query);
  GroupsAt answer;
  Baseline at;
  for (std::size_t group = 0; group < groups.size(); ++group) {
    const Lines& lines = members.of(group);
    const Asked asked = places_before(lines, query, places);
    const Asked end = places_before(lines, query, std::array{std::numeric_limits<double>::max()});
    const GroupCurve curve = curve_at(lines, asked.x, members.baseline(), query, at);
    for (std::size_t p = 0; p < places.size(); ++p) {
      if (asked.at[p] < 0) continue;
      const double x = asked.x[static_cast<std::size_t>(asked.at[p])];
      // A comparison leaves places out.
      const auto found = std::ranges::lower_bound(curve.x, x);
      if (found == curve.x.end() || *found != x) continue;
      const auto i = static_cast<std::size_t>(found - curve.x.begin());
      const Curve& smoothed = query.smoothing > 0 ? curve.smoothed : curve.values;
      answer.groups.push_back(static_cast<std::int32_t>(group));
      answer.places.push_back(static_cast<std::int32_t>(p));
      answer.x.push_back(x);
      answer.last.push_back(x == end.x.front() ? 1 : 0);
      answer.counts.push_back(curve.counts[i]);
      answer.centre.push_back(curve.values.centre[i]);
      answer.lower.push_back(curve.values.lower[i]);
      answer.upper.push_back(curve.values.upper[i]);
      answer.smoothed.push_back(smoothed.centre[i]);
      answer.smoothed_lower.push_back(smoothed.lower[i]);
      answer.smoothed_upper.push_back(smoothed.upper[i]);
    }
  }
  return answer;
}

}  // namespace sonde::lines
