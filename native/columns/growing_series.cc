// GrowingSeries: what happens at the seams, away from the path of every point.
#include "columns/growing_series.h"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>

namespace sonde::columns {

void GrowingSeries::start_segment(std::int64_t step, std::uint32_t session) {
  if (points_ > 0) closed_segments_.push_back(segment_);
  segment_ = {points_, step, step};
  session_ = session;
}

void GrowingSeries::make_room(std::size_t columns) {
  const std::size_t rows = tail_ ? tail_.rows() : open_rows_;
  const std::size_t capacity = std::clamp<std::size_t>(std::bit_ceil(rows + 1), 4, kChunkRows);
  auto wider = std::make_unique_for_overwrite<std::uint64_t[]>(capacity * columns);
  if (tail_) {
    for (std::size_t c = 0; c < columns; ++c) tail_.copy(c, 0, rows, wider.get() + c, columns);
    tail_ = {};
  } else if (rows > 0) {
    std::memcpy(wider.get(), open_.get(), rows * columns * sizeof(std::uint64_t));
  }
  open_ = std::move(wider);
  open_rows_ = static_cast<std::uint32_t>(rows);
  capacity_ = static_cast<std::uint32_t>(capacity);
}

Chunk GrowingSeries::pack_open_rows(std::size_t columns) {
  std::array<std::array<std::uint64_t, kChunkRows>, kMaxColumns> words;
  std::array<std::span<std::uint64_t>, kMaxColumns> filled;
  for (std::size_t c = 0; c < columns; ++c) {
    for (std::size_t r = 0; r < open_rows_; ++r) words[c][r] = open_[r * columns + c];
    filled[c] = std::span(words[c]).first(open_rows_);
  }
  for (const std::uint64_t word : filled[SeriesSnapshot::kWallTime])
    wall_range_.add(std::bit_cast<double>(word));
  return Chunk::pack(std::span(filled).first(columns));
}

void GrowingSeries::seal(std::size_t columns) {
  sealed_.push_back(pack_open_rows(columns));
  open_rows_ = 0;
}

void GrowingSeries::pack(std::size_t columns) {
  if (open_rows_ > 0) tail_ = pack_open_rows(columns);
  open_.reset();
  open_rows_ = 0;
  capacity_ = 0;
}

std::shared_ptr<const SeriesSnapshot> GrowingSeries::snapshot(
    std::shared_ptr<const Identity> identity) const {
  return std::make_shared<SeriesSnapshot>(SeriesSnapshot::Parts{
      std::move(identity), sealed_.view(), tail_, closed_segments_.view(), segment_, wall_range_});
}

}  // namespace sonde::columns
