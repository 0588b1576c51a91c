// SeriesSnapshot: reading columns across chunks.
#include "columns/series_snapshot.h"

#include <algorithm>
#include <array>
#include <span>

namespace sonde::columns {

WallRange SeriesSnapshot::wall_range() const noexcept {
  if (rest_) return rest_->wall_range;
  std::array<double, kShortRows> wall_times;
  const std::size_t rows = tail_.rows();
  if (rows > 0) tail_.copy(kWallTime, 0, rows, wall_times.data());
  WallRange range;
  for (const double each : std::span(wall_times).first(rows)) range.add(each);
  return range;
}

bool SeriesSnapshot::same_points(const SeriesSnapshot& other) const noexcept {
  if (points() != other.points() || segments() != other.segments()) return false;
  for (std::size_t s = 0; s < segments(); ++s) {
    if (segment(s).begin != other.segment(s).begin) return false;
  }
  // Equal rows are packed into equal words.
  for (std::size_t begin = 0; begin < points(); begin += kChunkRows) {
    const Chunk& mine = chunk(begin / kChunkRows);
    if (!std::ranges::equal(mine.words(), other.chunk(begin / kChunkRows).words())) return false;
  }
  return true;
}

Totals SeriesSnapshot::totals(std::size_t begin, std::size_t end) const {
  const std::size_t sealed = rest_ ? rest_->sealed.size() : 0;
  std::array<double, kChunkRows> values;
  Totals totals;
  while (begin < end) {
    const std::size_t index = begin / kChunkRows;
    const std::size_t whole = std::min(end / kChunkRows, sealed);
    if (begin % kChunkRows == 0 && index < whole) {
      totals.add(rest_->totals->of(rest_->sealed, index, whole));
      begin = whole * kChunkRows;
      continue;
    }
    const std::size_t row = begin % kChunkRows;
    const std::size_t rows = std::min(end - begin, kChunkRows - row);
    chunk(index).copy(kValue, row, row + rows, values.data());
    totals.add(std::span(values).first(rows), begin);
    begin += rows;
  }
  return totals;
}

BlobRef SeriesSnapshot::blob_at(std::size_t i) const noexcept {
  const Chunk& rows = chunk(i / kChunkRows);
  const std::size_t row = i % kChunkRows;
  const std::uint64_t record_offset = rows.at(kRecordOffset, row);
  return {record_offset, record_offset + rows.at(kOffset, row), rows.at(kLength, row),
          static_cast<std::uint8_t>(rows.at(kField, row))};
}

template <typename Out>
void SeriesSnapshot::copy_column(std::size_t column, std::size_t begin, std::size_t end,
                                 Out* out) const noexcept {
  while (begin < end) {
    const std::size_t row = begin % kChunkRows;
    const std::size_t rows = std::min(end - begin, kChunkRows - row);
    chunk(begin / kChunkRows).copy(column, row, row + rows, out);
    begin += rows;
    out += rows;
  }
}

void SeriesSnapshot::copy_steps(std::size_t begin, std::size_t end, std::int64_t* out) const noexcept {
  copy_column(kStep, begin, end, out);
}

void SeriesSnapshot::copy_wall_times(std::size_t begin, std::size_t end, double* out) const noexcept {
  copy_column(kWallTime, begin, end, out);
}

void SeriesSnapshot::copy_values(std::size_t begin, std::size_t end, double* out) const noexcept {
  copy_column(kValue, begin, end, out);
}

}  // namespace sonde::columns
