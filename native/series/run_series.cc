// RunSeries: clusters of writers, attempts, and what they supersede.
#include "series/run_series.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace sonde::series {
namespace {

/// The first point of [begin, end), a stretch of steps that never decrease, whose step is not below `step`.
std::uint64_t lower_bound(const SeriesSnapshot& points, std::uint64_t begin, std::uint64_t end,
                          std::int64_t step) {
  while (begin < end) {
    const std::uint64_t middle = begin + (end - begin) / 2;
    if (points.step_at(middle) < step) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

double start_of(const WallRange& range) {
  return range.empty() ? -std::numeric_limits<double>::infinity() : range.earliest;
}

/// The smaller of two steps, where an absent one is larger than any.
std::optional<std::int64_t> earlier(std::optional<std::int64_t> a, std::optional<std::int64_t> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

RunSeries::RunSeries(std::vector<RunPart> parts)
    : parts_(std::move(parts)), identity_(&parts_.front().points->identity()) {
  for (const RunPart& part : parts_) {
    points_ += part.points->points();
    wall_range_.add(part.points->wall_range());
    const Identity& identity = part.points->identity();
    if (identity.metadata.present && !identity_->metadata.present) identity_ = &identity;
  }
  find_clusters();
  find_current_points();
}

void RunSeries::find_clusters() {
  order_.resize(parts_.size());
  std::iota(order_.begin(), order_.end(), 0U);
  std::ranges::stable_sort(order_, {},
                           [&](std::uint32_t i) { return start_of(parts_[i].points->wall_range()); });

  std::uint32_t attempts_before = 0;
  std::uint32_t cluster = 0;
  for (std::size_t begin = 0, end = 0; begin < order_.size(); begin = end, ++cluster) {
    WallRange range = parts_[order_[begin]].points->wall_range();
    for (end = begin + 1; end < order_.size() && !range.empty(); ++end) {
      const WallRange& next = parts_[order_[end]].points->wall_range();
      if (next.earliest > range.latest) break;
      range.add(next);
    }
    std::sort(order_.begin() + static_cast<std::ptrdiff_t>(begin),
              order_.begin() + static_cast<std::ptrdiff_t>(end));
    std::uint32_t attempts = 0;
    for (std::size_t i = begin; i < end; ++i) {
      RunPart& part = parts_[order_[i]];
      part.cluster = cluster;
      part.writer = static_cast<std::uint32_t>(i - begin);
      part.first_attempt = attempts_before;
      attempts = std::max(attempts, static_cast<std::uint32_t>(part.points->segments()));
    }
    attempts_before += attempts;
    writers_ = std::max(writers_, static_cast<std::uint32_t>(end - begin));
  }
  attempts_ = attempts_before;
}

void RunSeries::find_current_points() {
  std::optional<std::int64_t> later_start;    // the lowest step at which an attempt of a later cluster began
  std::optional<std::int64_t> cluster_start;  // the same for the cluster at hand
  for (std::size_t i = order_.size(); i-- > 0;) {
    RunPart& part = parts_[order_[i]];
    const SeriesSnapshot& points = *part.points;
    if (i + 1 < order_.size() && parts_[order_[i + 1]].cluster != part.cluster) {
      later_start = earlier(later_start, cluster_start);
      cluster_start.reset();
    }
    std::optional<std::int64_t> start = later_start;
    part.current_ends.resize(points.segments());
    for (std::size_t s = points.segments(); s-- > 0;) {
      const Segment& segment = points.segment(s);
      const std::uint64_t end = points.segment_end(s);
      const bool whole = !start || segment.last_step < *start;
      part.current_ends[s] = whole ? end : lower_bound(points, segment.begin, end, *start);
      superseded_ += end - part.current_ends[s];
      start = earlier(start, segment.first_step);
      cluster_start = earlier(cluster_start, segment.first_step);
    }
  }
}

}  // namespace sonde::series
