// Query: three passes over the lines, each spread over threads. The range of x, where it is not given; which
// points to keep; and then their columns, straight into the answer.
#include "series/query.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
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

constexpr std::size_t kBlock = 512;

struct Range {
  double lo = std::numeric_limits<double>::infinity();
  double hi = -std::numeric_limits<double>::infinity();

  void add(double value) {
    lo = value < lo ? value : lo;
    hi = value > hi ? value : hi;
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
  std::int32_t attempt_count;
  std::int32_t writer_count;
  Line line;
  double origin;  // wall time of relative 0

  std::int64_t in_range = 0;
  std::int64_t hidden = 0;
  std::vector<std::int64_t> kept, kept_smoothed;  // indices in the line
  std::vector<double> smoothed_at, smoothed;      // the smoothed values there

  [[nodiscard]] LineX x(XAxis axis) const { return {line, axis, origin}; }
};

/// What one thread gathers from its lines.
struct Gathered {
  Range x, y;
  GatheredValues values;  // of which the outliers are sought
  Block smoothed;         // the smoothed values of the line at hand
};

void check(const ScalarQuery& query) {
  const auto refuse = [](const std::string& what) { throw std::invalid_argument(what); };
  if (query.width < 1) refuse("width must be at least 1 pixel, got " + std::to_string(query.width));
  if (!(query.smoothing >= 0 && query.smoothing < 1)) {
    refuse("smoothing must be at least 0 and below 1, got " + std::to_string(query.smoothing));
  }
  if (query.max_attempts < 1) refuse("max_attempts must be at least 1, got 0");
  for (const auto& end : {query.lo, query.hi}) {
    if (end && !std::isfinite(*end)) refuse("the range of x must be finite, got " + std::to_string(*end));
  }
  if (query.lo && query.hi && *query.lo > *query.hi) {
    refuse("the range of x must not be reversed, got " + std::to_string(*query.lo) + " to " +
           std::to_string(*query.hi));
  }
}

std::vector<Task> tasks_of(std::span<const RunSnapshot* const> runs, std::string_view tag,
                           const ScalarQuery& query) {
  std::vector<Task> tasks;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const RunSeries* series = runs[run]->scalars(tag);
    if (series == nullptr) continue;
    std::vector<Line> lines =
        query.all_attempts ? attempt_lines(*series, query.max_attempts) : current_lines(*series);
    const std::vector<std::uint32_t> attempts = attempts_by_writer(*series);
    double origin = 0;
    if (query.x == XAxis::kRelative) {
      origin = query.all_attempts ? first_wall_time(*series) : first_wall_time(lines);
    }
    for (Line& line : lines) {
      tasks.push_back({.run = static_cast<std::int32_t>(run),
                       .attempt_count = static_cast<std::int32_t>(attempts[line.writer()]),
                       .writer_count = static_cast<std::int32_t>(series->writers()),
                       .line = std::move(line),
                       .origin = origin,
                       .kept = {},
                       .kept_smoothed = {},
                       .smoothed_at = {},
                       .smoothed = {}});
    }
  }
  return tasks;
}

/// The range of those x of a line that the axis can draw.
Range drawable_range(const Task& task, const ScalarQuery& query) {
  const LineX x = task.x(query.x);
  const std::size_t points = task.line.points();
  Range range;
  if (x.never_decreases()) {
    const std::size_t first = query.log_x ? x.find([](double each) { return each > 0; }) : 0;
    if (first < points) range = {x.at(first), x.at(points - 1)};
    return range;
  }
  std::array<double, kBlock> block;
  for (std::size_t begin = 0; begin < points; begin += kBlock) {
    const std::size_t size = std::min(kBlock, points - begin);
    x.copy(begin, begin + size, block.data());
    for (const double each : std::span(block).first(size)) {
      if (std::isfinite(each) && (!query.log_x || each > 0)) range.add(each);
    }
  }
  return range;
}

PixelAxis view_of(std::span<const Task> tasks, const ScalarQuery& query, std::size_t workers) {
  const bool lo_is_given = query.lo && (!query.log_x || *query.lo > 0);
  Range data;
  if (!lo_is_given || !query.hi) {
    std::vector<Range> ranges(workers);
    parallel_for(tasks.size(), workers, [&](std::size_t worker, std::size_t i) {
      ranges[worker].add(drawable_range(tasks[i], query));
    });
    for (const Range& range : ranges) data.add(range);
    if (data.empty()) data = {1, 1};
  }
  double lo = lo_is_given ? *query.lo : data.lo;
  double hi = query.hi ? *query.hi : std::max(data.hi, lo);
  lo = std::min(lo, hi);  // the data may begin beyond the asked end
  if (query.log_x && hi <= 0) lo = hi = std::numeric_limits<double>::min();
  return {lo, hi, query.width, query.log_x};
}

