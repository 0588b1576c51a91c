// Edges: which bucket of a histogram a number belongs to, found from its leading bits.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace sonde::series {

/// Ascending edges e0 ≤ e1 ≤ … of buckets [e0, e1), [e1, e2) …, the last of which is closed.
///
/// The rank of a number says where it belongs: r for bucket r - 1, 0 for what lies below the first edge and
/// for NaN, and rank buckets() + 1 for what lies above the last. Numbers with the same leading 16 bits (of a
/// float64; 13 of a float32: sign, exponent and four of the fraction) lie within 6.25 % of each other, so
/// hardly ever does more than one edge fall between them: a table keyed by those bits tells the rank but for
/// one comparison, which makes it exact. Where edges lie closer, a search among them decides.
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

  /// Ranks by table; what is not counted (rank 0, NaN, or above the last edge) may have any rank that is not.
  /// Refers to the Edges it was made of, which must outlive it.
  template <typename Float>
  class Table {
   public:
    explicit Table(const Edges& edges);
    [[nodiscard]] std::uint32_t rank(Float value) const noexcept {
      if (cells_[key_of(value)].rank & kSearch)
        return static_cast<std::uint32_t>(edges_->rank_by_search(value));
      return rank_by_cell(value);
    }
    /// The same, where is_sparse().
    [[nodiscard]] std::uint32_t rank_by_cell(Float value) const noexcept {
      const Cell cell = cells_[key_of(value)];
      return cell.rank + static_cast<std::uint32_t>(value >= cell.edge);
    }
    /// Whether no number needs a search.
    [[nodiscard]] bool is_sparse() const noexcept { return is_sparse_; }

   private:
    using Word = std::conditional_t<std::is_same_v<Float, float>, std::uint32_t, std::uint64_t>;
    static constexpr int kDropped = std::is_same_v<Float, float> ? 19 : 48;
    static constexpr std::size_t kCells = std::size_t{1} << (sizeof(Float) * 8 - kDropped);
    static constexpr std::uint32_t kSearch = 0x80000000;

    struct Cell {
      Float edge;          // the only threshold inside the cell, rounded up to Float; NaN when there is none
      std::uint32_t rank;  // of the lowest number of the cell; or kSearch
    };

    static std::size_t key_of(Float value) noexcept { return std::bit_cast<Word>(value) >> kDropped; }
    [[nodiscard]] Cell cell_of(std::size_t key) const;

    std::vector<Cell> cells_;
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

}  // namespace sonde::series
