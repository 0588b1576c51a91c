// Histogram: counting by table, by tally or by width, and the two forms.
#include "histograms/histogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <type_traits>

#include "histograms/dtype_visit.h"
#include "histograms/tally.h"

namespace sonde::histograms {
namespace {

// Fewer numbers than this are ranked by search: a table takes longer to build. (The default edges keep
// theirs.)
constexpr std::size_t kWorthTable = 50'000;

/// Counts in four columns by turns, so that a number need not wait for the count of the one before it to be
/// stored.
class Counter {
 public:
  static constexpr std::size_t kTurns = 4;

  explicit Counter(std::size_t places) : places_(places), counts_(places * kTurns) {}

  void add(std::size_t place, std::size_t turn, std::uint64_t times = 1) {
    counts_[turn * places_ + place] += times;
  }
  [[nodiscard]] std::uint64_t at(std::size_t place) const {
    std::uint64_t sum = 0;
    for (std::size_t turn = 0; turn < kTurns; ++turn) sum += counts_[turn * places_ + place];
    return sum;
  }
  /// Counts every number at place_of(number).
  template <typename T, typename PlaceOf>
  void add_all(std::span<const T> numbers, const PlaceOf& place_of) {
    std::size_t i = 0;
    for (; i + kTurns <= numbers.size(); i += kTurns) {
      for (std::size_t turn = 0; turn < kTurns; ++turn) add(place_of(numbers[i + turn]), turn);
    }
    for (; i < numbers.size(); ++i) add(place_of(numbers[i]), 0);
  }

 private:
  std::size_t places_;
  std::vector<std::uint64_t> counts_;
};

template <typename Float>
const Edges::Table<Float>& default_table() {
  static const Edges::Table<Float> kTable(default_edges());
  return kTable;
}

template <typename T>
void count_ranks(std::span<const T> numbers, const Edges& edges, Counter& counts) {
  // int64 and uint64 are counted as float64, as NumPy would convert them; so are the narrower integers.
  using Float = std::conditional_t<std::is_same_v<T, float>, float, double>;
  const auto by = [&](const auto& table) {
    if (!table.is_sparse()) {
      counts.add_all(numbers, [&](T number) { return table.rank(static_cast<Float>(number)); });
      return;
    }
    Counter at_places(table.places());
    at_places.add_all(numbers, [&](T number) { return table.place(static_cast<Float>(number)); });
    for (std::size_t place = 1; place < table.places(); ++place) {
      counts.add(table.rank_at(place), 0, at_places.at(place));
    }
  };
  if (&edges == &default_edges()) {
    by(default_table<Float>());
  } else if (numbers.size() >= kWorthTable) {
    by(Edges::Table<Float>(edges));
  } else {
    counts.add_all(numbers, [&](T number) { return edges.rank_by_search(static_cast<double>(number)); });
  }
}

/// The smallest and the largest finite number.
struct FiniteRange {
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  std::uint64_t count = 0;

  void add(double value, std::uint64_t times) {
    if (!std::isfinite(value)) return;
    min = std::min(min, value);
    max = std::max(max, value);
    count += times;
  }
};

FiniteRange finite_range(const Numbers& numbers) {
  const Moments moments = moments_of(numbers);
  if (std::isfinite(moments.min) && std::isfinite(moments.max))
    return {moments.min, moments.max, moments.count};
  FiniteRange range;
  visit(numbers, [&]<typename T>(std::span<const T> elements) {
    for (const T number : elements) range.add(value_of(number), 1);
  });
  return range;
}

/// Buckets of equal width over a range of more than one value.
class UniformBuckets {
 public:
  UniformBuckets(const FiniteRange& range, std::size_t buckets)
      : min_(range.min), max_(range.max), last_(static_cast<double>(buckets - 1)) {
    // Halved, so that the width of a range beyond the largest double is finite.
    if (!std::isfinite(max_ - min_)) scale_ = 0.5;
    low_ = min_ * scale_;
    width_ = (max_ * scale_ - low_) / static_cast<double>(buckets);
  }

  /// For a finite number. min gives 0 and max the last one even where the width is too small for a double.
  [[nodiscard]] std::int32_t bucket(double value) const {
    const double place = (value * scale_ - low_) / width_;
    const double not_below = place > 0 ? place : 0;
    return static_cast<std::int32_t>(not_below < last_ ? not_below : last_);
  }
  /// The left edge of a bucket, computed as numpy.linspace does.
  [[nodiscard]] double edge(std::size_t bucket) const {
    const auto i = static_cast<double>(bucket);
    const double buckets = last_ + 1;
    if (i == buckets) return max_;
    if (scale_ != 1) return (i * width_ + low_) / scale_;
    return width_ == 0 ? i / buckets * (max_ - min_) + min_ : i * width_ + min_;
  }

