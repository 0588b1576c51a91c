// Places: the union of the places of lines, which mostly share theirs.
#include "lines/places.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>
#include <utility>

#include "lines/finite_points.h"

namespace sonde::lines {
namespace {

constexpr std::size_t kBlock = 512;

/// The places in view that were found so far, or a sample of them: those whose hash ends in `level` zeros.
class Union {
 public:
  explicit Union(std::size_t most) : most_(most) {}

  /// The places of the next line begin.
  void begin_line() { at_ = 0; }
  /// The next place of the line; they ascend.
  void add(double x) {
    if (!is_sampled(x)) return;
    while (at_ < known_.size() && known_[at_] < x) ++at_;
    if (at_ < known_.size() && known_[at_] == x) return;
    new_.push_back(x);
    if (new_.size() + known_.size() > 2 * most_) thin();
  }
  void end_line() {
    if (new_.empty()) return;
    merged_.clear();
    std::ranges::merge(known_, new_, std::back_inserter(merged_));
    known_.swap(merged_);
    new_.clear();
    while (known_.size() > most_) thin();
  }

  [[nodiscard]] std::vector<double> take() { return std::move(known_); }
  [[nodiscard]] int level() const { return level_; }

 private:
  // The finisher of splitmix64 (Steele, Lea and Flood 2014): every bit of the place counts for every bit of the hash.
  static std::uint64_t hash(double x) {
    auto bits = std::bit_cast<std::uint64_t>(x == 0 ? 0.0 : x);
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
    return bits ^ (bits >> 31);
  }
  [[nodiscard]] bool is_sampled(double x) const {
    return level_ == 0 || (hash(x) & ((std::uint64_t{1} << level_) - 1)) == 0;
  }
  void thin() {
    ++level_;
    std::erase_if(known_, [&](double x) { return !is_sampled(x); });
    std::erase_if(new_, [&](double x) { return !is_sampled(x); });
    at_ = 0;
  }

  std::size_t most_;
  int level_ = 0;
  std::vector<double> known_, new_, merged_;
  std::size_t at_ = 0;  // in known_
};

void insert(std::vector<double>& sorted, double x) {
  const auto at = std::ranges::lower_bound(sorted, x);
  if (at == sorted.end() || *at != x) sorted.insert(at, x);
}

}  // namespace

Places places_of(std::span<const Task* const> lines, const GroupQuery& query, const PixelAxis& axis,
                 std::size_t most) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  GroupQuery unsmoothed = query;
  unsmoothed.smoothing = 0;
  Union places(most);
  double before = -kInfinity;
  double after = kInfinity;
  Range seen;
  for (const Task* line : lines) {
    FinitePoints points(*line, unsmoothed, axis.lo(), axis.hi(), kBlock);
    places.begin_line();
    while (points.next()) {
      for (const double x : points.x()) {
        if (x < axis.lo()) {
          before = std::max(before, x);
        } else if (x > axis.hi()) {
          after = std::min(after, x);
        } else {
          seen.add(x);
          places.add(x);
        }
      }
    }
    places.end_line();
  }
  Places found{.x = places.take(), .one_of = std::int64_t{1} << places.level()};
  if (!seen.empty()) {
    insert(found.x, seen.lo);
    insert(found.x, seen.hi);
  }
  if (before > -kInfinity) found.x.insert(found.x.begin(), before);
  if (after < kInfinity) found.x.push_back(after);
  return found;
}

}  // namespace sonde::lines
