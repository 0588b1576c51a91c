// RunSnapshot: all series of a run, as they stood at a commit.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "columns/directory.h"
#include "columns/file_snapshot.h"
#include "columns/run_series.h"

namespace sonde::columns {

/// What a list says of a series.
struct SeriesFacts {
  const Identity* identity;
  std::uint64_t points;
  std::int64_t first_step;
  std::int64_t last_step;
  WallRange wall_range;
  std::uint32_t attempts;
  std::uint64_t superseded;
  std::uint32_t writers;
};

/// Keeps of its series no more than where they are; what belongs together is worked out when somebody asks.
///
/// Immutable; any number of threads may read it.
class RunSnapshot {
 public:
  /// `files` in lexicographic order of their names. `previous` is the snapshot that came before this one; what
  /// is still the same is shared with it.
  explicit RunSnapshot(std::vector<FileSnapshot> files, const RunSnapshot* previous = nullptr);

  [[nodiscard]] const std::vector<FileSnapshot>& files() const noexcept { return files_; }
  /// What series there are, by index.
  [[nodiscard]] const Directory& directory() const noexcept { return *directory_; }
  [[nodiscard]] std::size_t size() const noexcept { return directory_->size(); }
  /// A series; it refers to this snapshot, which must outlive it.
  [[nodiscard]] RunSeries series(std::size_t i) const;
  /// A series that stands in one file and in one segment, so that all its points are current; else null.
  [[nodiscard]] const SeriesSnapshot* in_one_piece(std::size_t i) const;
  /// What a series is said to be: by the first file with metadata, else by the first file.
  [[nodiscard]] const Identity& identity(std::size_t i) const;
  [[nodiscard]] SeriesFacts facts(std::size_t i) const;
  /// The points of a series and the wall times of those, without the rest.
  [[nodiscard]] std::uint64_t points_of(std::size_t i) const;
  [[nodiscard]] WallRange wall_range_of(std::size_t i) const;
  /// The index of a series; empty when the run does not have it.
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view tag, std::string_view kind,
                                                    Storage storage) const;
  [[nodiscard]] std::optional<RunSeries> find(std::string_view tag, std::string_view kind,
                                              Storage storage) const;
  /// The scalars of a tag; empty when the run does not have them.
  [[nodiscard]] std::optional<RunSeries> scalars(std::string_view tag) const {
    return find(tag, "scalars", Storage::kScalar);
  }

  [[nodiscard]] std::uint64_t points() const noexcept { return points_; }
  [[nodiscard]] std::uint32_t attempts() const noexcept { return attempts_; }
  [[nodiscard]] const WallRange& wall_range() const noexcept { return wall_range_; }

 private:
  [[nodiscard]] const SeriesSnapshot& at(Directory::Place place) const {
    return files_[place.file].series()[place.id];
  }
  void sum_up();

  std::vector<FileSnapshot> files_;
  std::shared_ptr<const Directory> directory_;
  std::uint64_t points_ = 0;
  std::uint32_t attempts_ = 0;
  WallRange wall_range_;
};

/// Calls came(i), went(j) and stayed(i, j) for the series i of `now` and j of `before`, in order of their names;
/// `before` may be null. A series whose points are the same stayed too.
template <typename Came, typename Went, typename Stayed>
void compare(const RunSnapshot& now, const RunSnapshot* before, const Came& came, const Went& went,
             const Stayed& stayed) {
  std::size_t i = 0;
  std::size_t j = 0;
  const std::size_t end = before != nullptr ? before->size() : 0;
  while (i < now.size() || j < end) {
    const auto names = i == now.size() ? std::strong_ordering::greater
                       : before == nullptr || j == end
                           ? std::strong_ordering::less
                           : order(now.directory().identity(i), before->directory().identity(j));
    if (names < 0) {
      came(i++);
    } else if (names > 0) {
      went(j++);
    } else {
      stayed(i++, j++);
    }
  }
}

/// Whether the points of a series, or what is said of it, are others than before.
bool differs(const RunSnapshot& now, std::size_t i, const RunSnapshot& before, std::size_t j);

}  // namespace sonde::columns
