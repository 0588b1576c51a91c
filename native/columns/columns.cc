// Columns: copying the parts of a series one after another.
#include "columns/columns.h"

#include <algorithm>
#include <cstddef>

namespace sonde::columns {
namespace {

/// What scalars and blobs have in common.
template <typename Columns>
void copy_common(const RunSeries& series, Columns& out) {
  const auto points = static_cast<std::size_t>(series.points());
  out.steps.resize(points);
  out.wall_times.resize(points);
  out.attempts.resize(points);
  out.writers.resize(points);
  out.superseded.resize(points);
  std::size_t at = 0;
  for (const RunPart& part : series.parts()) {
    const std::size_t end = part.points->points();
    part.points->copy_steps(0, end, out.steps.data() + at);
    part.points->copy_wall_times(0, end, out.wall_times.data() + at);
    std::fill_n(out.writers.data() + at, end, static_cast<std::int32_t>(part.writer));
    for (std::size_t s = 0; s < part.points->segments(); ++s) {
      const std::size_t segment_begin = part.points->segment(s).begin;
      const std::size_t segment_end = part.points->segment_end(s);
      std::fill_n(out.attempts.data() + at + segment_begin, segment_end - segment_begin,
                  static_cast<std::int32_t>(part.first_attempt + s));
      const std::size_t current_end = part.current_end(s);
      std::fill_n(out.superseded.data() + at + current_end, segment_end - current_end, std::uint8_t{1});
    }
    at += end;
  }
}

}  // namespace

ScalarColumns scalar_columns(const RunSeries& series) {
  ScalarColumns out;
  copy_common(series, out);
  out.values.resize(static_cast<std::size_t>(series.points()));
  std::size_t at = 0;
  for (const RunPart& part : series.parts()) {
    part.points->copy_values(0, part.points->points(), out.values.data() + at);
    at += part.points->points();
  }
  return out;
}

BlobColumns blob_columns(const RunSeries& series) {
  BlobColumns out;
  copy_common(series, out);
  for (const RunPart& part : series.parts()) {
    for (std::size_t i = 0; i < part.points->points(); ++i) {
      const BlobRef ref = part.points->blob_at(i);
      out.files.push_back(static_cast<std::int32_t>(part.file));
      out.record_offsets.push_back(ref.record_offset);
      out.offsets.push_back(ref.offset);
      out.lengths.push_back(ref.length);
      out.fields.push_back(ref.field);
    }
  }
  return out;
}

}  // namespace sonde::columns
