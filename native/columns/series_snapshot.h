// SeriesSnapshot: all points of one series in one event file, as they stood at a commit.
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "columns/append_log.h"
#include "columns/chunk.h"
#include "columns/series.h"

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

/// Columns of one series of one file: step int64, wall time float64, and float64 values or blob references.
///
/// Immutable. Shares its sealed chunks with the FileTable that grows on behind it and with earlier and later
/// snapshots; any number of threads may read it (see AppendLog for the rule). Index arguments must be <
/// points().
class SeriesSnapshot {
 public:
  struct Parts {
    std::shared_ptr<const Identity> identity;
    LogView<Chunk> sealed;  // kChunkRows rows each
    Chunk tail;             // the rest; empty handle when there is none
    LogView<Segment> closed_segments;
    Segment open_segment;
    WallRange wall_range;
  };

  explicit SeriesSnapshot(Parts parts)
      : parts_(std::move(parts)), points_(parts_.sealed.size() * kChunkRows + parts_.tail.rows()) {}

  [[nodiscard]] const Identity& identity() const noexcept { return *parts_.identity; }
  [[nodiscard]] std::size_t points() const noexcept { return points_; }
  [[nodiscard]] const WallRange& wall_range() const noexcept { return parts_.wall_range; }

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
    return points_ == 0 ? 0 : parts_.closed_segments.size() + 1;
  }
  [[nodiscard]] const Segment& segment(std::size_t i) const noexcept {
    return i < parts_.closed_segments.size() ? parts_.closed_segments[i] : parts_.open_segment;
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
    return i < parts_.closed_segments.size() ? segment(i + 1).begin : points_;
  }

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
    return index < parts_.sealed.size() ? parts_.sealed[index] : parts_.tail;
  }
  [[nodiscard]] std::uint64_t word(std::size_t column, std::size_t i) const noexcept {
    return chunk(i / kChunkRows).at(column, i % kChunkRows);
  }
  template <typename Out>
  void copy_column(std::size_t column, std::size_t begin, std::size_t end, Out* out) const noexcept;

  Parts parts_;
  std::size_t points_;
};

}  // namespace sonde::columns
