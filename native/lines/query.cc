// Query: three passes over the lines, each spread over threads. The range of x, where it is not given; which
// points to keep; and then their columns, straight into the answer.
#include "lines/query.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lines/answer.h"
#include "lines/choice.h"
#include "lines/lines.h"
#include "lines/parallel.h"
#include "lines/task.h"
#include "lines/view.h"

namespace sonde::lines {
namespace {

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

std::vector<Task> tasks_of(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
                           const ScalarQuery& query) {
  std::vector<Task> tasks;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const columns::RunSeries* series = runs[run]->scalars(tag);
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

/// As many threads as are allowed and worth it: to start one takes as long as to look at some 5,000 points.
std::size_t workers_for(std::span<const Task> tasks, std::size_t threads) {
  std::size_t points = 0;
  for (const Task& task : tasks) points += task.line.points();
  return std::max<std::size_t>(1, std::min({threads, tasks.size(), points / 20'000}));
}

}  // namespace

ScalarLines query_scalars(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
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

}  // namespace sonde::lines
