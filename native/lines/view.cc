// View: finding the range of x.
#include "lines/view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "lines/parallel.h"

namespace sonde::lines {
namespace {

constexpr std::size_t kBlock = 512;

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

}  // namespace

PixelAxis view_of(std::span<const Task> tasks, const ScalarQuery& query, std::size_t workers) {
  const bool lo_is_given = query.lo && (!query.log_x || *query.lo > 0);
  Range data;
  if (!lo_is_given || !query.hi) {
    std::vector<Range> ranges(workers);
    parallel_for(tasks.size(), workers, [&](std::size_t worker, std::size_t i) {
      ranges[worker].add(drawable_range(tasks[i], query));
    });
    for (const Range& range : ranges) data.add(range);
  }
  return axis_of(data, query);
}

PixelAxis axis_of(Range data, const ScalarQuery& query) {
  const bool lo_is_given = query.lo && (!query.log_x || *query.lo > 0);
  if (data.empty()) data = {1, 1};
  double lo = lo_is_given ? *query.lo : data.lo;
  double hi = query.hi ? *query.hi : std::max(data.hi, lo);
  lo = std::min(lo, hi);  // the data may begin beyond the asked end
  if (query.log_x && hi <= 0) lo = hi = std::numeric_limits<double>::min();
  return {lo, hi, query.width, query.log_x};
}

}  // namespace sonde::lines
