// Percentiles: a walk along the cumulative counts.
#include "histograms/percentiles.h"

#include <algorithm>
#include <cstddef>

namespace sonde::histograms {
namespace {

constexpr std::size_t kColumns = 3;

double total_of(std::span<const double> rows) {
  double total = 0;
  for (std::size_t at = 0; at + kColumns <= rows.size(); at += kColumns) total += rows[at + 2];
  return total;
}

}  // namespace

std::vector<double> percentiles(std::span<const double> rows, std::span<const double> shares, double whole) {
  std::vector<double> values(shares.size(), 0.0);
  const std::size_t buckets = rows.size() / kColumns;
  if (buckets == 0) return values;
  const double least = rows[0];
  const double most = rows[(buckets - 1) * kColumns + 1];
  const double sum = total_of(rows);
  const double total = sum == 0 ? 1 : sum;

  std::size_t bucket = 0;
  double before = 0;  // the share of all buckets before this one
  double upto = rows[2] * whole / total;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    while (bucket < buckets && (upto <= shares[i] || upto == before)) {
      before = upto;
      if (++bucket < buckets) upto = before + rows[bucket * kColumns + 2] * whole / total;
    }
    if (bucket == buckets) {
      values[i] = most;
      continue;
    }
    const double left = before == 0 ? least : std::max(rows[(bucket - 1) * kColumns + 1], least);
    const double right = std::min(rows[bucket * kColumns + 1], most);
    values[i] = left + (shares[i] - before) * (right - left) / (upto - before);
  }
  return values;
}

}  // namespace sonde::histograms
