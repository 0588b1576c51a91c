// RunSeries: one series of a run across its event files, and which of its points are current.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "columns/series_snapshot.h"

namespace sonde::columns {

/// The points of the series in one file, and the file's place in the history of the run.
struct RunPart {
  std::uint32_t file = 0;  // index into the files of the run
  const SeriesSnapshot* points = nullptr;

  // Set by RunSeries:
  std::uint32_t cluster = 0;                // clusters count in the order of their wall times
  std::uint32_t writer = 0;                 // counts the files of a cluster in file order
  std::uint32_t first_attempt = 0;          // of its first segment; the next segment is the next attempt
  std::vector<std::uint64_t> current_ends;  // of each segment; empty where no point is superseded

  /// One past the last point of a segment that is not superseded. Steps never decrease inside a segment, so
  /// what is current of it is a prefix.
  [[nodiscard]] std::uint64_t current_end(std::size_t segment) const {
    return current_ends.empty() ? points->segment_end(segment) : current_ends[segment];
  }
};

/// A series grows in attempts: a job that is resumed from a checkpoint writes a new file, or steps back
/// inside the same one. What it writes then takes the place of what stood at those steps, but nothing is
/// lost.
///
/// - A segment is a stretch of one file without a step back and without a session start.
/// - Files whose wall times for this series overlap are a cluster of parallel writers (the ranks of a job):
///   none takes the place of another. Overlap is that of closed intervals [earliest, latest], and is
///   transitive.
/// - Clusters in the order of their wall times, and the segments of a file inside a cluster, are attempts
///   0, 1, 2 …; the writers of a cluster count alongside each other. A file without any finite wall time is a
///   cluster of its own, before all others.
/// - A point is superseded when a later attempt began at its step or an earlier one. Later means: a later
///   segment of its own file, or any segment of a later cluster.
///
/// Immutable; any number of threads may read it. Refers to the snapshots of its parts, which must outlive it.
class RunSeries {
 public:
  /// `parts`, in file order and not empty, hold file and points; none is without points.
  explicit RunSeries(std::vector<RunPart> parts);

  /// Of the first file with metadata, else of the first file.
  [[nodiscard]] const Identity& identity() const noexcept { return *identity_; }
  /// In file order.
  [[nodiscard]] const std::vector<RunPart>& parts() const noexcept { return parts_; }
  [[nodiscard]] std::uint64_t points() const noexcept { return points_; }
  [[nodiscard]] std::uint64_t superseded() const noexcept { return superseded_; }
  [[nodiscard]] std::uint32_t attempts() const noexcept { return attempts_; }
  /// The largest number of writers at one time.
  [[nodiscard]] std::uint32_t writers() const noexcept { return writers_; }
  [[nodiscard]] const WallRange& wall_range() const noexcept { return wall_range_; }
  /// Of the first and of the last point in file order.
  [[nodiscard]] std::int64_t first_step() const noexcept { return parts_.front().points->step_at(0); }
  [[nodiscard]] std::int64_t last_step() const noexcept {
    const SeriesSnapshot& last = *parts_.back().points;
    return last.step_at(last.points() - 1);
  }
  /// The parts in the order of their clusters, then of files.
  [[nodiscard]] std::vector<const RunPart*> by_cluster() const;

 private:
  void find_clusters();
  void find_superseded();

  std::vector<RunPart> parts_;
  const Identity* identity_ = nullptr;
  std::uint64_t points_ = 0;
  std::uint64_t superseded_ = 0;
  std::uint32_t attempts_ = 0;
  std::uint32_t writers_ = 0;
  WallRange wall_range_;
};

}  // namespace sonde::columns
