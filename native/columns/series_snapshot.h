// SeriesSnapshot: all points of one series in one event file, as they stood at a commit.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "columns/append_log.h"
#include "columns/chunk.h"
#include "columns/series.h"
#include "columns/totals.h"

namespace sonde::columns {

/// A stretch of points of one file in which steps never decrease and no session starts. The next one begins
/// where this one ends.
struct Segment {
  std::uint64_t begin = 0;  // index of its first point in the file's series
  std::int64_t first_step = 0;
  std::int64_t last_step = 0;
};

/// The earliest and the latest finite wall time, in seconds; empty (earliest > latest) when there is none.
struct WallRange {
  double earliest = std::numeric_limits<double>::infinity();
  double latest = -std::numeric_limits<double>::infinity();

  [[nodiscard]] bool empty() const noexcept { return earliest > latest; }
  void add(double wall_time) noexcept {
    // NaN fails every comparison, an infinity the inner one.
    constexpr double kLargest = std::numeric_limits<double>::max();
    earliest = wall_time < earliest && wall_time >= -kLargest ? wall_time : earliest;
    latest = wall_time > latest && wall_time <= kLargest ? wall_time : latest;
  }
  void add(const WallRange& other) noexcept {
    if (other.earliest < earliest) earliest = other.earliest;
    if (other.latest > latest) latest = other.latest;
  }
};

/// What only a series needs that is long or has a history: all but its last rows.
struct LongSeries {
  LogView<Chunk> sealed;  // kChunkRows rows each
  LogView<Segment> closed_segments;
  Segment open_segment;
  WallRange wall_range;
  std::uint32_t session = 0;  // how many sessions had started at its last point
  std::shared_ptr<SealedTotals>
      totals;  // of `sealed`, shared by all snapshots of the series; null while that is empty
};

/// Columns of one series of one file: step int64, wall time float64, and float64 values or blob references.
///
/// A short series without a history, as logs with a million series have them, is these 40 bytes and its rows in
/// memory that it shares with its neighbours.
///
/// Immutable. Shares its sealed chunks with the FileTable that grows on behind it and with earlier and later
/// snapshots; any number of threads may read it (see AppendLog for the rule). Index arguments must be <
/// points(). Refers to an Identity, which who keeps the snapshot keeps too.
class SeriesSnapshot {
 public:
  /// Series with more rows than this are not short: their wall times are not gone through again.
  static constexpr std::size_t kShortRows = 64;

  /// Without points.
  explicit SeriesSnapshot(const Identity& identity) : identity_(&identity) {}
  /// `tail`: the rows behind the sealed chunks, an empty handle when there are none. `rest`: null for a short
  /// series of one segment, before which no session started.
  SeriesSnapshot(const Identity& identity, Chunk tail, std::shared_ptr<const LongSeries> rest)
      : identity_(&identity), tail_(std::move(tail)), rest_(std::move(rest)) {}

  [[nodiscard]] const Identity& identity() const noexcept { return *identity_; }
  [[nodiscard]] std::size_t points() const noexcept {
    return (rest_ ? rest_->sealed.size() * kChunkRows : 0) + tail_.rows();
  }
  [[nodiscard]] WallRange wall_range() const noexcept;

  [[nodiscard]] std::int64_t step_at(std::size_t i) const noexcept {
    return static_cast<std::int64_t>(word(kStep, i));
  }
  [[nodiscard]] double wall_time_at(std::size_t i) const noexcept {
    return std::bit_cast<double>(word(kWallTime, i));
  }
  /// For Storage::kScalar.
  [[nodiscard]] double value_at(std::size_t i) const noexcept {
    return std::bit_cast<double>(word(kValue, i));
  }
  /// For Storage::kBlob.
  [[nodiscard]] BlobRef blob_at(std::size_t i) const noexcept;

  /// Copy points [begin, end) of a column to `out`.
  void copy_steps(std::size_t begin, std::size_t end, std::int64_t* out) const noexcept;
  void copy_wall_times(std::size_t begin, std::size_t end, double* out) const noexcept;
  void copy_values(std::size_t begin, std::size_t end, double* out) const noexcept;

  /// Segments in file order; at least one when there are points.
  [[nodiscard]] std::size_t segments() const noexcept {
    if (rest_) return points() == 0 ? 0 : rest_->closed_segments.size() + 1;
    return tail_ ? 1 : 0;
  }
  [[nodiscard]] Segment segment(std::size_t i) const noexcept {
    if (!rest_) return {0, step_at(0), step_at(tail_.rows() - 1)};
    return i < rest_->closed_segments.size() ? rest_->closed_segments[i] : rest_->open_segment;
  }
  /// The segment that point i is in; a binary search.
  [[nodiscard]] std::size_t segment_of(std::size_t i) const noexcept {
    std::size_t begin = 0;
    for (std::size_t end = segments(); end - begin > 1;) {
      const std::size_t middle = begin + (end - begin) / 2;
      (segment(middle).begin <= i ? begin : end) = middle;
    }
    return begin;
  }
  /// One past the last point of segment i.
  [[nodiscard]] std::size_t segment_end(std::size_t i) const noexcept {
    return rest_ && i < rest_->closed_segments.size() ? segment(i + 1).begin : points();
  }

  /// What points [begin, end) of a series of Storage::kScalar come to. Costs in proportion to those of them that are in
  /// no whole sealed chunk, and the first time to all.
  [[nodiscard]] Totals totals(std::size_t begin, std::size_t end) const;

  /// Whether the points, and where segments begin, are the same. Costs in proportion to the points.
  [[nodiscard]] bool same_points(const SeriesSnapshot& other) const noexcept;

  /// The rows behind the sealed chunks, and what else there is: for the table that goes on behind them.
  [[nodiscard]] const Chunk& tail() const noexcept { return tail_; }
  [[nodiscard]] const std::shared_ptr<const LongSeries>& rest() const noexcept { return rest_; }
  /// The same series with its tail elsewhere in memory.
  [[nodiscard]] SeriesSnapshot with_tail(Chunk tail) const { return {*identity_, std::move(tail), rest_}; }

  // What the columns of a chunk hold.
  static constexpr std::size_t kStep = 0;
  static constexpr std::size_t kWallTime = 1;
  static constexpr std::size_t kValue = 2;  // of scalars
  static constexpr std::size_t kScalarColumns = 3;
  static constexpr std::size_t kRecordOffset = 2;  // of blobs, as what follows
  static constexpr std::size_t kOffset = 3;        // from the record's
  static constexpr std::size_t kLength = 4;
  static constexpr std::size_t kField = 5;
  static constexpr std::size_t kBlobColumns = 6;

 private:
  [[nodiscard]] const Chunk& chunk(std::size_t index) const noexcept {
    return rest_ && index < rest_->sealed.size() ? rest_->sealed[index] : tail_;
  }
  [[nodiscard]] std::uint64_t word(std::size_t column, std::size_t i) const noexcept {
    return chunk(i / kChunkRows).at(column, i % kChunkRows);
  }
  template <typename Out>
  void copy_column(std::size_t column, std::size_t begin, std::size_t end, Out* out) const noexcept;

  const Identity* identity_;
  Chunk tail_;
  std::shared_ptr<const LongSeries> rest_;
};

}  // namespace sonde::columns
