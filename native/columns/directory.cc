// Directory: sorting the series of a run once for all runs that have the same.
#include "columns/directory.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "columns/identities.h"

namespace sonde::columns {
namespace {

const Identity* listed(const SeriesSnapshot& series) {
  return series.points() > 0 ? &series.identity() : nullptr;
}

/// Whether two series have the same name, whatever is said of them: each run has hyperparameters of its own.
bool same_name(const Identity* a, const Identity* b) {
  if (a == b) return true;
  return a != nullptr && b != nullptr && a->owner == b->owner && a->key == b->key && a->storage == b->storage;
}

std::size_t number_of(const Identity* identity) {
  if (identity == nullptr) return 0;
  return identity->key * std::size_t{2} + (identity->storage == Storage::kBlob ? 2 : 1);
}

std::size_t hash_of(std::span<const FileSnapshot> files) {
  std::size_t hash = files.size();
  for (const FileSnapshot& file : files) {
    hash = hash * 31 + file.series().size();
    for (const SeriesSnapshot& series : file.series())
      hash = (hash ^ number_of(listed(series))) * 0x9E3779B97F4A7C15U;
  }
  return hash;
}

}  // namespace

std::shared_ptr<const Directory> Directory::of(std::span<const FileSnapshot> files,
                                               const std::shared_ptr<const Directory>& previous) {
  if (previous != nullptr && previous->fits(files)) return previous;
  if (files.empty()) return std::shared_ptr<const Directory>(new Directory(files));
  Identities& identities = *files.front().list().identities;
  const std::size_t hash = hash_of(files);
  const auto fits = [&](const Directory& each) { return each.fits(files); };
  if (auto known = identities.find_directory(hash, fits)) return known;
  const std::shared_ptr<const Directory> made(new Directory(files));
  identities.remember_directory(hash, made);
  return made;
}

bool Directory::fits(std::span<const FileSnapshot> files) const {
  if (files.size() != made_for_.size()) return false;
  for (std::size_t file = 0; file < files.size(); ++file) {
    if (!std::ranges::equal(files[file].series(), made_for_[file], same_name, listed)) return false;
  }
  return true;
}

Directory::Directory(std::span<const FileSnapshot> files) {
  struct Placed {
    const Identity* identity;
    Place place;
  };
  std::vector<Placed> all;
  for (std::uint32_t file = 0; file < files.size(); ++file) {
    std::vector<const Identity*>& names = made_for_.emplace_back();
    names.reserve(files[file].series().size());
    for (const SeriesSnapshot& series : files[file].series()) {
      names.push_back(listed(series));
      if (names.back() != nullptr)
        all.push_back({names.back(), {file, static_cast<SeriesId>(names.size() - 1)}});
    }
  }
  std::ranges::sort(all, [](const Placed& a, const Placed& b) {
    const auto names = order(*a.identity, *b.identity);
    return names != 0 ? names < 0 : std::tie(a.place.file, a.place.id) < std::tie(b.place.file, b.place.id);
  });
  places_.reserve(all.size());
  for (const Placed& each : all) {
    if (identities_.empty() || order(*identities_.back(), *each.identity) != 0) {
      identities_.push_back(each.identity);
      first_places_.push_back(static_cast<std::uint32_t>(places_.size()));
    }
    places_.push_back(each.place);
  }
  first_places_.push_back(static_cast<std::uint32_t>(places_.size()));
}

std::pair<std::size_t, std::size_t> Directory::of_tag(std::string_view tag) const {
  const auto found = std::ranges::equal_range(
      identities_, tag, {}, [](const Identity* each) { return std::string_view(each->tag); });
  const auto begin = identities_.begin();
  return {static_cast<std::size_t>(found.begin() - begin), static_cast<std::size_t>(found.end() - begin)};
}

}  // namespace sonde::columns
