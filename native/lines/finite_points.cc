// FinitePoints: reading blocks, and leaving out in place what does not count.
#include "lines/finite_points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace sonde::lines {
namespace {

bool is_finite_at(const Line& line, std::size_t i) {
  double value = 0;
  line.copy_values(i, i + 1, &value);
  return std::isfinite(value);
}

/// The points that FinitePoints promises; smoothing begins at the first, and a clock may have been set back.
std::pair<std::size_t, std::size_t> window_of(const Task& task, const GroupQuery& query, double lo,
                                              double hi) {
  const LineX x = task.x(query.x);
  const std::size_t points = task.line.points();
  if (!x.never_decreases()) return {0, points};
  std::size_t begin = x.find([&](double each) { return each >= lo; });
  if (begin == points || x.at(begin) > lo || !is_finite_at(task.line, begin)) {
    do {
      begin -= std::min<std::size_t>(begin, 1);
    } while (begin > 0 && !is_finite_at(task.line, begin));
  }
  std::size_t end = x.find([&](double each) { return each >= hi; });
  while (end < points && !is_finite_at(task.line, end)) ++end;
  // All points at that place: the last of them counts.
  const double last = end < points ? x.at(end) : 0;
  if (end < points) end = x.find([&](double each) { return each > last; });
  return {query.smoothing > 0 ? 0 : begin, end};
}

}  // namespace

FinitePoints::FinitePoints(const Task& task, const GroupQuery& query, double lo, double hi, std::size_t block)
    : line_(&task.line),
      line_x_(task.x(query.x)),
      smoother_(query.smoothing),
      is_smoothed_(query.smoothing > 0),
      is_log_(query.log_x) {
  std::tie(at_, end_) = window_of(task, query, lo, hi);
  block_ = std::min(block, std::max<std::size_t>(1, end_ - at_));
  x_.resize(block_ + 1);
  values_.resize(block_ + 1);
  if (is_smoothed_) smoothed_.resize(block_ + 1);
}

bool FinitePoints::next() {
  if (is_kept_back_) {
    x_[0] = x_[size_];
    values_[0] = values_[size_];
    if (is_smoothed_) smoothed_[0] = smoothed_[size_];
  }
  size_ = is_kept_back_ ? 1 : 0;
  is_kept_back_ = false;
  while (at_ < end_ && size_ < 2) read();
  if (at_ < end_) {
    --size_;
    is_kept_back_ = true;
  }
  return size_ > 0;
}

void FinitePoints::read() {
  const std::size_t begin = size_;
  const std::size_t end = begin + std::min(block_, end_ - at_);
  const std::size_t to = at_ + (end - begin);
  line_x_.copy(at_, to, x_.data() + begin);
  line_->copy_values(at_, to, values_.data() + begin);
  if (is_smoothed_) {
    smoother_.add(std::span<const double>(values_).subspan(begin, end - begin), smoothed_.data() + begin);
  }
  at_ = to;
  for (std::size_t i = begin; i < end; ++i) {
    const double x = x_[i];
    if (!std::isfinite(values_[i]) || !std::isfinite(x) || (is_log_ && x <= 0)) continue;
    if (size_ > 0 && x < x_[size_ - 1]) continue;
    if (size_ > 0 && x == x_[size_ - 1]) --size_;
    x_[size_] = x;
    values_[size_] = values_[i];
    if (is_smoothed_) smoothed_[size_] = smoothed_[i];
    ++size_;
  }
}

double last_place(const Task& task, const GroupQuery& query, double place) {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  const LineX x = task.x(query.x);
  if (x.never_decreases()) {
    std::size_t after = x.find([&](double each) { return each > place; });
    while (after > 0 && !is_finite_at(task.line, after - 1)) --after;
    const double found = after > 0 ? x.at(after - 1) : kNone;
    return query.log_x && found <= 0 ? kNone : found;
  }
  GroupQuery unsmoothed = query;
  unsmoothed.smoothing = 0;
  FinitePoints points(task, unsmoothed, kNone, place, 512);
  double found = kNone;
  while (points.next()) {
    const auto after = std::ranges::upper_bound(points.x(), place);
    if (after == points.x().begin()) break;
    found = *(after - 1);
  }
  return found;
}

}  // namespace sonde::lines
