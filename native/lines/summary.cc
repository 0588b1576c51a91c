// Summary: one pass over what of each line lies in the stretch.
#include "lines/summary.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "lines/parallel.h"
#include "lines/tasks.h"

namespace sonde::lines {
namespace {

constexpr std::size_t kBlock = 512;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A stretch of the x axis, as far as the axis has a place for it.
struct Stretch {
  double lo;
  double hi;
  bool is_log;

  [[nodiscard]] bool holds(double x) const { return x >= lo && x <= hi && (!is_log || x > 0); }
};

/// What one line comes to. Points are told by their index in the line.
struct Summary {
  std::int64_t count = 0;
  std::int64_t finite_count = 0;
  std::size_t start = 0, end = 0, lowest = 0, highest = 0;
  double start_x = std::numeric_limits<double>::infinity();
  double end_x = -std::numeric_limits<double>::infinity();
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  long double sum =
      0;  // wider than its parts, where there is something wider: no sum of doubles overflows it

  void add(std::size_t i, double x, double value) {
    if (count == 0) start = end = lowest = highest = i;
    ++count;
    if (x < start_x) start = i, start_x = x;
    if (x >= end_x) end = i, end_x = x;
    if (!std::isfinite(value)) return;
    ++finite_count;
    if (value < min) lowest = i, min = value;
    if (value > max) highest = i, max = value;
    sum += value;
  }
};

/// The part of the line to look at: all of it, or, where x never decreases, what is in the stretch.
std::pair<std::size_t, std::size_t> window_of(const LineX& x, std::size_t points, const Stretch& stretch) {
  if (!x.never_decreases()) return {0, points};
  const std::size_t begin =
      x.find([&](double each) { return each >= stretch.lo && (!stretch.is_log || each > 0); });
  const std::size_t end = x.find([&](double each) { return each > stretch.hi; });
  return {begin, std::max(begin, end)};
}

Summary summary_of(const Task& task, XAxis axis, const Stretch& stretch) {
  const LineX line_x = task.x(axis);
  const auto [from, to] = window_of(line_x, task.line.points(), stretch);
  Summary summary;
  std::array<double, kBlock> x;
  std::array<double, kBlock> values;
  for (std::size_t begin = from; begin < to; begin += kBlock) {
    const std::size_t size = std::min(kBlock, to - begin);
    line_x.copy(begin, begin + size, x.data());
    task.line.copy_values(begin, begin + size, values.data());
    for (std::size_t i = 0; i < size; ++i) {
      if (stretch.holds(x[i])) summary.add(begin + i, x[i], values[i]);
    }
  }
  return summary;
}

std::int64_t step_at(const Line& line, std::size_t i) {
  std::int64_t step = 0;
  line.copy_steps(i, i + 1, &step);
  return step;
}

double wall_time_at(const Line& line, std::size_t i) {
  double wall_time = 0;
  line.copy_wall_times(i, i + 1, &wall_time);
  return wall_time;
}

double value_at(const Line& line, std::size_t i) {
  double value = 0;
  line.copy_values(i, i + 1, &value);
  return value;
}

void add(const Task& task, const Summary& summary, Summaries& answer) {
  const Line& line = task.line;
  const bool is_empty = summary.finite_count == 0;
  answer.lines.add(task);
  answer.counts.push_back(summary.count);
  answer.finite_counts.push_back(summary.finite_count);
  answer.start_steps.push_back(step_at(line, summary.start));
  answer.end_steps.push_back(step_at(line, summary.end));
  answer.start_wall_times.push_back(wall_time_at(line, summary.start));
  answer.end_wall_times.push_back(wall_time_at(line, summary.end));
  answer.start_values.push_back(value_at(line, summary.start));
  answer.end_values.push_back(value_at(line, summary.end));
  answer.mins.push_back(is_empty ? kNaN : summary.min);
  answer.maxs.push_back(is_empty ? kNaN : summary.max);
  answer.min_steps.push_back(step_at(line, summary.lowest));
  answer.max_steps.push_back(step_at(line, summary.highest));
  answer.means.push_back(
      is_empty ? kNaN : static_cast<double>(summary.sum / static_cast<long double>(summary.finite_count)));
}

}  // namespace

Summaries summarise(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
                    const LineQuery& query, double lo, double hi) {
  if (!(lo <= hi) || !std::isfinite(lo) || !std::isfinite(hi)) {
    throw std::invalid_argument("the stretch of x must be two finite numbers, the smaller first, got " +
                                std::to_string(lo) + " to " + std::to_string(hi));
  }
  const std::vector<Task> tasks = tasks_of(runs, tag, query);
  const Stretch stretch{.lo = lo, .hi = hi, .is_log = query.log_x};
  std::vector<Summary> summaries(tasks.size());
  parallel_for(tasks.size(), workers_for(tasks, query.threads),
               [&](std::size_t, std::size_t i) { summaries[i] = summary_of(tasks[i], query.x, stretch); });
  Summaries answer;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (summaries[i].count > 0) add(tasks[i], summaries[i], answer);
  }
  return answer;
}

}  // namespace sonde::lines
