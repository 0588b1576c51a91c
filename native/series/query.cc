// Query: two parallel passes over the lines, one for the range of x where it is asked for, one for the
// points.
#include "series/query.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "series/lines.h"
#include "series/m4.h"
#include "series/outlier_extent.h"
#include "series/parallel.h"
#include "series/pixel_axis.h"
#include "series/smooth.h"

namespace sonde::series {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Range {
  double lo = kInfinity;
  double hi = -kInfinity;

  void add(double value) {
    lo = std::min(lo, value);
    hi = std::max(hi, value);
  }
  void add(const Range& other) {
    lo = std::min(lo, other.lo);
    hi = std::max(hi, other.hi);
  }
  [[nodiscard]] bool empty() const { return lo > hi; }
};

/// One line of the answer, with what has been worked out about it.
struct Task {
  std::int32_t run;
  std::int32_t writer_count;
  Line line;
  double origin;  // wall time of relative 0

  M4Result result;
  std::vector<std::int64_t> steps;
  std::vector<double> wall_times, x, values, smoothed_at, smoothed_x, smoothed;
};

/// What one thread needs for a line, kept from line to line.
struct Scratch {
  std::vector<std::int64_t> steps, kept;
  std::vector<double> x, y, smoothed, in_view;
  FiniteValues values;
  Range x_range, y_range;
};

void check(const ScalarQuery& query) {
  const auto refuse = [](const std::string& what) { throw std::invalid_argument(what); };
  if (query.width < 1) refuse("width must be at least 1 pixel, got " + std::to_string(query.width));
  if (!(query.smoothing >= 0 && query.smoothing < 1)) {
    refuse("smoothing must be at least 0 and below 1, got " + std::to_string(query.smoothing));
  }
  for (const auto& end : {query.lo, query.hi}) {
    if (end && !std::isfinite(*end)) refuse("the range of x must be finite, got " + std::to_string(*end));
  }
  if (query.lo && query.hi && *query.lo > *query.hi) {
    refuse("the range of x must not be reversed, got " + std::to_string(*query.lo) + " to " +
           std::to_string(*query.hi));
  }
}

/// The first finite wall time of the lines, each looked at from its start.
double first_wall_time(std::span<const Line> lines) {
  double first = kInfinity;
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.points(); ++i) {
      double wall_time = 0;
      line.copy_wall_times(i, i + 1, &wall_time);
      if (!std::isfinite(wall_time)) continue;
      first = std::min(first, wall_time);
      break;
    }
  }
  return first;
}

std::vector<Task> tasks_of(std::span<const RunSnapshot* const> runs, std::string_view tag,
                           const ScalarQuery& query) {
  std::vector<Task> tasks;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const RunSeries* series = runs[run]->scalars(tag);
    if (series == nullptr) continue;
    std::vector<Line> lines = query.all_attempts ? attempt_lines(*series) : current_lines(*series);
    const double origin = query.x == XAxis::kRelative ? first_wall_time(lines) : 0;
    for (Line& line : lines) {
      tasks.push_back({static_cast<std::int32_t>(run),
                       static_cast<std::int32_t>(series->writers()),
                       std::move(line),
                       origin,
                       {},
                       {},
                       {},
                       {},
                       {},
                       {},
                       {},
                       {}});
    }
  }
  return tasks;
}

/// The x of points [begin, end) of a line.
void read_x(const Task& task, XAxis axis, std::size_t begin, std::size_t end, Scratch& scratch) {
  std::vector<double>& x = scratch.x;
  x.resize(end - begin);
  switch (axis) {
    case XAxis::kStep:
      scratch.steps.resize(end - begin);
      task.line.copy_steps(begin, end, scratch.steps.data());
      std::ranges::transform(scratch.steps, x.begin(),
                             [](std::int64_t step) { return static_cast<double>(step); });
      return;
    case XAxis::kRelative:
      task.line.copy_wall_times(begin, end, x.data());
      for (double& each : x) each -= task.origin;
      return;
    case XAxis::kWallTime:
      task.line.copy_wall_times(begin, end, x.data());
      return;
    case XAxis::kIndex:
      std::iota(x.begin(), x.end(), static_cast<double>(begin));
      return;
  }
}

/// The x of one point, where x never decreases along a line.
double x_at(const Line& line, XAxis axis, std::size_t i) {
  return axis == XAxis::kStep ? static_cast<double>(line.step_at(i)) : static_cast<double>(i);
}

bool never_decreases(XAxis axis) { return axis == XAxis::kStep || axis == XAxis::kIndex; }

/// The first point of a line for which `reached(x)` holds, where x never decreases.
template <typename Reached>
std::size_t find_x(const Line& line, XAxis axis, const Reached& reached) {
  std::size_t begin = 0;
  std::size_t end = line.points();
  while (begin < end) {
    const std::size_t middle = begin + (end - begin) / 2;
    if (reached(x_at(line, axis, middle))) {
      end = middle;
    } else {
      begin = middle + 1;
    }
  }
  return begin;
}

