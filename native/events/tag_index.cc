// TagIndex: the look-up behind a wrong guess.
#include "events/tag_index.h"

namespace sonde::events {

TagEntry& TagIndex::look_up(std::string_view tag) {
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

}  // namespace sonde::events
