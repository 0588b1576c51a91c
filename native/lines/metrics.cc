// Metrics: series by series, with what is known of sealed chunks.
#include "lines/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "columns/totals.h"
#include "lines/parallel.h"

namespace sonde::lines {
namespace {

using columns::RunPart;
using columns::RunSeries;
using columns::RunSnapshot;
using columns::SeriesSnapshot;
using columns::Storage;
using columns::Totals;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kRunsAtOnce = 64;
constexpr std::size_t kSeriesPerThread =
    2'000;  // to start a thread takes as long as to look at so many short ones

struct Point {
  std::int64_t step = 0;
  double wall_time = 0;
  double value = 0;
};

Point point_at(const SeriesSnapshot& points, std::size_t i) {
  return {points.step_at(i), points.wall_time_at(i), points.value_at(i)};
}

/// What one series comes to.
struct Metric {
  Point first, last;
  Totals totals;  // whose lowest and highest are of no use where a series has several stretches
  std::int64_t min_step = 0, max_step = 0;

  /// Takes in points [begin, end) of a file; what is first and last is up to the caller.
  void add(const SeriesSnapshot& points, std::size_t begin, std::size_t end) {
    const Totals stretch = points.totals(begin, end);
    if (stretch.min < totals.min) min_step = points.step_at(stretch.lowest);
    if (stretch.max > totals.max) max_step = points.step_at(stretch.highest);
    totals.add(stretch);
  }
};

Metric metric_of(const SeriesSnapshot& points) {
  const std::size_t size = points.points();
  Metric metric;
  metric.first = point_at(points, 0);
  metric.last = point_at(points, size - 1);
  metric.add(points, 0, size);
  return metric;
}

/// The first and the last current point of each writer.
struct Ends {
  std::optional<Point> first, last;
};

Metric metric_of(const RunSeries& series) {
  Metric metric;
  std::vector<Ends> writers(series.writers());
  for (const RunPart* part : series.by_cluster()) {
    Ends& ends = writers[part->writer];
    for (std::size_t s = 0; s < part->points->segments(); ++s) {
      const std::size_t begin = part->points->segment(s).begin;
      const std::size_t end = part->current_end(s);
      if (begin == end) continue;
      metric.add(*part->points, begin, end);
      if (!ends.first) ends.first = point_at(*part->points, begin);
      ends.last = point_at(*part->points, end - 1);
    }
  }
  std::optional<Point> first, last;
  for (const Ends& ends : writers) {
    if (!ends.first || !ends.last) continue;
    if (!first || ends.first->wall_time < first->wall_time) first = ends.first;
    if (!last || ends.last->wall_time > last->wall_time) last = ends.last;
  }
  metric.first = first.value_or(Point());
  metric.last = last.value_or(Point());
  return metric;
}

void put(const Metric& metric, std::size_t at, Metrics& answer) {
  const bool is_empty = metric.totals.finite == 0;
  answer.counts[at] = static_cast<std::int64_t>(metric.totals.points);
  answer.finite_counts[at] = static_cast<std::int64_t>(metric.totals.finite);
  answer.firsts[at] = metric.first.value;
  answer.first_steps[at] = metric.first.step;
  answer.lasts[at] = metric.last.value;
  answer.last_steps[at] = metric.last.step;
  answer.last_wall_times[at] = metric.last.wall_time;
  answer.mins[at] = is_empty ? kNaN : metric.totals.min;
  answer.maxs[at] = is_empty ? kNaN : metric.totals.max;
  answer.means[at] =
      is_empty ? kNaN
               : static_cast<double>(metric.totals.sum / static_cast<long double>(metric.totals.finite));
  answer.min_steps[at] = is_empty ? metric.last.step : metric.min_step;
  answer.max_steps[at] = is_empty ? metric.last.step : metric.max_step;
}

/// Finds a tag in one run after another. Runs of an experiment mostly have it at the same place.
class Finder {
 public:
  explicit Finder(const std::string& tag) : tag_(&tag) {}

  std::optional<std::size_t> in(const RunSnapshot& run) {
    if (identity_ != nullptr && last_ < run.size() && &run.directory().identity(last_) == identity_)
      return last_;
    const std::optional<std::size_t> found = run.index_of(*tag_, "scalars", Storage::kScalar);
    if (found) {
      last_ = *found;
      identity_ = &run.directory().identity(last_);
    }
    return found;
  }