/// The part of the line to look at: all of it, or, where x never decreases and smoothing needs no past, what
/// is in view and one point on either side.
std::pair<std::size_t, std::size_t> window_of(const Task& task, const ScalarQuery& query,
                                              const PixelAxis& axis) {
  const LineX x = task.x(query.x);
  if (!x.never_decreases() || query.smoothing > 0) return {0, task.line.points()};
  const std::size_t begin = x.find([&](double each) { return each >= axis.lo(); });
  const std::size_t end = x.find([&](double each) { return each > axis.hi(); });
  return {begin - std::min<std::size_t>(begin, 1), std::min(end + 1, task.line.points())};
}

/// Takes in the y of those points of a block that are in view; where `seek_outliers`, into the gathered
/// values too.
void take_y(const PixelAxis& axis, std::span<const double> x, std::span<const double> y, bool seek_outliers,
            Gathered& gathered) {
  std::array<double, kBlock> finite;
  std::size_t size = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    finite[size] = y[i];
    const bool is_taken = axis.in_view(x[i]) && std::abs(y[i]) <= std::numeric_limits<double>::max();
    size += static_cast<std::size_t>(is_taken);
  }
  for (const double value : std::span(finite).first(size)) gathered.y.add(value);
  if (seek_outliers) gathered.values.add(std::span(finite).first(size));
}

std::vector<double> pick(std::span<const double> from, std::span<const std::int64_t> indices) {
  std::vector<double> picked;
  picked.reserve(indices.size());
  for (const std::int64_t i : indices) picked.push_back(from[static_cast<std::size_t>(i)]);
  return picked;
}

/// Chooses the points of a line to keep, block by block: only smoothing needs memory in proportion to its
/// length.
void choose(Task& task, const ScalarQuery& query, const PixelAxis& axis, Gathered& gathered) {
  const auto [begin, end] = window_of(task, query, axis);
  const LineX line_x = task.x(query.x);
  const bool is_smoothed = query.smoothing > 0;
  M4 chosen(axis, end - begin);
  M4 chosen_smoothed(axis, is_smoothed ? end - begin : 0);
  Smoother smoother(query.smoothing);
  const std::size_t curve_bytes = is_smoothed ? Block::bytes_of<double>(end - begin) : 0;
  if (gathered.smoothed.size() < curve_bytes) gathered.smoothed = Block(curve_bytes);
  const std::span<double> curve = gathered.smoothed.all<double>().first(is_smoothed ? end - begin : 0);

  std::array<double, kBlock> x_block;
  std::array<double, kBlock> y_block;
  for (std::size_t at = begin; at < end; at += kBlock) {
    const std::size_t size = std::min(kBlock, end - at);
    line_x.copy(at, at + size, x_block.data());
    task.line.copy_values(at, at + size, y_block.data());
    const std::span<const double> x(x_block.data(), size);
    const std::span<const double> y(y_block.data(), size);
    for (const double each : x) {
      if (axis.in_view(each)) gathered.x.add(each);
    }
    take_y(axis, x, y, !is_smoothed, gathered);
    chosen.add(x, y);
    if (is_smoothed) {
      const std::span<double> smoothed = curve.subspan(at - begin, size);
      smoother.add(y, smoothed.data());
      take_y(axis, x, smoothed, true, gathered);
      chosen_smoothed.add(x, smoothed);
    }
  }

  task.in_range = chosen.in_range();
  task.hidden = chosen.hidden();
  task.kept = chosen.kept();
  if (is_smoothed) {
    task.kept_smoothed = chosen_smoothed.kept();
    task.smoothed_at = pick(curve, task.kept);
    task.smoothed = pick(curve, task.kept_smoothed);
  } else if (begin > 0) {
    for (std::int64_t& each : task.kept) each += static_cast<std::int64_t>(begin);
    // What lies before the window is out of view, or hidden where the axis is logarithmic.
    if (query.log_x) task.hidden = static_cast<std::int64_t>(line_x.find([](double x) { return x > 0; }));
  }
}

/// Where the points of each line begin in the answer, and where the last one ends.
std::vector<std::int32_t> offsets_of(std::span<const Task> tasks, std::vector<std::int64_t> Task::* kept) {
  std::vector<std::int32_t> offsets{0};
  offsets.reserve(tasks.size() + 1);
  std::size_t size = 0;
  for (const Task& task : tasks) {
    size += (task.*kept).size();
    if (size > std::numeric_limits<std::int32_t>::max())
      throw std::length_error("more than 2^31 - 1 points to draw");
    offsets.push_back(static_cast<std::int32_t>(size));
  }
  return offsets;
}

