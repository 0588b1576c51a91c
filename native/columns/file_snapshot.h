// FileSnapshot: all series of one event file, as they stood at a commit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "columns/identities.h"
#include "columns/series_snapshot.h"

namespace sonde::columns {

/// The series of a file in order of SeriesId, and what they come to together.
struct SeriesList {
  std::uint64_t table = 0;  // which FileTable it is of: in a later list of the same one, series only grew
  std::shared_ptr<Identities> identities;  // keeps what the series refer to
  std::vector<SeriesSnapshot> series;
  std::uint64_t points = 0;
  std::uint32_t segments = 0;  // the largest number of a series
  WallRange wall_range;
};

/// Immutable and cheap to copy; any number of threads may read it.
class FileSnapshot {
 public:
  FileSnapshot(std::string name, std::shared_ptr<const SeriesList> list)
      : name_(std::move(name)), list_(std::move(list)) {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::uint64_t points() const noexcept { return list_->points; }
  [[nodiscard]] const std::vector<SeriesSnapshot>& series() const noexcept { return list_->series; }
  [[nodiscard]] const SeriesList& list() const noexcept { return *list_; }
  /// Whether both hold the same state of the same file.
  [[nodiscard]] bool same_series(const FileSnapshot& other) const noexcept { return list_ == other.list_; }

 private:
  std::string name_;
  std::shared_ptr<const SeriesList> list_;
};

}  // namespace sonde::columns
