// FileTable: finding a series by name, and commits.
#include "columns/file_table.h"

#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>

namespace sonde::columns {
namespace {

std::size_t hash_of(std::string_view tag, std::string_view kind) {
  constexpr std::hash<std::string_view> hash;
  return hash(tag) * 31 + hash(kind);
}

std::size_t columns_of(Storage storage) {
  return storage == Storage::kScalar ? SeriesSnapshot::kScalarColumns : SeriesSnapshot::kBlobColumns;
}

std::shared_ptr<const Metadata> shared(const Metadata& metadata) {
  static const auto kAbsent = std::make_shared<const Metadata>();
  return metadata.present ? std::make_shared<const Metadata>(metadata) : kAbsent;
}

}  // namespace

FileTable::FileTable() : slots_(16, kNoSeries), committed_(std::make_shared<const SeriesList>()) {}

bool FileTable::is(SeriesId id, std::string_view tag, std::string_view kind) const {
  const Identity& identity = *series_[id].identity;
  return identity.tag == tag && identity.kind == kind;
}

std::size_t FileTable::slot_of(std::string_view tag, std::string_view kind) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(tag, kind) & mask;
  while (slots_[slot] != kNoSeries && !is(slots_[slot], tag, kind)) slot = (slot + 1) & mask;
  return slot;
}

std::optional<SeriesId> FileTable::find(std::string_view tag, std::string_view kind) const {
  if (last_ != kNoSeries) {
    const SeriesId guess = series_[last_].follower;
    if (guess != kNoSeries && is(guess, tag, kind)) {
      last_ = guess;
      return guess;
    }
  }
  const SeriesId id = slots_[slot_of(tag, kind)];
  if (id == kNoSeries) return std::nullopt;
  if (last_ != kNoSeries) series_[last_].follower = id;
  last_ = id;
  return id;
}

SeriesId FileTable::find_or_add(std::string_view tag, std::string_view kind, Storage storage,
                                const Metadata& metadata) {
  if (const std::optional<SeriesId> id = find(tag, kind)) {
    if (metadata.present && !series_[*id].identity->metadata->present) {
      Identity identity = *series_[*id].identity;
      identity.metadata = shared(metadata);
      series_[*id].identity = std::make_shared<const Identity>(std::move(identity));
      mark_changed(*id);
    }
    return *id;
  }
  if (series_.size() >= kNoSeries) throw std::length_error("one event file holds more than 2^32 - 1 series");
  const auto id = static_cast<SeriesId>(series_.size());
  Entry entry;
  entry.identity = std::make_shared<const Identity>(
      Identity{std::string(tag), std::string(kind), storage, shared(metadata)});
  entry.storage = storage;
  series_.push_back(std::move(entry));
  add_to_index(id);
  mark_changed(id);
  if (last_ != kNoSeries) series_[last_].follower = id;
  last_ = id;
  return id;
}

void FileTable::add_to_index(SeriesId id) {
  if (series_.size() * 2 > slots_.size()) {
    slots_.assign(slots_.size() * 2, kNoSeries);
    for (SeriesId each = 0; each < id; ++each) {
      slots_[slot_of(series_[each].identity->tag, series_[each].identity->kind)] = each;
    }
  }
  slots_[slot_of(series_[id].identity->tag, series_[id].identity->kind)] = id;
}

void FileTable::append_scalars(SeriesId id, std::span<const std::int64_t> steps,
                               std::span<const double> wall_times, std::span<const double> values) {
  for (std::size_t i = 0; i < steps.size(); ++i) append_scalar(id, steps[i], wall_times[i], values[i]);
}

void FileTable::refuse(SeriesId id) const {
  const Identity& identity = *series_[id].identity;
  throw std::logic_error("series '" + identity.tag + "' (" + identity.kind + ") keeps " +
                         (identity.storage == Storage::kScalar ? "scalars" : "blob references") +
                         "; a point of the other kind was appended");
}

void FileTable::mark_changed(SeriesId id) {
  if (std::exchange(series_[id].changed, true)) return;
  changed_.push_back(id);
}

void FileTable::mark_open(SeriesId id) {
  series_[id].open = true;
  open_.push_back(id);
  mark_changed(id);
}

void FileTable::pack() {
  for (const SeriesId id : open_) {
    series_[id].points.pack(columns_of(series_[id].storage));
    series_[id].open = false;
  }
  open_.clear();
}

FileSnapshot FileTable::snapshot(std::string file_name) {
  pack();
  if (!changed_.empty()) {
    auto list = std::make_shared<SeriesList>(*committed_);
    list->resize(series_.size());
    for (const SeriesId id : changed_) {
      (*list)[id] = series_[id].points.snapshot(series_[id].identity);
      series_[id].changed = false;
    }
    changed_.clear();
    committed_ = std::move(list);
  }
  return {std::move(file_name), points_, committed_};
}

}  // namespace sonde::columns
