// Edges: which bucket of a histogram a number belongs to, found from its leading bits.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace sonde::histograms {

/// Ascending edges e0 ≤ e1 ≤ … of buckets [e0, e1), [e1, e2) …, the last of which is closed.
///
/// The rank of a number says where it belongs: r for bucket r - 1, 0 for what lies below the first edge and
/// for NaN, and rank buckets() + 1 for what lies above the last.
///
/// Immutable; any number of threads may use it.
class Edges {
 public:
  /// Throws std::invalid_argument unless there are two edges at least, in ascending order, none NaN.
  explicit Edges(std::vector<double> edges);

  [[nodiscard]] const std::vector<double>& values() const noexcept { return edges_; }
  [[nodiscard]] std::size_t buckets() const noexcept { return edges_.size() - 1; }
  /// The rank of a number, by search.
  [[nodiscard]] std::size_t rank_by_search(double value) const noexcept;

  /// Ranks by table. Numbers with the same leading bits (16 of a float64, 13 of a float32: sign, exponent and
  /// four of the fraction) lie within 6.25 % of each other, so hardly ever does more than one edge fall between
  /// them. Such a cell of numbers has two places, one for each side of the edge, and what the table holds is
  /// chosen so that one addition carries a number into the right one: see cell_of.
  /// Refers to the Edges it was made of, which must outlive it.
  template <typename Float>
  class Table {
   public:
    explicit Table(const Edges& edges);
    [[nodiscard]] std::size_t places() const noexcept { return ranks_.size(); }
    [[nodiscard]] std::size_t place(Float value) const noexcept {
      const auto bits = std::bit_cast<Word>(value);
      return static_cast<Word>(bits + cells_[bits >> kDropped]) >> kDropped;
    }
    /// The rank of all numbers at a place, where is_sparse().
    [[nodiscard]] std::uint32_t rank_at(std::size_t place) const noexcept { return ranks_[place]; }
    [[nodiscard]] std::uint32_t rank(Float value) const noexcept {
      const std::uint32_t rank = ranks_[place(value)];
      return rank == kSearch ? static_cast<std::uint32_t>(edges_->rank_by_search(value)) : rank;
    }
    /// Whether no number needs a search.
    [[nodiscard]] bool is_sparse() const noexcept { return is_sparse_; }

   private:
    using Word = std::conditional_t<std::is_same_v<Float, float>, std::uint32_t, std::uint64_t>;
    static constexpr int kDropped = std::is_same_v<Float, float> ? 19 : 48;
    static constexpr Word kInCell = Word{1} << kDropped;
    static constexpr std::size_t kCells = std::size_t{1} << (sizeof(Float) * 8 - kDropped);
    static constexpr std::uint32_t kSearch = 0xFFFFFFFF;

    [[nodiscard]] static Float number_of(Word key, Word in_cell) noexcept {
      return std::bit_cast<Float>(static_cast<Word>((key << kDropped) + in_cell));
    }
    [[nodiscard]] Word first_behind_edge(double threshold) const;
    [[nodiscard]] std::size_t place_with(std::uint32_t rank);
    [[nodiscard]] Word cell_of(Word key);

    std::vector<Word> cells_;
    std::vector<std::uint32_t> ranks_;  // by place
    const Edges* edges_;
    bool is_sparse_ = true;
  };

 private:
  std::vector<double> edges_;
  // A number's rank is how many of these are not above it: the edges, the last one moved up by one step, so
  // that its bucket is closed. Infinity has no step above it and is left out instead.
  std::vector<double> thresholds_;
};

/// The 1,549 edges of TensorFlow 1 and of PyTorch's "tensorflow" bins: 0, and on either side 1e-12 growing by
/// a tenth as long as it is below 1e20.
const Edges& default_edges();

}  // namespace sonde::histograms
