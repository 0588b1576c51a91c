// PointsAt: a search where x never decreases, one pass over the line where it may; smoothing needs a pass anyway.
#include "lines/points_at.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "lines/parallel.h"
#include "lines/smooth.h"
#include "lines/tasks.h"

namespace sonde::lines {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::int64_t kNone = -1;

/// Of each place the index of its point, or kNone.
using Found = std::vector<std::int64_t>;

Found search(const LineX& x, const LineQuery& query, std::span<const double> places) {
  Found found;
  for (const double place : places) {
    const auto after = static_cast<std::int64_t>(x.find([&](double each) { return each > place; }));
    const bool has_place = after > 0 && (!query.log_x || x.at(static_cast<std::size_t>(after - 1)) > 0);
    found.push_back(has_place ? after - 1 : kNone);
  }
  return found;
}

Found scan(const Line& line, const LineX& line_x, const LineQuery& query, std::span<const double> places) {
  Found found(places.size(), kNone);
  std::vector<double> nearest(places.size(), query.log_x ? std::numeric_limits<double>::denorm_min()
                                                         : std::numeric_limits<double>::lowest());
  std::array<double, kBlock> x;
  for (std::size_t begin = 0; begin < line.points(); begin += kBlock) {
    const std::size_t size = std::min(kBlock, line.points() - begin);
    line_x.copy(begin, begin + size, x.data());
    for (std::size_t p = 0; p < places.size(); ++p) {
      for (std::size_t i = 0; i < size; ++i) {
        if (!(x[i] <= places[p] && x[i] >= nearest[p])) continue;  // NaN and what has no place fail both
        nearest[p] = x[i];
        found[p] = static_cast<std::int64_t>(begin + i);
      }
    }
  }
  return found;
}

/// The smoothed values at those points; NaN where there is none.
std::vector<double> smoothed_at(const Line& line, const Found& found, double smoothing) {
  std::vector<double> smoothed(found.size(), std::numeric_limits<double>::quiet_NaN());
  const std::int64_t last = *std::ranges::max_element(found);
  Smoother smoother(smoothing);
  std::array<double, kBlock> values;
  std::array<double, kBlock> curve;
  for (std::int64_t begin = 0; begin <= last; begin += kBlock) {
    const auto end = std::min(begin + static_cast<std::int64_t>(kBlock), last + 1);
    line.copy_values(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), values.data());
    smoother.add(std::span(values).first(static_cast<std::size_t>(end - begin)), curve.data());
    for (std::size_t p = 0; p < found.size(); ++p) {
      if (found[p] >= begin && found[p] < end)
        smoothed[p] = curve[static_cast<std::size_t>(found[p] - begin)];
    }
  }
  return smoothed;
}

/// What one line answers.
struct Answered {
  Found found;
  std::vector<double> smoothed;
};

Answered answer_of(const Task& task, const LineQuery& query, std::span<const double> places,
                   double smoothing) {
  const LineX x = task.x(query.x);
  Answered answered{
      .found = x.never_decreases() ? search(x, query, places) : scan(task.line, x, query, places),
      .smoothed = {}};
  if (smoothing > 0) answered.smoothed = smoothed_at(task.line, answered.found, smoothing);
  return answered;
}

void add(const Task& task, const Answered& answered, const LineQuery& query, PointsAt& answer) {
  for (std::size_t p = 0; p < answered.found.size(); ++p) {
    const std::int64_t index = answered.found[p];
    if (index == kNone) continue;
    const auto i = static_cast<std::size_t>(index);
    std::int64_t step = 0;
    double wall_time = 0;
    double value = 0;
    task.line.copy_steps(i, i + 1, &step);
    task.line.copy_wall_times(i, i + 1, &wall_time);
    task.line.copy_values(i, i + 1, &value);
    answer.lines.add(task);
    answer.places.push_back(static_cast<std::int32_t>(p));
    answer.indices.push_back(index);
    answer.steps.push_back(step);
    answer.wall_times.push_back(wall_time);
    answer.relative_times.push_back(wall_time - task.origin);
    answer.x.push_back(task.x(query.x).at(i));
    answer.values.push_back(value);
    answer.smoothed.push_back(answered.smoothed.empty() ? value : answered.smoothed[p]);
  }
}

}  // namespace

PointsAt points_at(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
                   const LineQuery& query, std::span<const double> places, double smoothing) {
  if (!(smoothing >= 0 && smoothing < 1)) {
    throw std::invalid_argument("smoothing must be at least 0 and below 1, got " + std::to_string(smoothing));
  }
  for (const double place : places) {
    if (!std::isfinite(place)) {
      throw std::invalid_argument("a place on the x axis must be finite, got " + std::to_string(place));
    }
  }
  PointsAt answer;
  if (places.empty()) return answer;
  const std::vector<Task> tasks = tasks_of(runs, tag, query);
  const bool is_searched = smoothing == 0 && (query.x == XAxis::kStep || query.x == XAxis::kIndex);
  const std::size_t workers = is_searched ? 1 : workers_for(tasks, query.threads);
  std::vector<Answered> answered(tasks.size());
  parallel_for(tasks.size(), workers, [&](std::size_t, std::size_t i) {
    answered[i] = answer_of(tasks[i], query, places, smoothing);
  });
  for (std::size_t i = 0; i < tasks.size(); ++i) add(tasks[i], answered[i], query, answer);
  return answer;
}

}  // namespace sonde::lines
