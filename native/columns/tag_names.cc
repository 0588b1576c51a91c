// tag_names: joining the directories of runs.
#include "columns/tag_names.h"

#include <algorithm>
#include <unordered_set>

namespace sonde::columns {

std::vector<std::string_view> tag_names(std::span<const RunSnapshot* const> runs, std::string_view kind) {
  std::unordered_set<const Directory*> directories;
  std::unordered_set<const Identity*> identities;
  std::unordered_set<std::string_view> found;
  for (const RunSnapshot* run : runs) {
    const Directory& directory = run->directory();
    if (!directories.insert(&directory).second) continue;
    for (std::size_t i = 0; i < directory.size(); ++i) {
      const Identity& identity = directory.identity(i);
      if (identity.kind == kind && identities.insert(&identity).second) found.insert(identity.tag);
    }
  }
  std::vector<std::string_view> names(found.begin(), found.end());
  std::ranges::sort(names);
  return names;
}

}  // namespace sonde::columns