 private:
  const std::string* tag_;
  const columns::Identity* identity_ = nullptr;
  std::size_t last_ = 0;
};

void summarise(std::span<const RunSnapshot* const> runs, std::size_t begin, std::size_t end,
               std::span<const std::string> tags, Metrics& answer) {
  std::vector<Finder> finders(tags.begin(), tags.end());
  for (std::size_t run = begin; run < end; ++run) {
    for (std::size_t tag = 0; tag < tags.size(); ++tag) {
      const std::optional<std::size_t> i = finders[tag].in(*runs[run]);
      if (!i) continue;
      const SeriesSnapshot* const whole = runs[run]->in_one_piece(*i);
      put(whole != nullptr ? metric_of(*whole) : metric_of(runs[run]->series(*i)), tag * runs.size() + run,
          answer);
    }
  }
}

/// Calls work(begin, end) for blocks of runs, on as many threads as are allowed and worth it.
template <typename Work>
void each_block(std::size_t runs, std::size_t series, std::size_t threads, const Work& work) {
  const std::size_t blocks = (runs + kRunsAtOnce - 1) / kRunsAtOnce;
  const std::size_t workers =
      std::max<std::size_t>(1, std::min({threads, blocks, series / kSeriesPerThread}));
  parallel_for(blocks, workers, [&](std::size_t, std::size_t block) {
    work(block * kRunsAtOnce, std::min(runs, (block + 1) * kRunsAtOnce));
  });
}

/// The newest stretch of a series in which steps never go back.
struct Newest {
  const SeriesSnapshot* points = nullptr;
  std::size_t begin = 0;
  std::int64_t last_step = 0;
};

Newest newest_of(const SeriesSnapshot& points) {
  const columns::Segment segment = points.segment(points.segments() - 1);
  return {&points, segment.begin, segment.last_step};
}

Newest newest_of(const RunSeries& series) {
  const std::vector<const RunPart*> parts = series.by_cluster();
  Newest newest;
  for (const RunPart* part : parts) {
    if (part->cluster != parts.back()->cluster) continue;
    const Newest one = newest_of(*part->points);
    if (newest.points == nullptr || one.last_step > newest.last_step) newest = one;
  }
  return newest;
}

double rate_of(const Newest& newest) {
  const std::size_t last = newest.points->points() - 1;
  const double seconds = newest.points->wall_time_at(last) - newest.points->wall_time_at(newest.begin);
  const double steps =
      static_cast<double>(newest.last_step) - static_cast<double>(newest.points->step_at(newest.begin));
  return std::isfinite(seconds) && seconds > 0 ? steps / seconds : kNaN;
}

}  // namespace

Metrics metrics_of(std::span<const RunSnapshot* const> runs, std::span<const std::string> tags,
                   std::size_t threads) {
  const std::size_t size = runs.size() * tags.size();
  Metrics answer;
  answer.tags = tags.size();
  answer.runs = runs.size();
  for (auto* column : {&answer.counts, &answer.finite_counts, &answer.first_steps, &answer.last_steps,
                       &answer.min_steps, &answer.max_steps})
    column->resize(size);
  for (auto* column :
       {&answer.firsts, &answer.lasts, &answer.last_wall_times, &answer.mins, &answer.maxs, &answer.means})
    column->resize(size);
  each_block(runs.size(), size, threads,
             [&](std::size_t begin, std::size_t end) { summarise(runs, begin, end, tags, answer); });
  return answer;
}

Paces paces_of(std::span<const RunSnapshot* const> runs, std::size_t threads) {
  Paces answer;
  answer.known.resize(runs.size());
  answer.last_steps.resize(runs.size());
  answer.steps_per_second.resize(runs.size(), kNaN);
  std::size_t series = 0;
  for (const RunSnapshot* run : runs) series += run->size();
  each_block(runs.size(), series, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t run = begin; run < end; ++run) {
      Newest furthest;
      for (std::size_t i = 0; i < runs[run]->size(); ++i) {
        const SeriesSnapshot* const whole = runs[run]->in_one_piece(i);
        const Newest newest = whole != nullptr ? newest_of(*whole) : newest_of(runs[run]->series(i));
        if (furthest.points == nullptr || newest.last_step > furthest.last_step) furthest = newest;
      }
      if (furthest.points == nullptr) continue;
      answer.known[run] = 1;
      answer.last_steps[run] = furthest.last_step;
      answer.steps_per_second[run] = rate_of(furthest);
    }
  });
  return answer;
}

}  // namespace sonde::lines
