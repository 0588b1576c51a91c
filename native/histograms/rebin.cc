// Rebin: sharing out by overlap.
#include "histograms/rebin.h"

#include <algorithm>
#include <cmath>

namespace sonde::histograms {
namespace {

constexpr std::size_t kColumns = 3;

// A bucket with its infinite edges moved to the finite one; NaN edges are as good as infinite ones.
struct Bucket {
  double left;
  double right;
  double count;

  explicit Bucket(const double* row) : left(row[0]), right(row[1]), count(row[2]) {
    if (!std::isfinite(left)) left = right;
    if (!std::isfinite(right)) right = left;
  }
  [[nodiscard]] bool has_place() const { return std::isfinite(left); }
};

class Bins {
 public:
  Bins(const Extent& extent, std::size_t bins)
      : extent_(extent), width_((extent.right - extent.left) / static_cast<double>(bins)), counts_(bins) {}

  void add(const Bucket& bucket) {
    if (bucket.right < extent_.left || bucket.left > extent_.right) return;
    if (bucket.right > bucket.left) {
      share_out(bucket);
    } else {
      counts_[bin_of(bucket.left)] += bucket.count;
    }
  }
  std::vector<double> take() { return std::move(counts_); }

 private:
  [[nodiscard]] double left_of(std::size_t bin) const {
    return extent_.left + static_cast<double>(bin) * width_;
  }
  // As the left edge and the width: where a neighbour begins may differ from it by a rounding.
  [[nodiscard]] double right_of(std::size_t bin) const { return left_of(bin) + width_; }

  // The bin that holds a place inside the extent. The division may be off by one.
  [[nodiscard]] std::size_t bin_of(double place) const {
    const double guess = std::floor((place - extent_.left) / width_) - 1;
    const auto last = counts_.size() - 1;
    std::size_t bin = guess > 0 ? std::min(static_cast<std::size_t>(guess), last) : 0;
    while (bin < last && place >= right_of(bin)) ++bin;
    return bin;
  }

  void share_out(const Bucket& bucket) {
    const double left = std::max(bucket.left, extent_.left);
    const double right = std::min(bucket.right, extent_.right);
    for (std::size_t bin = bin_of(left); bin < counts_.size() && left_of(bin) < right; ++bin) {
      const double overlap = std::min(bucket.right, right_of(bin)) - std::max(bucket.left, left_of(bin));
      if (overlap > 0) counts_[bin] += bucket.count * (overlap / (bucket.right - bucket.left));
    }
  }

  Extent extent_;
  double width_;
  std::vector<double> counts_;
};

}  // namespace

Extent extent_of(std::span<const double> rows) {
  Extent extent;
  bool any = false;
  for (std::size_t at = 0; at + kColumns <= rows.size(); at += kColumns) {
    const Bucket bucket(rows.data() + at);
    if (!bucket.has_place()) continue;
    extent = any ? Extent{std::min(extent.left, bucket.left), std::max(extent.right, bucket.right)}
                 : Extent{bucket.left, bucket.right};
    any = true;
  }
  if (extent.left < extent.right) return extent;
  const double value = extent.left;
  return value < 0 ? Extent{value * 1.1 - 1, value / 1.1 + 1} : Extent{value / 1.1 - 1, value * 1.1 + 1};
}

std::vector<double> rebin(std::span<const double> rows, std::span<const double> edges) {
  std::vector<double> counts(edges.size() - 1);
  const auto bin_of = [&](double place) {
    const auto behind = std::upper_bound(edges.begin(), edges.end(), place) - edges.begin();
    return std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(behind - 1, 0)), counts.size() - 1);
  };
  for (std::size_t at = 0; at + kColumns <= rows.size(); at += kColumns) {
    const Bucket bucket(rows.data() + at);
    if (!bucket.has_place() || bucket.right < edges.front() || bucket.left > edges.back()) continue;
    if (!(bucket.right > bucket.left)) {
      counts[bin_of(bucket.left)] += bucket.count;
      continue;
    }
    for (std::size_t bin = bin_of(bucket.left); bin < counts.size() && edges[bin] < bucket.right; ++bin) {
      const double overlap = std::min(bucket.right, edges[bin + 1]) - std::max(bucket.left, edges[bin]);
      if (overlap > 0) counts[bin] += bucket.count * (overlap / (bucket.right - bucket.left));
    }
  }
  return counts;
}

std::vector<double> rebin(std::span<const double> rows, const Extent& extent, std::size_t bins) {
  Bins made(extent, bins);
  for (std::size_t at = 0; at + kColumns <= rows.size(); at += kColumns) {
    const Bucket bucket(rows.data() + at);
    if (bucket.has_place()) made.add(bucket);
  }
  return made.take();
}

}  // namespace sonde::histograms
