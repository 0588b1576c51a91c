// TagIndex: finds what is known about a tag, mostly by guessing which tag comes next.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "columns/identities.h"
#include "columns/series.h"
#include "events/scalar_pattern.h"

namespace sonde::events {

inline constexpr columns::SeriesId kNoSeries = UINT32_MAX;

/// What the metadata of a tag's values say.
struct TagMetadata {
  std::string bytes;         ///< of the last metadata, most often the same every time
  columns::Metadata parsed;  ///< … and what they say
  std::string first_plugin;  ///< the first plugin that was named; values without metadata follow it
};

/// A tag of one event file, and what its earlier values said.
struct TagEntry {
  std::string tag;                        ///< the bytes in the file, which need not be UTF-8
  std::unique_ptr<TagMetadata> metadata;  ///< once there were any
  TagEntry* follower = nullptr;           ///< the tag that came after this one the last time
  columns::SeriesId scalars = kNoSeries;  ///< the tag's series of kind "scalars", once there is one
  ScalarPattern pattern;  ///< of the tag's last scalar; fits nothing while `scalars` is unknown
};

/// Training loops log the same tags in the same order again and again, so the tag after this one is most
/// often the one that came after it before: one comparison and no hash. Entries stay where they are until the
/// index rests.
class TagIndex {
 public:
  /// The tag that will probably come next, or nothing.
  [[nodiscard]] const TagEntry* guess() const { return last_ != nullptr ? last_->follower : nullptr; }
  /// The guess was right.
  void confirm_guess() { last_ = last_->follower; }

  /// The entry of this tag, new if it must be.
  TagEntry& operator[](std::string_view tag) {
    const TagEntry* const guessed = guess();
    if (guessed == nullptr || guessed->tag != tag) return look_up(tag);
    confirm_guess();
    return *last_;
  }

  /// Forgets all that can be found out again: what stays are the first plugins of tags. Their words are kept by
  /// `identities`, which must outlive the index.
  void rest(columns::Identities& identities);

 private:
  TagEntry& look_up(std::string_view tag);
  void wake();

  std::deque<TagEntry> entries_;
  std::unordered_map<std::string_view, TagEntry*> by_tag_;
  TagEntry* last_ = nullptr;
  std::vector<std::pair<const std::string*, const std::string*>> resting_;  // tags and their first plugins
};

}  // namespace sonde::events
