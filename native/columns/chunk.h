// Chunk: up to 512 rows of 64-bit words, packed column by column into one block of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace sonde::columns {

inline constexpr std::size_t kChunkRows = 512;
inline constexpr std::size_t kMaxColumns = 6;

/// An immutable table of rows × columns of 64-bit words. Each column is kept in the smallest of these forms,
/// all of which give every bit back:
///   - an arithmetic progression: no bytes per row (steps 0, 10, 20 …; a constant learning rate);
///   - offsets of 1, 2 or 4 bytes from the smallest word (other steps; the bit patterns of float64 wall
///   times, of
///     which 512 mostly lie within 1,024 seconds, and that is 32 bits of distance);
///   - the words themselves;
///   - either of these over float32 words, when every word is a float64 that float32 holds exactly (NaN
///   payloads and
///     -0.0 included).
/// A few rows are kept as they are, where that takes less room.
///
/// A chunk is a handle: copies share the block, and any number of threads may read it.
class Chunk {
 public:
  Chunk() = default;

  /// Packs 1 to kChunkRows rows; each column holds a word per row, and is used up (what it holds afterwards
  /// is unspecified). For what may soon be dropped.
  static Chunk pack(std::span<const std::span<std::uint64_t>> columns);
  /// The same for what is kept as long as most of what is packed before and after; see take_words().
  static Chunk pack_to_keep(std::span<const std::span<std::uint64_t>> columns);
  /// The same onto the end of `words`, where chunks of several series gather; later in_memory(…) makes a handle
  /// of it. Returns how many words were added.
  static std::size_t pack_onto(std::vector<std::uint64_t>& words,
                               std::span<const std::span<std::uint64_t>> columns);
  /// The chunk that begins at this word of memory which several chunks share.
  static Chunk in_memory(const std::shared_ptr<const std::uint64_t[]>& memory, std::size_t first) {
    return Chunk({memory, memory.get() + first});
  }
  /// The chunk's own words, as pack_onto added them.
  [[nodiscard]] std::span<const std::uint64_t> words() const noexcept {
    return block_ ? std::span(block_.get(), bytes() / sizeof(std::uint64_t))
                  : std::span<const std::uint64_t>();
  }

  [[nodiscard]] std::size_t rows() const noexcept { return block_ ? rows_of(block_[0]) : 0; }
  [[nodiscard]] std::size_t columns() const noexcept { return block_ ? columns_of(block_[0]) : 0; }
  /// One word, in constant time.
  [[nodiscard]] std::uint64_t at(std::size_t column, std::size_t row) const noexcept;
  /// Copies rows [begin, end) of a column to `out`, `stride` words apart.
  void copy(std::size_t column, std::size_t begin, std::size_t end, std::uint64_t* out,
            std::size_t stride = 1) const noexcept;
  void copy(std::size_t column, std::size_t begin, std::size_t end, std::int64_t* out) const noexcept;
  void copy(std::size_t column, std::size_t begin, std::size_t end, double* out) const noexcept;
  /// Bytes of memory that the block takes.
  [[nodiscard]] std::size_t bytes() const noexcept;

  explicit operator bool() const noexcept { return block_ != nullptr; }

 private:
  explicit Chunk(std::shared_ptr<const std::uint64_t[]> block) : block_(std::move(block)) {}

  static std::size_t rows_of(std::uint64_t head) noexcept { return head & 0xFFFF; }
  static std::size_t columns_of(std::uint64_t head) noexcept { return (head >> 16) & 0xFF; }

  // The block: one word {rows: 16 bits, columns: 8, whether plain: 8, words of the block: 32}, then for each
  // column three words {base, stride, form: 8 bits | first word of the payload << 8}, then the payloads, each
  // from a whole word on. A plain block holds the words of one column after another behind its first word.
  std::shared_ptr<const std::uint64_t[]> block_;
};

}  // namespace sonde::columns
