// Columns: copying the parts of a series one after another.
#include "columns/columns.h"

#include <algorithm>
#include <cstddef>

namespace sonde::columns {
namespace {

/// A stretch of a series: points [begin, end) of one part, which go to the rows from `at` on.
struct Stretch {
  const RunPart& part;
  std::size_t begin;
  std::size_t end;
  std::size_t at;
};

/// The stretches that points [begin, end) of a series consist of, in file order.
std::vector<Stretch> stretches(const RunSeries& series, std::uint64_t begin, std::uint64_t end) {
  std::vector<Stretch> found;
  std::uint64_t first = 0;  // of the part at hand, as the series counts
  for (const RunPart& part : series.parts()) {
    const std::uint64_t past = first + part.points->points();
    const std::uint64_t from = std::max(begin, first);
    const std::uint64_t to = std::min(end, past);
    if (from < to) found.push_back({part, from - first, to - first, from - begin});
    first = past;
  }
  return found;
}

/// What scalars and blobs have in common.
template <typename Columns>
void copy_common(const Stretch& stretch, Columns& out) {
  const RunPart& part = stretch.part;
  const std::size_t rows = stretch.end - stretch.begin;
  part.points->copy_steps(stretch.begin, stretch.end, out.steps.data() + stretch.at);
  part.points->copy_wall_times(stretch.begin, stretch.end, out.wall_times.data() + stretch.at);
  std::fill_n(out.writers.data() + stretch.at, rows, static_cast<std::int32_t>(part.writer));
  for (std::size_t s = part.points->segment_of(stretch.begin); s < part.points->segments(); ++s) {
    const std::size_t begin = std::max<std::size_t>(part.points->segment(s).begin, stretch.begin);
    const std::size_t end = std::min<std::size_t>(part.points->segment_end(s), stretch.end);
    if (begin >= end) break;
    const std::size_t at = stretch.at + (begin - stretch.begin);
    std::fill_n(out.attempts.data() + at, end - begin, static_cast<std::int32_t>(part.first_attempt + s));
    const std::size_t current_end = std::clamp<std::size_t>(part.current_end(s), begin, end);
    std::fill_n(out.superseded.data() + at + (current_end - begin), end - current_end, std::uint8_t{1});
  }
}

template <typename Columns>
void resize_common(std::size_t rows, Columns& out) {
  out.steps.resize(rows);
  out.wall_times.resize(rows);
  out.attempts.resize(rows);
  out.writers.resize(rows);
  out.superseded.resize(rows);
}

}  // namespace

ScalarColumns scalar_columns(const RunSeries& series) {
  ScalarColumns out;
  resize_common(static_cast<std::size_t>(series.points()), out);
  out.values.resize(static_cast<std::size_t>(series.points()));
  for (const Stretch& stretch : stretches(series, 0, series.points())) {
    copy_common(stretch, out);
    stretch.part.points->copy_values(stretch.begin, stretch.end, out.values.data() + stretch.at);
  }
  return out;
}

BlobColumns blob_columns(const RunSeries& series, std::uint64_t begin, std::uint64_t end) {
  BlobColumns out;
  resize_common(static_cast<std::size_t>(end - begin), out);
  for (const Stretch& stretch : stretches(series, begin, end)) {
    copy_common(stretch, out);
    for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
      const BlobRef ref = stretch.part.points->blob_at(i);
      out.files.push_back(static_cast<std::int32_t>(stretch.part.file));
      out.record_offsets.push_back(ref.record_offset);
      out.offsets.push_back(ref.offset);
      out.lengths.push_back(ref.length);
      out.fields.push_back(ref.field);
    }
  }
  return out;
}

}  // namespace sonde::columns
