// Totals: what a stretch of scalars comes to, with each sealed chunk gone through once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <mutex>
#include <span>
#include <vector>

#include "columns/append_log.h"
#include "columns/chunk.h"

namespace sonde::columns {

/// Of points that follow each other in one file, each told by its index in the file's series.
struct Totals {
  std::uint64_t points = 0;
  std::uint64_t finite = 0;  // those of them with a finite value, of which alone the rest is
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  std::uint64_t lowest = 0;  // the first point with the smallest value, and with the largest
  std::uint64_t highest = 0;
  long double sum = 0;  // wider than its parts, where there is something wider

  /// Takes in the points that come next, of which the first has this index.
  void add(std::span<const double> values, std::uint64_t first) noexcept;
  void add(const Totals& next) noexcept;
};

/// The totals of sealed chunks, kept from the first time that somebody asks for them. Any thread may ask.
class SealedTotals {
 public:
  /// Of the chunks [first, last) of scalars. Every view that this is asked with must be of the same log.
  Totals of(const LogView<Chunk>& sealed, std::size_t first, std::size_t last);

 private:
  std::mutex mutex_;  // guards known_; no other lock is taken under it
  std::vector<Totals> known_;
};

}  // namespace sonde::columns
