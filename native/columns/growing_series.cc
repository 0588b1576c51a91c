// GrowingSeries: what happens at the seams, away from the path of every point.
#include "columns/growing_series.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace sonde::columns {

GrowingSeries::GrowingSeries(const SeriesSnapshot& newest)
    : points_(newest.points()), tail_(newest.tail()), wall_range_(newest.wall_range()) {
  if (newest.rest()) {
    segment_ = newest.rest()->open_segment;
    session_ = newest.rest()->session;
    sealed_ = AppendLog<Chunk>(newest.rest()->sealed);
    closed_segments_ = AppendLog<Segment>(newest.rest()->closed_segments);
    totals_ = newest.rest()->totals;
  } else if (points_ > 0) {
    segment_ = newest.segment(0);
  }
}

// Where a segment begins, the buffer is too small, or a chunk becomes full.
void GrowingSeries::append_at_seam(std::uint32_t session, std::span<const std::uint64_t> row) {
  const auto step = static_cast<std::int64_t>(row[0]);
  if (step < segment_.last_step || session != session_ || points_ == 0) start_segment(step, session);
  segment_.last_step = step;
  if (open_rows_ == capacity_) make_room(row.size());
  for (std::size_t c = 0; c < row.size(); ++c) open_[c * capacity_ + open_rows_] = row[c];
  ++open_rows_;
  ++points_;
  if (open_rows_ == kChunkRows) seal(row.size());
}

void GrowingSeries::start_segment(std::int64_t step, std::uint32_t session) {
  if (points_ > 0) closed_segments_.push_back(segment_);
  segment_ = {points_, step, step};
  session_ = session;
}

void GrowingSeries::make_room(std::size_t columns) {
  const std::size_t rows = tail_ ? tail_.rows() : open_rows_;
  const std::size_t capacity = std::clamp<std::size_t>(std::bit_ceil(rows + 1), 4, kChunkRows);
  auto wider = std::make_unique_for_overwrite<std::uint64_t[]>(capacity * columns);
  for (std::size_t c = 0; c < columns; ++c) {
    std::uint64_t* const column = wider.get() + c * capacity;
    if (tail_) {
      tail_.copy(c, 0, rows, column, 1);
    } else {
      std::copy_n(open_.get() + c * capacity_, rows, column);
    }
  }
  tail_ = {};
  open_ = std::move(wider);
  open_rows_ = static_cast<std::uint32_t>(rows);
  capacity_ = static_cast<std::uint32_t>(capacity);
}

/// The open rows, which packing may overwrite. Takes note of their wall times.
std::array<std::span<std::uint64_t>, kMaxColumns> GrowingSeries::open_columns(std::size_t columns) {
  std::array<std::span<std::uint64_t>, kMaxColumns> filled;
  for (std::size_t c = 0; c < columns; ++c) filled[c] = {open_.get() + c * capacity_, open_rows_};
  for (const std::uint64_t word : filled[SeriesSnapshot::kWallTime])
    wall_range_.add(std::bit_cast<double>(word));
  return filled;
}

void GrowingSeries::seal(std::size_t columns) {
  const auto filled = open_columns(columns);
  if (!totals_) totals_ = std::make_shared<SealedTotals>();
  sealed_.push_back(Chunk::pack_to_keep(std::span(filled).first(columns)));
  open_rows_ = 0;
}

bool GrowingSeries::pack(std::size_t columns, std::vector<std::uint64_t>& shared) {
  bool is_shared = false;
  if (open_rows_ > 0) {
    const auto filled = open_columns(columns);
    is_shared = open_rows_ <= SeriesSnapshot::kShortRows;
    if (is_shared) {
      Chunk::pack_onto(shared, std::span(filled).first(columns));
    } else {
      tail_ = Chunk::pack(std::span(filled).first(columns));
    }
  }
  open_.reset();
  open_rows_ = 0;
  capacity_ = 0;
  return is_shared;
}

SeriesSnapshot GrowingSeries::snapshot(const Identity& identity) const {
  const bool is_short = points_ <= SeriesSnapshot::kShortRows && sealed_.size() == 0 &&
                        closed_segments_.size() == 0 && session_ == 0;
  if (is_short) return {identity, tail_, nullptr};
  return {identity, tail_,
          std::make_shared<const LongSeries>(
              LongSeries{sealed_.view(), closed_segments_.view(), segment_, wall_range_, session_, totals_})};
}

}  // namespace sonde::columns
