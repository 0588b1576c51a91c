// RunSnapshot: all series of a run, as they stood at a commit.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "columns/file_snapshot.h"
#include "columns/run_series.h"

namespace sonde::columns {

/// Immutable; any number of threads may read it.
class RunSnapshot {
 public:
  /// `files` in lexicographic order of their names. With the snapshot of the same files that came before this
  /// one, only the series that changed since then are worked out again: the cost is theirs, plus one
  /// reference count for each other series of the run.
  explicit RunSnapshot(std::vector<FileSnapshot> files, const RunSnapshot* previous = nullptr);

  [[nodiscard]] const std::vector<FileSnapshot>& files() const noexcept { return files_; }
  /// Sorted by tag, then kind. A series without points is not listed.
  [[nodiscard]] const std::vector<std::shared_ptr<const RunSeries>>& series() const noexcept {
    return series_;
  }
  /// Null when the run does not have it.
  [[nodiscard]] const RunSeries* find(std::string_view tag, std::string_view kind, Storage storage) const;
  /// The scalars of a tag; null when the run does not have them.
  [[nodiscard]] const RunSeries* scalars(std::string_view tag) const {
    return find(tag, "scalars", Storage::kScalar);
  }

  [[nodiscard]] std::uint64_t points() const noexcept { return points_; }
  [[nodiscard]] std::uint32_t attempts() const noexcept { return attempts_; }
  [[nodiscard]] const WallRange& wall_range() const noexcept { return wall_range_; }

 private:
  void build();
  bool update(const RunSnapshot& previous);
  void sum_up();

  std::vector<FileSnapshot> files_;
  std::vector<std::shared_ptr<const RunSeries>> series_;
  std::uint64_t points_ = 0;
  std::uint32_t attempts_ = 0;
  WallRange wall_range_;
};

}  // namespace sonde::columns
