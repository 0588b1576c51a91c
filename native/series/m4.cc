// M4: one pass over the points, column by column.
#include "series/m4.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace sonde::series {
namespace {

constexpr std::int64_t kNone = -1;

/// The points to keep of one pixel column.
struct Column {
  std::int64_t first = kNone;
  std::int64_t last = kNone;
  std::int64_t lowest = kNone;
  std::int64_t highest = kNone;
  std::int64_t nan = kNone;
  std::int64_t positive_inf = kNone;
  std::int64_t negative_inf = kNone;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(std::int64_t i, double y) {
    if (first == kNone) first = i;
    last = i;
    if (std::isfinite(y)) {
      if (y < low) low = y, lowest = i;
      if (y > high) high = y, highest = i;
    } else {
      std::int64_t& kind = std::isnan(y) ? nan : y > 0 ? positive_inf : negative_inf;
      if (kind == kNone) kind = i;
    }
  }

  /// Appends what is kept, ascending, each once.
  void keep(std::vector<std::int64_t>& kept) const {
    std::array indices{first, lowest, highest, nan, positive_inf, negative_inf, last};
    std::ranges::sort(indices);
    std::int64_t before = kNone;
    for (const std::int64_t i : indices) {
      if (i != before) kept.push_back(i);
      before = i;
    }
  }
};

void keep_range(std::size_t begin, std::size_t end, std::vector<std::int64_t>& kept) {
  for (std::size_t i = begin; i < end; ++i) kept.push_back(static_cast<std::int64_t>(i));
}

bool is_sorted(std::span<const double> x) {
  bool sorted = x.empty() || !std::isnan(x[0]);
  for (std::size_t i = 1; i < x.size(); ++i) sorted &= x[i - 1] <= x[i];
  return sorted;
}

/// All points of [begin, end), which are in view and sorted by x.
void keep_columns(std::span<const double> x, std::span<const double> y, std::size_t begin, std::size_t end,
                  const PixelAxis& axis, std::vector<std::int64_t>& kept) {
  Column column;
  std::int32_t at = axis.column(x[begin]);
  for (std::size_t i = begin; i < end; ++i) {
    const std::int32_t next = axis.column(x[i]);
    if (next != at) {
      column.keep(kept);
      column = {};
      at = next;
    }
    column.add(static_cast<std::int64_t>(i), y[i]);
  }
  column.keep(kept);
}

M4Result m4_of_sorted(std::span<const double> x, std::span<const double> y, const PixelAxis& axis,
                      std::vector<std::int64_t>& kept) {
  const auto index = [&](auto at) { return static_cast<std::size_t>(at - x.begin()); };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::size_t drawn_begin = axis.is_log() ? index(std::upper_bound(x.begin(), x.end(), 0.0))
                                                : index(std::upper_bound(x.begin(), x.end(), -kInfinity));
  const std::size_t drawn_end = index(std::lower_bound(x.begin(), x.end(), kInfinity));
  const std::size_t begin = index(std::lower_bound(x.begin(), x.end(), axis.lo()));
  const std::size_t end = index(std::upper_bound(x.begin(), x.end(), axis.hi()));

  if (begin > drawn_begin) kept.push_back(static_cast<std::int64_t>(begin) - 1);
  if (end - begin <= 4 * static_cast<std::size_t>(axis.width())) {
    keep_range(begin, end, kept);
  } else {
    keep_columns(x, y, begin, end, axis, kept);
  }
  if (end < drawn_end) kept.push_back(static_cast<std::int64_t>(end));
  return {end - begin, x.size() - (drawn_end - drawn_begin)};
}

M4Result m4_of_unsorted(std::span<const double> x, std::span<const double> y, const PixelAxis& axis,
                        std::vector<std::int64_t>& kept) {
  M4Result result;
  std::int64_t left = kNone;
  std::int64_t right = kNone;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    if (!axis.can_draw(x[i])) {
      ++result.hidden;
    } else if (axis.in_view(x[i])) {
      ++result.in_range;
    } else if (x[i] < axis.lo()) {
      if (left == kNone || x[i] >= x[static_cast<std::size_t>(left)]) left = at;
    } else if (right == kNone || x[i] < x[static_cast<std::size_t>(right)]) {
      right = at;
    }
  }

  const std::size_t before = kept.size();
  if (left != kNone) kept.push_back(left);
  if (right != kNone) kept.push_back(right);
  if (result.in_range <= 4 * static_cast<std::uint64_t>(axis.width())) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (axis.in_view(x[i])) kept.push_back(static_cast<std::int64_t>(i));
    }
  } else {
    std::vector<Column> columns(static_cast<std::size_t>(axis.width()));
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!axis.in_view(x[i])) continue;
      columns[static_cast<std::size_t>(axis.column(x[i]))].add(static_cast<std::int64_t>(i), y[i]);
    }
    for (const Column& column : columns) column.keep(kept);
  }
  std::sort(kept.begin() + static_cast<std::ptrdiff_t>(before), kept.end());
  return result;
}

}  // namespace

M4Result m4(std::span<const double> x, std::span<const double> y, const PixelAxis& axis,
            std::vector<std::int64_t>& kept) {
  return is_sorted(x) ? m4_of_sorted(x, y, axis, kept) : m4_of_unsorted(x, y, axis, kept);
}

}  // namespace sonde::series
