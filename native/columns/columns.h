// Columns: every point of a run's series, superseded or not, in file order and then in order of records.
#pragma once

#include <cstdint>
#include <vector>

#include "columns/run_series.h"

namespace sonde::columns {

struct ScalarColumns {
  std::vector<std::int64_t> steps;
  std::vector<double> wall_times;
  std::vector<double> values;
  std::vector<std::int32_t> attempts;
  std::vector<std::int32_t> writers;
  std::vector<std::uint8_t> superseded;
};

struct BlobColumns {
  std::vector<std::int64_t> steps;
  std::vector<double> wall_times;
  std::vector<std::int32_t> files;
  std::vector<std::uint64_t> record_offsets;
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint64_t> lengths;
  std::vector<std::uint8_t> fields;
  std::vector<std::int32_t> attempts;
  std::vector<std::int32_t> writers;
  std::vector<std::uint8_t> superseded;
};

/// For a series of Storage::kScalar.
ScalarColumns scalar_columns(const RunSeries& series);
/// Points [begin, end) of a series of Storage::kBlob, at a cost in proportion to their number. end is at most the
/// number of points.
BlobColumns blob_columns(const RunSeries& series, std::uint64_t begin, std::uint64_t end);

}  // namespace sonde::columns