/// Writes the columns of line i into the answer.
void write(const Task& task, std::size_t i, XAxis axis, ScalarLines& answer) {
  const auto begin = static_cast<std::size_t>(answer.offsets[i]);
  const std::size_t size = task.kept.size();
  std::int64_t* const steps = answer.steps.data() + begin;
  double* const wall_times = answer.wall_times.data() + begin;
  task.line.copy_steps(task.kept, steps);
  task.line.copy_wall_times(task.kept, wall_times);
  task.line.copy_values(task.kept, answer.values.data() + begin);
  const LineX x = task.x(axis);
  x.convert(task.kept, {steps, size}, {wall_times, size}, answer.x.data() + begin);
  if (task.smoothed_at.empty()) return;

  std::ranges::copy(task.smoothed_at, answer.smoothed_at.data() + begin);
  const auto smoothed_begin = static_cast<std::size_t>(answer.smoothed_offsets[i]);
  std::ranges::copy(task.smoothed, answer.smoothed.data() + smoothed_begin);
  std::vector<std::int64_t> smoothed_steps(task.kept_smoothed.size());
  std::vector<double> smoothed_times(task.kept_smoothed.size());
  task.line.copy_steps(task.kept_smoothed, smoothed_steps.data());
  task.line.copy_wall_times(task.kept_smoothed, smoothed_times.data());
  x.convert(task.kept_smoothed, smoothed_steps, smoothed_times, answer.smoothed_x.data() + smoothed_begin);
}

ScalarLines answer_of(std::span<const Task> tasks, const ScalarQuery& query, std::size_t workers) {
  ScalarLines answer;
  for (const Task& task : tasks) {
    answer.runs.push_back(task.run);
    answer.files.push_back(static_cast<std::int32_t>(task.line.file()));
    answer.attempts.push_back(static_cast<std::int32_t>(task.line.attempt()));
    answer.attempt_counts.push_back(task.attempt_count);
    answer.writers.push_back(static_cast<std::int32_t>(task.line.writer()));
    answer.writer_counts.push_back(task.writer_count);
    answer.points.push_back(static_cast<std::int64_t>(task.line.points()));
    answer.in_range.push_back(task.in_range);
    answer.hidden.push_back(task.hidden);
  }
  answer.offsets = offsets_of(tasks, &Task::kept);
  answer.smoothed_offsets = offsets_of(tasks, &Task::kept_smoothed);
  const auto size = static_cast<std::size_t>(answer.offsets.back());
  const auto smoothed_size = static_cast<std::size_t>(answer.smoothed_offsets.back());
  const std::size_t at_size = query.smoothing > 0 ? size : 0;
  answer.block = Block(Block::bytes_of<std::int64_t>(size) + 3 * Block::bytes_of<double>(size) +
                       Block::bytes_of<double>(at_size) + 2 * Block::bytes_of<double>(smoothed_size));
  answer.steps = answer.block.take<std::int64_t>(size);
  answer.wall_times = answer.block.take<double>(size);
  answer.x = answer.block.take<double>(size);
  answer.values = answer.block.take<double>(size);
  answer.smoothed_at = answer.block.take<double>(at_size);
  answer.smoothed_x = answer.block.take<double>(smoothed_size);
  answer.smoothed = answer.block.take<double>(smoothed_size);
  parallel_for(tasks.size(), workers,
               [&](std::size_t, std::size_t i) { write(tasks[i], i, query.x, answer); });
  return answer;
}

void set_ranges(std::span<const Gathered> gathered, ScalarLines& answer) {
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

/// As many threads as are allowed and worth it: to start one takes as long as to look at some 5,000 points.
std::size_t workers_for(std::span<const Task> tasks, std::size_t threads) {
  std::size_t points = 0;
  for (const Task& task : tasks) points += task.line.points();
  return std::max<std::size_t>(1, std::min({threads, tasks.size(), points / 20'000}));
}

}  // namespace

ScalarLines query_scalars(std::span<const RunSnapshot* const> runs, std::string_view tag,
                          const ScalarQuery& query) {
  check(query);
  std::vector<Task> tasks = tasks_of(runs, tag, query);
  const std::size_t workers = workers_for(tasks, query.threads);
  const PixelAxis axis = view_of(tasks, query, workers);
  std::vector<Gathered> gathered(workers);
  parallel_for(tasks.size(), workers,
               [&](std::size_t worker, std::size_t i) { choose(tasks[i], query, axis, gathered[worker]); });
  ScalarLines answer = answer_of(tasks, query, workers);
  set_ranges(gathered, answer);
  return answer;
}

}  // namespace sonde::series
