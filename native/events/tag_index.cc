// TagIndex: the look-up behind a wrong guess.
#include "events/tag_index.h"

namespace sonde::events {

TagEntry& TagIndex::look_up(std::string_view tag) {
  if (!resting_.empty()) wake();
  const auto found = by_tag_.find(tag);
  TagEntry* entry = found == by_tag_.end() ? nullptr : found->second;
  if (entry == nullptr) {
    entry = &entries_.emplace_back();
    entry->tag = tag;
    by_tag_.emplace(entry->tag, entry);
  }
  if (last_ != nullptr) last_->follower = entry;
  last_ = entry;
  return *entry;
}

void TagIndex::rest(columns::Identities& identities) {
  if (entries_.empty()) return;
  if (!resting_.empty()) wake();
  for (const TagEntry& entry : entries_) {
    if (entry.metadata != nullptr)
      resting_.emplace_back(&identities.text(entry.tag), &identities.text(entry.metadata->first_plugin));
  }
  resting_.shrink_to_fit();
  by_tag_ = std::unordered_map<std::string_view, TagEntry*>();
  entries_ = std::deque<TagEntry>();
  last_ = nullptr;
}

void TagIndex::wake() {
  for (const auto& [tag, first_plugin] : std::exchange(resting_, {})) {
    TagEntry& entry = look_up(*tag);
    if (entry.metadata != nullptr) continue;
    entry.metadata = std::make_unique<TagMetadata>();
    entry.metadata->first_plugin = *first_plugin;
  }
}

}  // namespace sonde::events
