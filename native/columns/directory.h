// Directory: which series a run has, in order of their names, and where in its files they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "columns/file_snapshot.h"

namespace sonde::columns {

/// Runs of one experiment have the same series, and their writers name them in the same order: such runs share
/// one Directory, whatever each says of its series. A series without points is not listed.
///
/// Immutable; any number of threads may read it. Refers to the identities of the files that it was made for,
/// which live as long as any run that uses it.
class Directory {
 public:
  /// A series in a file of the run.
  struct Place {
    std::uint32_t file;
    SeriesId id;
  };

  /// The directory of these files: `previous` or another that is in use, if it fits, else a new one.
  static std::shared_ptr<const Directory> of(std::span<const FileSnapshot> files,
                                             const std::shared_ptr<const Directory>& previous);

  /// Series, sorted by tag, kind and storage.
  [[nodiscard]] std::size_t size() const noexcept { return identities_.size(); }
  /// What series i is called. Of some file that has it, so its metadata may not be the run's.
  [[nodiscard]] const Identity& identity(std::size_t i) const noexcept { return *identities_[i]; }
  /// Where series i is, in file order; never empty.
  [[nodiscard]] std::span<const Place> places(std::size_t i) const noexcept {
    return std::span(places_).subspan(first_places_[i], first_places_[i + 1] - first_places_[i]);
  }
  /// The series [first, second) of this tag.
  [[nodiscard]] std::pair<std::size_t, std::size_t> of_tag(std::string_view tag) const;

 private:
  explicit Directory(std::span<const FileSnapshot> files);
  [[nodiscard]] bool fits(std::span<const FileSnapshot> files) const;

  std::vector<std::vector<const Identity*>> made_for_;  // of each file by SeriesId; null where without points
  std::vector<const Identity*> identities_;
  std::vector<std::uint32_t> first_places_;
  std::vector<Place> places_;
};

}  // namespace sonde::columns
