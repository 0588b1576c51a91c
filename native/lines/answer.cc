// Answer: one block of memory for the points of all lines, filled by several threads.
#include "lines/answer.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

#include "lines/outlier_extent.h"
#include "lines/parallel.h"

namespace sonde::lines {
namespace {

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

/// Adds where the newest attempts begin; a run's first is no restart.
void add_starts(const Task& task, const ScalarQuery& query, ScalarLines& answer) {
  const std::vector<AttemptStart>& starts = task.line.starts();
  const std::size_t skipped = starts.size() - std::min<std::size_t>(starts.size(), query.max_attempts);
  for (const auto& [attempt, first] : std::span(starts).subspan(skipped)) {
    if (attempt == 0) continue;
    answer.start_attempts.push_back(static_cast<std::int32_t>(attempt));
    answer.start_x.push_back(task.x(query.x).at(first));
  }
  answer.start_offsets.push_back(static_cast<std::int32_t>(answer.start_x.size()));
}

}  // namespace

ScalarLines answer_of(std::span<const Task> tasks, const ScalarQuery& query, std::size_t workers) {
  ScalarLines answer;
  answer.start_offsets.push_back(0);
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
    answer.superseded.push_back(task.superseded);
    add_starts(task, query, answer);
  }
  answer.offsets = offsets_of(tasks, &Task::kept);
  answer.smoothed_offsets = offsets_of(tasks, &Task::kept_smoothed);
  reserve_points(answer, query.smoothing > 0);
  parallel_for(tasks.size(), workers,
               [&](std::size_t, std::size_t i) { write(tasks[i], i, query.x, answer); });
  return answer;
}

void reserve_points(ScalarLines& answer, bool is_smoothed) {
  const auto size = static_cast<std::size_t>(answer.offsets.back());
  const auto smoothed_size = static_cast<std::size_t>(answer.smoothed_offsets.back());
  const std::size_t at_size = is_smoothed ? size : 0;
  answer.block = columns::Block(
      columns::Block::bytes_of<std::int64_t>(size) + 3 * columns::Block::bytes_of<double>(size) +
      columns::Block::bytes_of<double>(at_size) + 2 * columns::Block::bytes_of<double>(smoothed_size));
  answer.steps = answer.block.take<std::int64_t>(size);
  answer.wall_times = answer.block.take<double>(size);
  answer.x = answer.block.take<double>(size);
  answer.values = answer.block.take<double>(size);
  answer.smoothed_at = answer.block.take<double>(at_size);
  answer.smoothed_x = answer.block.take<double>(smoothed_size);
  answer.smoothed = answer.block.take<double>(smoothed_size);
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

}  // namespace sonde::lines
