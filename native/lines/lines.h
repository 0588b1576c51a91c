// Line: the points that are drawn as one line, gathered from the files of a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "columns/run_series.h"

namespace sonde::lines {

/// Points [begin, end) of one file. In a line of current points and in a line of one attempt, steps never
/// decrease from piece to piece.
struct Piece {
  const columns::SeriesSnapshot* points = nullptr;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// Where in a line an attempt begins.
struct AttemptStart {
  std::uint32_t attempt = 0;
  std::size_t first = 0;  // index in the line of its first point
};

/// Points by their index in the line. Refers to the RunSeries that it was made of, which must outlive it.
class Line {
 public:
  explicit Line(std::uint32_t writer) : writer_(writer) {}

  /// Appends points of a file of the run, written in this attempt. Nothing changes if there are none.
  void add(Piece piece, std::uint32_t file, std::uint32_t attempt);

  /// The file and the attempt of the last point.
  [[nodiscard]] std::uint32_t file() const noexcept { return file_; }
  [[nodiscard]] std::uint32_t attempt() const noexcept { return attempt_; }
  [[nodiscard]] std::uint32_t writer() const noexcept { return writer_; }
  [[nodiscard]] std::size_t points() const noexcept { return points_; }

  /// The attempts that the line has points of, in its order.
  [[nodiscard]] const std::vector<AttemptStart>& starts() const noexcept { return starts_; }

  /// Copy the points [begin, end).
  void copy_steps(std::size_t begin, std::size_t end, std::int64_t* out) const;
  void copy_wall_times(std::size_t begin, std::size_t end, double* out) const;
  void copy_values(std::size_t begin, std::size_t end, double* out) const;
  /// Copy the points at ascending indices.
  void copy_steps(std::span<const std::int64_t> indices, std::int64_t* out) const;
  void copy_wall_times(std::span<const std::int64_t> indices, double* out) const;
  void copy_values(std::span<const std::int64_t> indices, double* out) const;

 private:
  struct Placed {
    Piece piece;
    std::size_t first;  // index in the line of the piece's first point
  };

  [[nodiscard]] std::size_t placed_at(std::size_t i) const;
  template <typename Copy>
  void each_piece(std::size_t begin, std::size_t end, Copy copy) const;

  std::vector<Placed> pieces_;
  std::vector<AttemptStart> starts_;
  std::size_t points_ = 0;
  std::uint32_t file_ = 0;
  std::uint32_t attempt_ = 0;
  std::uint32_t writer_;
};

/// The current points of each writer as one line: what is not superseded, in order of attempts.
std::vector<Line> current_lines(const columns::RunSeries& series);
/// How many points of each writer are superseded.
std::vector<std::uint64_t> superseded_by_writer(const columns::RunSeries& series);
/// How many attempts each writer made.
std::vector<std::uint32_t> attempts_by_writer(const columns::RunSeries& series);
/// Every attempt of every writer as a line of its own, in order of attempts, then of writers; of a writer
/// with more than `most` attempts the newest so many.
std::vector<Line> attempt_lines(const columns::RunSeries& series, std::uint32_t most);

}  // namespace sonde::lines
