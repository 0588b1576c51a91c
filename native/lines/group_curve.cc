// GroupCurve: places are worked off in tiles, so that memory does not grow with places times lines.
#include "lines/group_curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "lines/aligned_line.h"
#include "lines/spread.h"

namespace sonde::lines {
namespace {

/// Values of lines at neighbouring places, a row for each line: so many at most, and of each line so many.
constexpr std::size_t kTileCells = std::size_t{1} << 18;
constexpr std::size_t kMostPlaces = 512;
/// As many places as fill a cache line: so many are taken out of the rows at once.
constexpr std::size_t kTogether = 8;

/// Points that are read of each line at once: of very many lines only a few.
std::size_t block_for(std::size_t lines) {
  return std::clamp<std::size_t>(kTileCells / std::max<std::size_t>(lines, 1), 32, 512);
}

/// One tile of the lines' values and what sums them up.
class Tile {
 public:
  Tile(std::size_t lines, std::size_t places, const SpreadQuery& spread)
      : lines_(lines), stride_(places + kTogether), rows_(lines * stride_), spreads_(spread, lines) {
    for (auto& column : columns_) column.resize(lines);
    for (auto& members : members_) members.resize(lines);
  }

  [[nodiscard]] double* row(std::size_t line) { return rows_.data() + line * stride_; }

  /// Adds the first `places` places of the rows to the curve, and to `counts` how many lines have a value there.
  void sum_up(std::size_t places, Curve& curve, std::vector<std::int32_t>* counts) {
    for (std::size_t begin = 0; begin < places; begin += kTogether) {
      const std::size_t together = std::min(kTogether, places - begin);
      const std::array<std::size_t, kTogether> sizes = gather(begin, together);
      for (std::size_t k = 0; k < together; ++k) {
        const Spread spread = spreads_.of(std::span(columns_[k]).first(sizes[k]), members_[k]);
        curve.centre.push_back(spread.centre);
        curve.lower.push_back(spread.lower);
        curve.upper.push_back(spread.upper);
        if (counts != nullptr) counts->push_back(static_cast<std::int32_t>(sizes[k]));
      }
    }
  }

 private:
  /// Takes the values that there are at some places out of the rows.
  std::array<std::size_t, kTogether> gather(std::size_t begin, std::size_t together) {
    std::array<std::size_t, kTogether> sizes{};
    for (std::size_t line = 0; line < lines_; ++line) {
      const double* const values = row(line) + begin;
      for (std::size_t k = 0; k < together; ++k) {
        columns_[k][sizes[k]] = values[k];
        members_[k][sizes[k]] = static_cast<std::uint32_t>(line);
        sizes[k] += static_cast<std::size_t>(!std::isnan(values[k]));
      }
    }
    return sizes;
  }

  std::size_t lines_;
  std::size_t
      stride_;  // no power of two, which would put all lines' values into the same few places of the cache
  std::vector<double> rows_;
  Spreads spreads_;
  std::array<std::vector<double>, kTogether> columns_;
  std::array<std::vector<std::uint32_t>, kTogether> members_;
};

/// One place of a curve beside what stands for the baseline there.
void compare(Curve& curve, std::size_t from, std::size_t to, double base, Comparison comparison) {
  double centre = curve.centre[from];
  double lower = curve.lower[from];
  double upper = curve.upper[from];
  if (comparison == Comparison::kDifference) {
    centre -= base;
    lower -= base;
    upper -= base;
  } else {
    centre /= base;
    lower /= base;
    upper /= base;
    if (base < 0) std::swap(lower, upper);
  }
  curve.centre[to] = centre;
  curve.lower[to] = lower;
  curve.upper[to] = upper;
}

void resize(Curve& curve, std::size_t size) {
  for (std::vector<double>* column : {&curve.centre, &curve.lower, &curve.upper}) column->resize(size);
}

}  // namespace

GroupCurve group_curve(std::span<const Task* const> lines, std::vector<double> places,
                       const GroupQuery& query, const SpreadQuery& spread) {
  GroupCurve curve{.x = std::move(places), .counts = {}, .values = {}, .smoothed = {}};
  if (curve.x.empty()) return curve;
  const bool is_smoothed = query.smoothing > 0;
  const std::size_t at_once =
      std::clamp<std::size_t>(kTileCells / std::max<std::size_t>(lines.size(), 1), kTogether, kMostPlaces);
  Tile values(lines.size(), at_once, spread);
  Tile smoothed(is_smoothed ? lines.size() : 0, at_once, spread);
  std::vector<AlignedLine> aligned;
  aligned.reserve(lines.size());
  for (const Task* line : lines) {
    aligned.emplace_back(*line, query, curve.x.front(), curve.x.back(), block_for(lines.size()));
  }
  for (std::size_t begin = 0; begin < curve.x.size(); begin += at_once) {
    const std::size_t size = std::min(at_once, curve.x.size() - begin);
    const auto tile = std::span<const double>(curve.x).subspan(begin, size);
    for (std::size_t line = 0; line < lines.size(); ++line) {
      aligned[line].read(tile, values.row(line), is_smoothed ? smoothed.row(line) : nullptr);
    }
    values.sum_up(size, curve.values, &curve.counts);
    if (is_smoothed) smoothed.sum_up(size, curve.smoothed, nullptr);
  }
  return curve;
}

void compare(GroupCurve& curve, const GroupCurve& baseline, const GroupQuery& query) {
  const bool is_smoothed = query.smoothing > 0;
  std::size_t size = 0;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    compare(curve.values, i, size, baseline.values.centre[i], query.comparison);
    if (is_smoothed) compare(curve.smoothed, i, size, baseline.smoothed.centre[i], query.comparison);
    const bool has_place = std::isfinite(curve.values.centre[size]) &&
                           (!is_smoothed || std::isfinite(curve.smoothed.centre[size]));
    if (!has_place) continue;
    curve.x[size] = curve.x[i];
    curve.counts[size] = curve.counts[i];
    ++size;
  }
  curve.x.resize(size);
  curve.counts.resize(size);
  resize(curve.values, size);
  if (is_smoothed) resize(curve.smoothed, size);
}

}  // namespace sonde::lines
