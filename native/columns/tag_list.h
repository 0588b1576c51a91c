// TagList: what all runs of a board together say of each tag.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "columns/identities.h"
#include "columns/run_snapshot.h"

namespace sonde::columns {

/// A tag and kind over all runs that have it.
struct TagSum {
  const Identity* identity = nullptr;  // of some run that has it
  std::uint64_t runs = 0;
  std::uint64_t points = 0;
  double last_wall_time = -std::numeric_limits<double>::infinity();
  // The first that is not empty in the order of the runs, or null.
  const std::string* display_name = nullptr;
  const std::string* description = nullptr;
};

/// Immutable; any number of threads may read it.
class TagSums {
 public:
  /// Sorted by tag, then kind.
  [[nodiscard]] std::vector<const TagSum*> sorted() const;

 private:
  friend class TagList;

  static constexpr std::size_t kPageSums = 256;
  using Page = std::vector<TagSum>;

  std::vector<std::shared_ptr<const Page>> pages_;
  std::vector<std::shared_ptr<Identities>> owners_;  // keep what the sums refer to
};

/// The sums while runs change. Owned by one thread.
class TagList {
 public:
  /// Takes in that a run went from `before` to `now`; null where it was or is not there. Costs in proportion to
  /// the run. False when the sums do not follow from this alone (a run went that was the last to log something,
  /// or the one that names a tag; names disagree): then call sum_up() with all runs.
  bool replace(const RunSnapshot* before, const RunSnapshot* now);
  /// The sums anew, of all runs in their order.
  void sum_up(std::span<const RunSnapshot* const> runs);
  [[nodiscard]] TagSums sums() const;

 private:
  TagSum& sum_of(const Identity& identity);
  bool add(const RunSnapshot& run, std::size_t i);
  bool remove(const RunSnapshot& run, std::size_t i);
  static bool name(const RunSnapshot& run, std::size_t i, TagSum& sum);
  void keep(const RunSnapshot& run);
  std::uint32_t key_of(const Identity& identity);

  std::shared_ptr<Identities> keys_;  // whose numbers count the sums: those of the first run
  std::vector<std::shared_ptr<Identities>> owners_;
  std::vector<std::shared_ptr<TagSums::Page>> pages_;
};

}  // namespace sonde::columns
