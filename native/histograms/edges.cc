// Edges: building the tables.
#include "histograms/edges.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace sonde::histograms {
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

// Place 0 is for the numbers that need a search.
template <typename Float>
Edges::Table<Float>::Table(const Edges& edges) : ranks_{kSearch}, edges_(&edges) {
  cells_.reserve(kCells);
  for (std::size_t key = 0; key < kCells; ++key) cells_.push_back(cell_of(static_cast<Word>(key)));
}

// Numbers of a cell grow away from zero with their bits. Where their rank changes once, at the bits b, the cell
// holds what takes the bits off, puts the first place there, and adds kInCell - b: from b on, that carries into
// the second place, which is the next.
template <typename Float>
typename Edges::Table<Float>::Word Edges::Table<Float>::cell_of(Word key) {
  const auto rank_of = [&](Word in_cell) {
    return static_cast<std::uint32_t>(edges_->rank_by_search(number_of(key, in_cell)));
  };
  const std::uint32_t first = rank_of(0);
  const std::uint32_t last = rank_of(kInCell - 1);
  const bool is_infinite = std::isinf(number_of(key, 0));  // and NaN, of rank 0, are all the others
  const std::uint32_t edges_inside = first < last ? last - first : first - last;
  const bool has_room = ranks_.size() + 2 < kCells;
  Word place = 0;
  Word carry = 0;
  if (has_room && edges_inside == 0) {
    place = static_cast<Word>(place_with(first));
  } else if (has_room && (edges_inside == 1 || is_infinite)) {
    place = static_cast<Word>(place_with(first));
    ranks_.push_back(last);
    carry = kInCell - (is_infinite ? 1 : first_behind_edge(edges_->thresholds_[std::min(first, last)]));
  } else {
    is_sparse_ = false;
  }
  return static_cast<Word>(((place - key) << kDropped) + carry);
}

/// The last place if it has that rank, a new one otherwise.
template <typename Float>
std::size_t Edges::Table<Float>::place_with(std::uint32_t rank) {
  if (ranks_.back() != rank) ranks_.push_back(rank);
  return ranks_.size() - 1;
}

/// The bits inside its cell of the first number, going away from zero, that lies on the other side of the
/// threshold than zero does. Its own side begins with the threshold itself, rounded up to a Float.
template <typename Float>
typename Edges::Table<Float>::Word Edges::Table<Float>::first_behind_edge(double threshold) const {
  auto rounded = static_cast<Float>(threshold);
  if (rounded < threshold) rounded = std::nextafter(rounded, std::numeric_limits<Float>::infinity());
  const Word in_cell = std::bit_cast<Word>(rounded) & (kInCell - 1);
  return threshold > 0 ? in_cell : in_cell + 1;
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

}  // namespace sonde::histograms
