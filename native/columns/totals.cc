// Totals: one pass over values, and joining what is known already.
#include "columns/totals.h"

#include <array>
#include <cmath>

#include "columns/series_snapshot.h"

namespace sonde::columns {

void Totals::add(std::span<const double> values, std::uint64_t first) noexcept {
  points += values.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = values[i];
    if (!std::isfinite(value)) continue;
    ++finite;
    sum += value;
    if (value < min) lowest = first + i, min = value;
    if (value > max) highest = first + i, max = value;
  }
}

void Totals::add(const Totals& next) noexcept {
  points += next.points;
  finite += next.finite;
  sum += next.sum;
  if (next.min < min) lowest = next.lowest, min = next.min;
  if (next.max > max) highest = next.highest, max = next.max;
}

Totals SealedTotals::of(const LogView<Chunk>& sealed, std::size_t first, std::size_t last) {
  const std::lock_guard lock(mutex_);
  std::array<double, kChunkRows> values;
  for (std::size_t chunk = known_.size(); chunk < last; ++chunk) {
    sealed[chunk].copy(SeriesSnapshot::kValue, 0, kChunkRows, values.data());
    known_.emplace_back().add(values, chunk * kChunkRows);
  }
  Totals totals;
  for (std::size_t chunk = first; chunk < last; ++chunk) totals.add(known_[chunk]);
  return totals;
}

}  // namespace sonde::columns
