// M4: one pass over the points, block by block: first the columns of a block, then what they keep.
#include "lines/m4.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sonde::lines {
namespace {

constexpr std::size_t kBlock = 512;

}  // namespace

void M4::Column::add(std::int64_t i, std::span<const double> y) {
  if (first == kNone) first = i;
  last = i + static_cast<std::int64_t>(y.size()) - 1;
  // In local variables, which stay in registers.
  double lowest_y = low;
  double highest_y = high;
  std::int64_t lowest_at = lowest;
  std::int64_t highest_at = highest;
  for (const double value : y) {
    if (!(std::abs(value) <= std::numeric_limits<double>::max())) [[unlikely]] {
      add_not_finite(i, value);
    } else {
      if (value < lowest_y) lowest_y = value, lowest_at = i;
      if (value > highest_y) highest_y = value, highest_at = i;
    }
    ++i;
  }
  low = lowest_y;
  high = highest_y;
  lowest = lowest_at;
  highest = highest_at;
}

void M4::Column::add_not_finite(std::int64_t i, double y) {
  std::int64_t* kind = &nan;
  if (!std::isnan(y)) kind = y > 0 ? &positive_infinity : &negative_infinity;
  if (*kind == kNone) *kind = i;
}

void M4::Column::keep(std::vector<std::int64_t>& kept) const {
  std::array indices{first, std::min(lowest, highest), std::max(lowest, highest), last,
                     nan,   positive_infinity,         negative_infinity};
  const bool all_finite = nan == kNone && positive_infinity == kNone && negative_infinity == kNone;
  if (!all_finite) std::ranges::sort(indices);  // the first four are in order already
  std::int64_t before = kNone;
  for (const std::int64_t i : std::span(indices).first(all_finite ? 4 : indices.size())) {
    if (i != before) kept.push_back(i);
    before = i;
  }
}

M4::M4(const PixelAxis& axis, std::size_t points)
    : axis_(axis), few_(4 * static_cast<std::size_t>(axis.width())) {
  first_in_view_.reserve(std::min(points, few_));
  if (points > few_) columns_.resize(static_cast<std::size_t>(axis.width()));
}

void M4::add(std::span<const double> x, std::span<const double> y) {
  while (!x.empty()) {
    const std::size_t size = std::min(x.size(), kBlock);
    add_block(x.first(size), y.first(size));
    added_ += static_cast<std::int64_t>(size);
    x = x.subspan(size);
    y = y.subspan(size);
  }
}

void M4::add_outside(std::int64_t i, double x) {
  if (!axis_.can_draw(x)) {
    ++hidden_;
  } else if (x < axis_.lo()) {
    if (left_ == kNone || x >= left_x_) left_ = i, left_x_ = x;
  } else if (right_ == kNone || x < right_x_) {
    right_ = i, right_x_ = x;
  }
}

void M4::add_in_view(std::int32_t column, std::int64_t i, std::span<const double> y) {
  in_range_ += static_cast<std::int64_t>(y.size());
  for (std::size_t k = 0; k < y.size() && first_in_view_.size() < few_; ++k) {
    first_in_view_.push_back(i + static_cast<std::int64_t>(k));
  }
  if (!columns_.empty()) columns_[static_cast<std::size_t>(column)].add(i, y);
}

void M4::add_block(std::span<const double> x, std::span<const double> y) {
  std::array<std::int32_t, kBlock> columns;
  axis_.columns(x, columns.data());
  for (std::size_t begin = 0, end = 0; begin < x.size(); begin = end) {
    while (end < x.size() && columns[end] == columns[begin]) ++end;
    const std::int64_t i = added_ + static_cast<std::int64_t>(begin);
    if (columns[begin] == PixelAxis::kOutside) {
      for (std::size_t k = begin; k < end; ++k) add_outside(added_ + static_cast<std::int64_t>(k), x[k]);
    } else {
      add_in_view(columns[begin], i, y.subspan(begin, end - begin));
    }
  }
}

std::vector<std::int64_t> M4::kept() const {
  std::vector<std::int64_t> kept;
  if (left_ != kNone) kept.push_back(left_);
  if (static_cast<std::size_t>(in_range_) <= few_) {
    kept.insert(kept.end(), first_in_view_.begin(), first_in_view_.end());
  } else {
    for (const Column& column : columns_) {
      if (column.first != kNone) column.keep(kept);
    }
  }
  if (right_ != kNone) kept.push_back(right_);
  if (!std::ranges::is_sorted(kept)) std::ranges::sort(kept);
  return kept;
}

}  // namespace sonde::lines
