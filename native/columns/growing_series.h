// GrowingSeries: the appending side of one series of one event file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "columns/append_log.h"
#include "columns/chunk.h"
#include "columns/series_snapshot.h"

namespace sonde::columns {

/// Rows gather in a small growing buffer; 512 of them become a sealed chunk. For a snapshot the open rows are
/// packed into a chunk too, and the buffer is given back: a series that stands still costs its packed size
/// only. The next append unpacks that chunk again, about a microsecond for each commit in which the series
/// grew.
///
/// Owned by the one thread that appends. Every snapshot is independent of what is appended later.
class GrowingSeries {
 public:
  GrowingSeries() = default;
  /// Goes on behind the newest snapshot of a series.
  explicit GrowingSeries(const SeriesSnapshot& newest);

  /// Appends one row of columns; row[0] is the step. `session` counts the SessionLog.START of the file so
  /// far.
  template <std::size_t Columns>
  void append(std::uint32_t session, const std::array<std::uint64_t, Columns>& row) {
    const auto step = static_cast<std::int64_t>(row[0]);
    const bool is_seam = step < segment_.last_step || session != session_ || open_rows_ + 1 >= capacity_;
    if (is_seam) [[unlikely]] {
      const std::array<std::uint64_t, Columns> copy = row;  // so that `row` itself may stay in registers
      return append_at_seam(session, copy);
    }
    segment_.last_step = step;
    for (std::size_t c = 0; c < Columns; ++c) open_[c * capacity_ + open_rows_] = row[c];
    ++open_rows_;
    ++points_;
  }

  [[nodiscard]] bool is_open() const noexcept { return open_rows_ > 0; }
  /// Packs the open rows and frees their buffer: a few of them onto the end of `shared`, true then; the caller
  /// makes the memory and gives the tail by set_tail(). False when there is nothing to give.
  bool pack(std::size_t columns, std::vector<std::uint64_t>& shared);
  void set_tail(Chunk tail) { tail_ = std::move(tail); }
  /// The series as it stands; pack() comes first.
  [[nodiscard]] SeriesSnapshot snapshot(const Identity& identity) const;
  [[nodiscard]] std::uint64_t points() const noexcept { return points_; }

 private:
  void append_at_seam(std::uint32_t session, std::span<const std::uint64_t> row);
  void start_segment(std::int64_t step, std::uint32_t session);
  void make_room(std::size_t columns);
  void seal(std::size_t columns);
  std::array<std::span<std::uint64_t>, kMaxColumns> open_columns(std::size_t columns);

  std::unique_ptr<std::uint64_t[]> open_;  // column after column, of capacity_ rows each
  std::uint32_t open_rows_ = 0;
  std::uint32_t capacity_ = 0;
  std::uint32_t session_ = 0;
  std::uint64_t points_ = 0;
  Segment segment_;  // the open one

  AppendLog<Chunk> sealed_;
  AppendLog<Segment> closed_segments_;
  Chunk tail_;  // the open rows while they are packed; then capacity_ and open_rows_ are 0
  WallRange wall_range_;
  std::shared_ptr<SealedTotals> totals_;  // of sealed_, once there is a chunk
};

}  // namespace sonde::columns
