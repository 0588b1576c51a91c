// Identities: what series are called and said to be, each kept once for all files of a board.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "columns/series.h"

namespace sonde::columns {

class Directory;

/// A log with a million series has a thousand tags: every file that holds a tag refers to one Identity. None is
/// ever dropped, so that it may be compared and referred to by address for as long as the Identities live.
///
/// Any thread may call any method.
class Identities {
 public:
  Identities() = default;
  Identities(const Identities&) = delete;
  Identities& operator=(const Identities&) = delete;
  ~Identities() = default;

  /// The one identity with these words. `before`: the identity that the caller asked for before this one, or
  /// null; files of a board mostly name the same series in the same order, and then no lock is taken.
  const Identity& find_or_add(std::string_view tag, std::string_view kind, Storage storage,
                              const Metadata& metadata, const Identity* before = nullptr);
  /// A text that stays where it is, the same address for the same text.
  const std::string& text(std::string_view text);
  /// A number for each tag and kind, counted from 0; that of Identity::key.
  std::uint32_t key(std::string_view tag, std::string_view kind);

  /// A directory that was remembered under this hash and is still in use, for which is_wanted(directory) holds;
  /// else null.
  template <typename IsWanted>
  std::shared_ptr<const Directory> find_directory(std::size_t hash, const IsWanted& is_wanted) {
    std::shared_ptr<const Directory> found;
    {
      const std::lock_guard lock(mutex_);
      const auto at = directories_.find(hash);
      if (at != directories_.end()) found = at->second.lock();
    }
    return found != nullptr && is_wanted(*found) ? found : nullptr;
  }
  void remember_directory(std::size_t hash, const std::shared_ptr<const Directory>& directory);

 private:
  struct Words {
    std::string_view tag;
    std::string_view kind;
    Storage storage;
    const Metadata* metadata;
  };
  static Words words_of(const Identity& identity) {
    return {identity.tag, identity.kind, identity.storage, identity.metadata.get()};
  }
  static bool is(const Identity& identity, const Words& words);
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const Words& words) const noexcept;
    std::size_t operator()(const Identity* identity) const noexcept { return (*this)(words_of(*identity)); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const Identity* a, const Identity* b) const noexcept { return a == b; }
    bool operator()(const Identity* a, const Words& b) const noexcept { return is(*a, b); }
    bool operator()(const Words& a, const Identity* b) const noexcept { return is(*b, a); }
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  std::uint32_t key_locked(std::string_view tag, std::string_view kind);

  std::mutex mutex_;  // guards all below; no other lock is taken under it
  std::deque<Identity> identities_;
  std::unordered_set<const Identity*, Hash, Equal> known_;
  std::unordered_set<std::string, TextHash, std::equal_to<>> texts_;
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> keys_;
  std::unordered_map<std::size_t, std::weak_ptr<const Directory>> directories_;
  std::size_t full_ = 64;  // at so many directories those that are gone are dropped
};

}  // namespace sonde::columns
