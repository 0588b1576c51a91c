// RunSeries: clusters of writers, attempts, and what they supersede.
#include "columns/run_series.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace sonde::columns {
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

std::vector<std::uint64_t> all_ends(const SeriesSnapshot& points) {
  std::vector<std::uint64_t> ends(points.segments());
  for (std::size_t s = 0; s < ends.size(); ++s) ends[s] = points.segment_end(s);
  return ends;
}

}  // namespace

RunSeries::RunSeries(std::vector<RunPart> parts)
    : parts_(std::move(parts)), identity_(&parts_.front().points->identity()) {
  for (const RunPart& part : parts_) {
    points_ += part.points->points();
    wall_range_.add(part.points->wall_range());
    const Identity& identity = part.points->identity();
    if (identity.metadata->present && !identity_->metadata->present) identity_ = &identity;
  }
  find_clusters();
  find_superseded();
}

void RunSeries::find_clusters() {
  std::vector<RunPart*> order;
  order.reserve(parts_.size());
  for (RunPart& part : parts_) order.push_back(&part);
  const auto start = [](const RunPart* part) { return start_of(part->points->wall_range()); };
  std::ranges::sort(order, {}, [&](const RunPart* part) { return std::pair(start(part), part->file); });

  std::uint32_t cluster = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end, ++cluster) {
    WallRange range = order[begin]->points->wall_range();
    for (end = begin + 1; end < order.size() && !range.empty(); ++end) {
      const WallRange next = order[end]->points->wall_range();
      if (next.earliest > range.latest) break;
      range.add(next);
    }
    const std::span<RunPart*> members = std::span(order).subspan(begin, end - begin);
    std::ranges::sort(members, {}, &RunPart::file);
    std::uint32_t segments = 0;
    for (std::uint32_t writer = 0; writer < members.size(); ++writer) {
      members[writer]->cluster = cluster;
      members[writer]->writer = writer;
      members[writer]->first_attempt = attempts_;
      segments = std::max(segments, static_cast<std::uint32_t>(members[writer]->points->segments()));
    }
    attempts_ += segments;
    writers_ = std::max(writers_, static_cast<std::uint32_t>(members.size()));
  }
}

void RunSeries::find_superseded() {
  std::vector<RunPart*> order;
  order.reserve(parts_.size());
  for (RunPart& part : parts_) order.push_back(&part);
  std::ranges::sort(order, std::ranges::greater(), &RunPart::cluster);

  std::optional<std::int64_t> later_start;    // the lowest step at which an attempt of a later cluster began
  std::optional<std::int64_t> cluster_start;  // the same for the cluster at hand
  std::uint32_t cluster = order.front()->cluster;
  for (RunPart* part : order) {
    if (part->cluster != cluster) {
      later_start = earlier(later_start, cluster_start);
      cluster_start.reset();
      cluster = part->cluster;
    }
    const SeriesSnapshot& points = *part->points;
    std::optional<std::int64_t> start = later_start;
    part->current_ends.clear();
    for (std::size_t s = points.segments(); s-- > 0;) {
      const Segment segment = points.segment(s);
      if (start && segment.last_step >= *start) {
        if (part->current_ends.empty()) part->current_ends = all_ends(points);
        const std::uint64_t end = points.segment_end(s);
        part->current_ends[s] = lower_bound(points, segment.begin, end, *start);
        superseded_ += end - part->current_ends[s];
      }
      start = earlier(start, segment.first_step);
      cluster_start = earlier(cluster_start, segment.first_step);
    }
  }
}

std::vector<const RunPart*> RunSeries::by_cluster() const {
  std::vector<const RunPart*> order;
  order.reserve(parts_.size());
  for (const RunPart& part : parts_) order.push_back(&part);
  std::ranges::sort(order, {}, [](const RunPart* part) { return std::pair(part->cluster, part->file); });
  return order;
}

}  // namespace sonde::columns
