// Line: gathering pieces, and reading columns across them.
#include "lines/lines.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace sonde::lines {

void Line::add(Piece piece, std::uint32_t file, std::uint32_t attempt) {
  if (piece.begin == piece.end) return;
  if (starts_.empty() || starts_.back().attempt != attempt) starts_.push_back({attempt, points_});
  file_ = file;
  attempt_ = attempt;
  const bool goes_on = !pieces_.empty() && pieces_.back().piece.points == piece.points &&
                       pieces_.back().piece.end == piece.begin;
  if (goes_on) {
    pieces_.back().piece.end = piece.end;
  } else {
    pieces_.push_back({piece, points_});
  }
  points_ += piece.end - piece.begin;
}

std::size_t Line::placed_at(std::size_t i) const {
  const auto after = std::ranges::upper_bound(pieces_, i, {}, &Placed::first);
  return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

template <typename Copy>
void Line::each_piece(std::size_t begin, std::size_t end, Copy copy) const {
  for (std::size_t p = begin < end ? placed_at(begin) : 0; begin < end; ++p) {
    const auto& [piece, first] = pieces_[p];
    const std::uint64_t from = piece.begin + (begin - first);
    const std::uint64_t to = std::min<std::uint64_t>(piece.end, from + (end - begin));
    copy(*piece.points, from, to);
    begin += to - from;
  }
}

void Line::copy_steps(std::size_t begin, std::size_t end, std::int64_t* out) const {
  each_piece(begin, end, [&](const columns::SeriesSnapshot& points, std::uint64_t from, std::uint64_t to) {
    points.copy_steps(from, to, out);
    out += to - from;
  });
}

void Line::copy_wall_times(std::size_t begin, std::size_t end, double* out) const {
  each_piece(begin, end, [&](const columns::SeriesSnapshot& points, std::uint64_t from, std::uint64_t to) {
    points.copy_wall_times(from, to, out);
    out += to - from;
  });
}

void Line::copy_values(std::size_t begin, std::size_t end, double* out) const {
  each_piece(begin, end, [&](const columns::SeriesSnapshot& points, std::uint64_t from, std::uint64_t to) {
    points.copy_values(from, to, out);
    out += to - from;
  });
}

namespace {

/// Copies the points at ascending indices with `copy(begin, end, out)`, runs of near neighbours at once.
template <typename T, typename Copy>
void gather(std::span<const std::int64_t> indices, T* out, const Copy& copy) {
  constexpr std::size_t kNear = 512;
  std::array<T, kNear> near;
  for (std::size_t i = 0; i < indices.size();) {
    const std::int64_t begin = indices[i];
    std::size_t next = i + 1;
    while (next < indices.size() && static_cast<std::size_t>(indices[next] - begin) < kNear) ++next;
    const std::int64_t end = indices[next - 1] + 1;
    if (static_cast<std::int64_t>(next - i) * 16 < end - begin) {  // far apart: one by one
      for (; i < next; ++i) copy(indices[i], indices[i] + 1, out++);
      continue;
    }
    copy(begin, end, near.data());
    for (; i < next; ++i) *out++ = near[static_cast<std::size_t>(indices[i] - begin)];
  }
}

}  // namespace

void Line::copy_steps(std::span<const std::int64_t> indices, std::int64_t* out) const {
  gather(indices, out, [&](std::int64_t begin, std::int64_t end, std::int64_t* to) {
    copy_steps(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), to);
  });
}

void Line::copy_wall_times(std::span<const std::int64_t> indices, double* out) const {
  gather(indices, out, [&](std::int64_t begin, std::int64_t end, double* to) {
    copy_wall_times(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), to);
  });
}

void Line::copy_values(std::span<const std::int64_t> indices, double* out) const {
  gather(indices, out, [&](std::int64_t begin, std::int64_t end, double* to) {
    copy_values(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), to);
  });
}

std::vector<Line> current_lines(const columns::RunSeries& series) {
  std::vector<Line> lines;
  lines.reserve(series.writers());
  for (std::uint32_t writer = 0; writer < series.writers(); ++writer) lines.emplace_back(writer);
  for (const columns::RunPart* part : series.by_cluster()) {
    Line& line = lines[part->writer];
    for (std::uint32_t s = 0; s < part->points->segments(); ++s) {
      const std::uint64_t begin = part->points->segment(s).begin;
      const std::uint64_t end = part->current_end(s);
      line.add({part->points, begin, end}, part->file, part->first_attempt + s);
    }
  }
  std::erase_if(lines, [](const Line& line) { return line.points() == 0; });
  return lines;
}

std::vector<std::uint64_t> superseded_by_writer(const columns::RunSeries& series) {
  std::vector<std::uint64_t> superseded(series.writers());
  for (const columns::RunPart& part : series.parts()) {
    for (std::size_t s = 0; s < part.points->segments(); ++s) {
      superseded[part.writer] += part.points->segment_end(s) - part.current_end(s);
    }
  }
  return superseded;
}

std::vector<std::uint32_t> attempts_by_writer(const columns::RunSeries& series) {
  std::vector<std::uint32_t> attempts(series.writers());
  for (const columns::RunPart& part : series.parts()) {
    attempts[part.writer] += static_cast<std::uint32_t>(part.points->segments());
  }
  return attempts;
}

std::vector<Line> attempt_lines(const columns::RunSeries& series, std::uint32_t most) {
  std::vector<Line> lines;
  std::vector<std::uint32_t> skipped = attempts_by_writer(series);  // of each writer, from its first on
  for (std::uint32_t& each : skipped) each -= std::min(each, most);
  for (const columns::RunPart* part : series.by_cluster()) {
    const auto segments = static_cast<std::uint32_t>(part->points->segments());
    const std::uint32_t first = std::min(skipped[part->writer], segments);
    skipped[part->writer] -= first;
    for (std::uint32_t s = first; s < segments; ++s) {
      Line& line = lines.emplace_back(part->writer);
      line.add({part->points, part->points->segment(s).begin, part->points->segment_end(s)}, part->file,
               part->first_attempt + s);
    }
  }
  std::ranges::sort(lines, {}, [](const Line& line) { return std::tuple(line.attempt(), line.writer()); });
  return lines;
}

}  // namespace sonde::lines
