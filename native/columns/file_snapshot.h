// FileSnapshot: all series of one event file, as they stood at a commit.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "columns/series_snapshot.h"

namespace sonde::columns {

/// In order of SeriesId. A series that did not change between two snapshots of a file is the same object in
/// both.
using SeriesList = std::vector<std::shared_ptr<const SeriesSnapshot>>;

/// Immutable and cheap to copy; any number of threads may read it.
class FileSnapshot {
 public:
  FileSnapshot(std::string name, std::uint64_t points, std::shared_ptr<const SeriesList> series)
      : name_(std::move(name)), points_(points), series_(std::move(series)) {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::uint64_t points() const noexcept { return points_; }
  [[nodiscard]] const SeriesList& series() const noexcept { return *series_; }
  /// Whether both hold the same state of the same file.
  [[nodiscard]] bool same_series(const FileSnapshot& other) const noexcept {
    return series_ == other.series_;
  }

 private:
  std::string name_;
  std::uint64_t points_;
  std::shared_ptr<const SeriesList> series_;
};

}  // namespace sonde::columns
