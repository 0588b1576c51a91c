// Edges: building the tables.
#include "series/edges.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace sonde::series {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

Edges::Edges(std::vector<double> edges) : edges_(std::move(edges)) {
  if (edges_.size() < 2) throw std::invalid_argument("a histogram needs two edges at least");
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    if (std::isnan(edges_[i]) || (i > 0 && edges_[i] < edges_[i - 1])) {
      throw std::invalid_argument("the edges of a histogram must ascend; edge " + std::to_string(i) + " is " +
                                  std::to_string(edges_[i]));
    }
  }
  thresholds_ = edges_;
  if (edges_.back() == kInfinity) {
    thresholds_.pop_back();
  } else {
    thresholds_.back() = std::nextafter(edges_.back(), kInfinity);
  }
}

std::size_t Edges::rank_by_search(double value) const noexcept {
  if (std::isnan(value)) return 0;
  return static_cast<std::size_t>(std::ranges::upper_bound(thresholds_, value) - thresholds_.begin());
}

template <typename Float>
Edges::Table<Float>::Table(const Edges& edges) : edges_(&edges) {
  cells_.reserve(kCells);
  for (std::size_t key = 0; key < kCells; ++key) {
    cells_.push_back(cell_of(key));
    is_sparse_ &= (cells_.back().rank & kSearch) == 0;
  }
}

template <typename Float>
typename Edges::Table<Float>::Cell Edges::Table<Float>::cell_of(std::size_t key) const {
  const auto near_zero = std::bit_cast<Float>(static_cast<Word>(static_cast<Word>(key) << kDropped));
  const auto far = std::bit_cast<Float>(static_cast<Word>(((static_cast<Word>(key) + 1) << kDropped) - 1));
  constexpr Float kNone = std::numeric_limits<Float>::quiet_NaN();
  if (std::isnan(near_zero)) return {kNone, 0};
  if (std::isinf(near_zero)) {
    // The other numbers of its cell are NaN. Unless it is within the edges, none of them is counted.
    const auto rank = static_cast<std::uint32_t>(edges_->rank_by_search(near_zero));
    const bool is_counted = rank > 0 && rank <= edges_->buckets();
    return {kNone, is_counted ? kSearch : rank};
  }
  const Float lowest = std::min(near_zero, far);
  const Float highest = std::max(near_zero, far);
  const auto rank = static_cast<std::uint32_t>(edges_->rank_by_search(lowest));
  const auto inside = static_cast<std::uint32_t>(edges_->rank_by_search(highest)) - rank;
  if (inside > 1) return {kNone, kSearch};
  if (inside == 0) return {kNone, rank};
  const double threshold = edges_->thresholds_[rank];
  auto rounded = static_cast<Float>(threshold);
  if (rounded < threshold) rounded = std::nextafter(rounded, std::numeric_limits<Float>::infinity());
  return {rounded, rank};
}

template class Edges::Table<float>;
template class Edges::Table<double>;

const Edges& default_edges() {
  static const Edges kEdges([] {
    std::vector<double> positive{1e-12};
    while (positive.back() * 1.1 < 1e20) positive.push_back(positive.back() * 1.1);
    std::vector<double> edges;
    std::ranges::transform(positive.rbegin(), positive.rend(), std::back_inserter(edges), std::negate<>());
    edges.push_back(0);
    edges.insert(edges.end(), positive.begin(), positive.end());
    return edges;
  }());
  return kEdges;
}

}  // namespace sonde::series
