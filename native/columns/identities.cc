// Identities: looking words up, mostly by guessing.
#include "columns/identities.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace sonde::columns {
namespace {

std::shared_ptr<const Metadata> shared(const Metadata& metadata) {
  static const auto kAbsent = std::make_shared<const Metadata>();
  return metadata.present ? std::make_shared<const Metadata>(metadata) : kAbsent;
}

}  // namespace

std::size_t Identities::Hash::operator()(const Words& words) const noexcept {
  constexpr std::hash<std::string_view> hash;
  std::size_t sum = hash(words.tag) * 31 + hash(words.kind) + static_cast<std::size_t>(words.storage);
  if (words.metadata->present) {
    sum = sum * 31 + hash(words.metadata->plugin_content);
    sum = sum * 31 + hash(words.metadata->display_name);
    sum = sum * 31 + hash(words.metadata->description);
  }
  return sum;
}

bool Identities::is(const Identity& identity, const Words& words) {
  return identity.tag == words.tag && identity.kind == words.kind && identity.storage == words.storage &&
         (identity.metadata.get() == words.metadata || *identity.metadata == *words.metadata);
}

const Identity& Identities::find_or_add(std::string_view tag, std::string_view kind, Storage storage,
                                        const Metadata& metadata, const Identity* before) {
  const Words words{tag, kind, storage, &metadata};
  if (before != nullptr) {
    const Identity* const guess = before->follower.load(std::memory_order_acquire);
    if (guess != nullptr && is(*guess, words)) return *guess;
  }
  const std::lock_guard lock(mutex_);
  const auto at = known_.find(words);
  const Identity* found = at != known_.end() ? *at : nullptr;
  if (found == nullptr) {
    Identity& added = identities_.emplace_back();
    added.tag = tag;
    added.kind = kind;
    added.storage = storage;
    added.metadata = shared(metadata);
    added.owner = this;
    added.key = key_locked(tag, kind);
    known_.insert(&added);
    found = &added;
  }
  if (before != nullptr) before->follower.store(found, std::memory_order_release);
  return *found;
}

const std::string& Identities::text(std::string_view text) {
  const std::lock_guard lock(mutex_);
  const auto at = texts_.find(text);
  return at != texts_.end() ? *at : *texts_.emplace(text).first;
}

std::uint32_t Identities::key(std::string_view tag, std::string_view kind) {
  const std::lock_guard lock(mutex_);
  return key_locked(tag, kind);
}

std::uint32_t Identities::key_locked(std::string_view tag, std::string_view kind) {
  std::string both = std::to_string(kind.size()) + ':';
  both += kind;
  both += tag;
  return keys_.try_emplace(std::move(both), static_cast<std::uint32_t>(keys_.size())).first->second;
}

void Identities::remember_directory(std::size_t hash, const std::shared_ptr<const Directory>& directory) {
  const std::lock_guard lock(mutex_);
  if (directories_.size() >= full_) {
    std::erase_if(directories_, [](const auto& each) { return each.second.expired(); });
    full_ = std::max<std::size_t>(64, 2 * directories_.size());  // so that each is looked at twice or so
  }
  directories_[hash] = directory;
}

}  // namespace sonde::columns
