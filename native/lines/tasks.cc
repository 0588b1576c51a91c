// Tasks: the lines of each run, current or attempt by attempt.
#include "lines/tasks.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "lines/lines.h"
#include "lines/x_axis.h"

namespace sonde::lines {

std::vector<Task> tasks_of(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
                           const LineQuery& query) {
  if (query.max_attempts < 1) throw std::invalid_argument("max_attempts must be at least 1, got 0");
  std::vector<Task> tasks;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const std::optional<columns::RunSeries> series = runs[run]->scalars(tag);
    if (!series) continue;
    std::vector<Line> lines =
        query.all_attempts ? attempt_lines(*series, query.max_attempts) : current_lines(*series);
    const std::vector<std::uint32_t> attempts = attempts_by_writer(*series);
    const std::vector<std::uint64_t> superseded =
        query.all_attempts ? std::vector<std::uint64_t>(series->writers()) : superseded_by_writer(*series);
    const double origin = query.all_attempts ? first_wall_time(*series) : first_wall_time(lines);
    for (Line& line : lines) {
      tasks.push_back({.run = static_cast<std::int32_t>(run),
                       .attempt_count = static_cast<std::int32_t>(attempts[line.writer()]),
                       .writer_count = static_cast<std::int32_t>(series->writers()),
                       .superseded = static_cast<std::int64_t>(superseded[line.writer()]),
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

// To start a thread takes as long as to look at some 5,000 points.
std::size_t workers_for(std::span<const Task> tasks, std::size_t threads) {
  std::size_t points = 0;
  for (const Task& task : tasks) points += task.line.points();
  return std::max<std::size_t>(1, std::min({threads, tasks.size(), points / 20'000}));
}

}  // namespace sonde::lines