/// The range of those x of a line that the axis can draw.
Range drawable_range(const Task& task, const ScalarQuery& query, Scratch& scratch) {
  Range range;
  const std::size_t points = task.line.points();
  if (never_decreases(query.x)) {
    const auto positive = [](double x) { return x > 0; };
    const std::size_t first = query.log_x ? find_x(task.line, query.x, positive) : 0;
    if (first < points) range = {x_at(task.line, query.x, first), x_at(task.line, query.x, points - 1)};
    return range;
  }
  read_x(task, query.x, 0, points, scratch);
  for (const double x : scratch.x) {
    if (std::isfinite(x) && (!query.log_x || x > 0)) range.add(x);
  }
  return range;
}

/// The view: the asked range, and where an end is missing, or has no place on a logarithmic axis, that of the
/// data.
PixelAxis view_of(std::span<const Task> tasks, const ScalarQuery& query, std::span<Scratch> scratch) {
  const bool lo_is_given = query.lo && (!query.log_x || *query.lo > 0);
  Range data;
  if (!lo_is_given || !query.hi) {
    std::vector<Range> ranges(scratch.size());
    parallel_for(tasks.size(), scratch.size(), [&](std::size_t worker, std::size_t i) {
      ranges[worker].add(drawable_range(tasks[i], query, scratch[worker]));
    });
    for (const Range& range : ranges) data.add(range);
    if (data.empty()) data = {1, 1};
  }
  double lo = lo_is_given ? *query.lo : data.lo;
  double hi = query.hi ? *query.hi : std::max(data.hi, lo);
  if (lo > hi) lo = hi;  // the data begin beyond the asked end
  if (query.log_x && hi <= 0) lo = hi = std::numeric_limits<double>::min();
  return {lo, hi, query.width, query.log_x};
}

/// Copies the points at the `kept` indices, ascending, with `copy(begin, end, out)`; runs of near neighbours
/// at once.
template <typename T, typename Copy>
std::vector<T> gather(std::span<const std::int64_t> kept, const Copy& copy) {
  constexpr std::size_t kSpan = 512;
  std::vector<T> out;
  out.reserve(kept.size());
  std::array<T, kSpan> near;
  for (std::size_t i = 0; i < kept.size();) {
    const auto begin = static_cast<std::size_t>(kept[i]);
    std::size_t next = i + 1;
    while (next < kept.size() && static_cast<std::size_t>(kept[next]) - begin < kSpan) ++next;
    const std::size_t end = static_cast<std::size_t>(kept[next - 1]) + 1;
    if ((next - i) * 16 < end - begin) next = i + 1;  // far apart: one at a time
    copy(begin, static_cast<std::size_t>(kept[next - 1]) + 1, near.data());
    for (; i < next; ++i) out.push_back(near[static_cast<std::size_t>(kept[i]) - begin]);
  }
  return out;
}

template <typename T>
std::vector<T> pick(std::span<const T> from, std::span<const std::int64_t> kept) {
  std::vector<T> out;
  out.reserve(kept.size());
  for (const std::int64_t i : kept) out.push_back(from[static_cast<std::size_t>(i)]);
  return out;
}

/// Takes the y of points in view into the ranges, and, when `in_outliers`, into the values whose outliers are
/// sought.
void take_extent(const PixelAxis& axis, std::span<const double> y, bool in_outliers, Scratch& scratch) {
  std::vector<double>& in_view = scratch.in_view;
  in_view.resize(y.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    in_view[count] = y[i];
    count += static_cast<std::size_t>(axis.in_view(scratch.x[i]) && std::isfinite(y[i]));
  }
  const std::span<const double> finite(in_view.data(), count);
  for (const double value : finite) scratch.y_range.add(value);
  if (in_outliers) scratch.values.add(finite);
}

/// The part of the line to look at: all of it, or, where x never decreases and smoothing needs no past, what
/// is in view and one point on either side.
std::pair<std::size_t, std::size_t> window_of(const Line& line, const ScalarQuery& query,
                                              const PixelAxis& axis) {
  if (!never_decreases(query.x) || query.smoothing > 0) return {0, line.points()};
  const std::size_t begin = find_x(line, query.x, [&](double x) { return x >= axis.lo(); });
  const std::size_t end = find_x(line, query.x, [&](double x) { return x > axis.hi(); });
  return {begin - std::min<std::size_t>(begin, 1), std::min(end + 1, line.points())};
}