 private:
  double min_, max_, last_;
  double scale_ = 1;
  double low_ = 0;
  double width_ = 0;
};

/// Counts all numbers, known to be finite: the divisions of a block go side by side.
template <typename T>
void count_uniform(std::span<const T> numbers, const UniformBuckets& buckets, Counter& counts) {
  constexpr std::size_t kBlock = 512;
  std::array<std::int32_t, kBlock> places;
  while (!numbers.empty()) {
    const std::span<const T> block = numbers.first(std::min(kBlock, numbers.size()));
    for (std::size_t i = 0; i < block.size(); ++i) places[i] = buckets.bucket(value_of(block[i]));
    counts.add_all(std::span<const std::int32_t>(places.data(), block.size()),
                   [](std::int32_t place) { return static_cast<std::size_t>(place); });
    numbers = numbers.subspan(block.size());
  }
}

/// Neighbours joined by as many as bring the counts down to about `max_buckets`; `limits` has one entry more.
void join_buckets(std::vector<double>& limits, std::vector<double>& counts, std::size_t max_buckets) {
  const std::size_t by = counts.size() / max_buckets;
  std::vector<double> joined_limits, joined_counts;
  for (std::size_t i = 0; i < counts.size(); i += by) {
    joined_limits.push_back(limits[i]);
    joined_counts.push_back(0);
    for (std::size_t j = i; j < std::min(i + by, counts.size()); ++j) joined_counts.back() += counts[j];
  }
  joined_limits.push_back(limits.back());
  limits = std::move(joined_limits);
  counts = std::move(joined_counts);
}

}  // namespace

std::vector<std::uint64_t> count_in_buckets(const Numbers& numbers, const Edges& edges) {
  Counter counts(edges.buckets() + 2);
  visit(numbers, [&]<typename T>(std::span<const T> elements) {
    if constexpr (is_narrow<T>) {
      tally(elements,
            [&](double value, std::uint64_t times) { counts.add(edges.rank_by_search(value), 0, times); });
    } else {
      count_ranks(elements, edges, counts);
    }
  });
  std::vector<std::uint64_t> buckets(edges.buckets());
  for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] = counts.at(i + 1);
  return buckets;
}

LegacyHistogram legacy_histogram(const Numbers& numbers, const Edges& edges, std::size_t max_buckets) {
  const std::vector<std::uint64_t> buckets = count_in_buckets(numbers, edges);
  std::vector<double> counts(buckets.begin(), buckets.end());
  std::vector<double> limits = edges.values();
  if (max_buckets > 0 && counts.size() > max_buckets) join_buckets(limits, counts, max_buckets);

  const auto is_filled = [](double count) { return count > 0; };
  const auto first = std::ranges::find_if(counts, is_filled);
  if (first == counts.end()) throw std::invalid_argument("no number lies within the edges of the histogram");
  const auto last = std::find_if(counts.rbegin(), counts.rend(), is_filled).base();
  const auto limit_of = [&](auto count) { return limits.begin() + (count - counts.begin()); };

  LegacyHistogram histogram{moments_of(numbers), {limit_of(first), limit_of(last) + 1}, {0.0}};
  histogram.counts.insert(histogram.counts.end(), first, last);
  return histogram;
}

BucketRows uniform_histogram(const Numbers& numbers, std::size_t buckets) {
  BucketRows rows(buckets * 3);
  const FiniteRange range = finite_range(numbers);
  if (buckets == 0 || range.count == 0) return rows;
  if (range.min == range.max) {
    for (std::size_t i = 0; i < buckets; ++i) rows[i * 3] = rows[i * 3 + 1] = range.min;
    rows.back() = static_cast<double>(range.count);
    return rows;
  }

  const UniformBuckets uniform(range, buckets);
  Counter counts(buckets);
  visit(numbers, [&]<typename T>(std::span<const T> elements) {
    const auto add = [&](double value, std::uint64_t times) {
      if (std::isfinite(value)) counts.add(static_cast<std::size_t>(uniform.bucket(value)), 0, times);
    };
    if constexpr (is_narrow<T>) {
      tally(elements, add);
    } else if (range.count == numbers.size) {
      count_uniform(elements, uniform, counts);
    } else {
      for (const T number : elements) add(value_of(number), 1);
    }
  });
  for (std::size_t i = 0; i < buckets; ++i) {
    rows[i * 3] = uniform.edge(i);
    rows[i * 3 + 1] = uniform.edge(i + 1);
    rows[i * 3 + 2] = static_cast<double>(counts.at(i));
  }
  return rows;
}

}  // namespace sonde::histograms