void draw(Task& task, const ScalarQuery& query, const PixelAxis& axis, Scratch& scratch) {
  const auto [begin, end] = window_of(task.line, query, axis);
  read_x(task, query.x, begin, end, scratch);
  scratch.y.resize(end - begin);
  task.line.copy_values(begin, end, scratch.y.data());
  for (const double x : scratch.x) {
    if (axis.in_view(x)) scratch.x_range.add(x);
  }
  const bool smoothed = query.smoothing > 0;
  take_extent(axis, scratch.y, !smoothed, scratch);

  std::vector<std::int64_t>& kept = scratch.kept;
  kept.clear();
  task.result = m4(scratch.x, scratch.y, axis, kept);
  if (query.log_x && begin > 0) {
    task.result.hidden = find_x(task.line, query.x, [](double x) { return x > 0; });
  }
  task.x = pick<double>(scratch.x, kept);
  task.values = pick<double>(scratch.y, kept);
  if (smoothed) {
    scratch.smoothed.resize(scratch.y.size());
    smooth(scratch.y, query.smoothing, scratch.smoothed.data());
    take_extent(axis, scratch.smoothed, true, scratch);
    task.smoothed_at = pick<double>(scratch.smoothed, kept);
  }
  for (std::int64_t& each : kept) each += static_cast<std::int64_t>(begin);
  task.steps = gather<std::int64_t>(kept, [&](std::size_t from, std::size_t to, std::int64_t* out) {
    task.line.copy_steps(from, to, out);
  });
  task.wall_times = gather<double>(
      kept, [&](std::size_t from, std::size_t to, double* out) { task.line.copy_wall_times(from, to, out); });
  if (smoothed) {
    kept.clear();
    m4(scratch.x, scratch.smoothed, axis, kept);
    task.smoothed_x = pick<double>(scratch.x, kept);
    task.smoothed = pick<double>(scratch.smoothed, kept);
  }
}

/// Joins one column of all tasks, in order; `offsets`, if asked for, gets where each begins and the end.
template <typename T>
std::vector<T> join(std::span<Task> tasks, std::vector<T> Task::* column,
                    std::vector<std::int32_t>* offsets) {
  std::size_t size = 0;
  if (offsets != nullptr) offsets->push_back(0);
  for (const Task& task : tasks) {
    size += (task.*column).size();
    if (size > std::numeric_limits<std::int32_t>::max())
      throw std::length_error("more than 2^31 - 1 points to draw");
    if (offsets != nullptr) offsets->push_back(static_cast<std::int32_t>(size));
  }
  std::vector<T> all;
  all.reserve(size);
  for (Task& task : tasks) {
    all.insert(all.end(), (task.*column).begin(), (task.*column).end());
    task.*column = {};
  }
  return all;
}

ScalarLines answer_of(std::span<Task> tasks, std::span<const Scratch> scratch) {
  ScalarLines answer;
  for (const Task& task : tasks) {
    answer.runs.push_back(task.run);
    answer.attempts.push_back(static_cast<std::int32_t>(task.line.attempt()));
    answer.writers.push_back(static_cast<std::int32_t>(task.line.writer()));
    answer.writer_counts.push_back(task.writer_count);
    answer.points.push_back(static_cast<std::int64_t>(task.line.points()));
    answer.in_range.push_back(static_cast<std::int64_t>(task.result.in_range));
    answer.hidden.push_back(static_cast<std::int64_t>(task.result.hidden));
  }
  answer.steps = join(tasks, &Task::steps, &answer.offsets);
  answer.wall_times = join(tasks, &Task::wall_times, nullptr);
  answer.x = join(tasks, &Task::x, nullptr);
  answer.values = join(tasks, &Task::values, nullptr);
  answer.smoothed_at = join(tasks, &Task::smoothed_at, nullptr);
  answer.smoothed_x = join(tasks, &Task::smoothed_x, &answer.smoothed_offsets);
  answer.smoothed = join(tasks, &Task::smoothed, nullptr);

  Range x, y;
  for (const Scratch& each : scratch) {
    x.add(each.x_range);
    y.add(each.y_range);
  }
  answer.x_min = x.empty() ? kNaN : x.lo;
  answer.x_max = x.empty() ? kNaN : x.hi;
  answer.y_min = y.empty() ? kNaN : y.lo;
  answer.y_max = y.empty() ? kNaN : y.hi;
  return answer;
}

}  // namespace

ScalarLines query_scalars(std::span<const RunSnapshot* const> runs, std::string_view tag,
                          const ScalarQuery& query) {
  check(query);
  std::vector<Task> tasks = tasks_of(runs, tag, query);
  std::size_t points = 0;
  for (const Task& task : tasks) points += task.line.points();
  // A thread is started in about 20 µs, in which one looks at some 5,000 points.
  const std::size_t worth = std::max<std::size_t>(1, points / 20'000);
  const std::size_t workers = std::clamp<std::size_t>(std::min(query.threads, tasks.size()), 1, worth);
  std::vector<Scratch> scratch(workers);

  const PixelAxis axis = view_of(tasks, query, scratch);
  parallel_for(tasks.size(), workers,
               [&](std::size_t worker, std::size_t i) { draw(tasks[i], query, axis, scratch[worker]); });
  ScalarLines answer = answer_of(tasks, scratch);
  std::vector<const FiniteValues*> gathered;
  for (const Scratch& each : scratch) gathered.push_back(&each.values);
  const Extent extent = outlier_extent(gathered);
  answer.y_p05 = extent.low;
  answer.y_p95 = extent.high;
  return answer;
}

}  // namespace sonde::series
