// FileTable: finding a series by name, and commits.
#include "columns/file_table.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>

namespace sonde::columns {
namespace {

/// Memory that is shared by the tails of series and used by none any more is left alone up to this.
constexpr std::size_t kSpareWords = 8192;

std::size_t hash_of(std::string_view tag, std::string_view kind) {
  constexpr std::hash<std::string_view> hash;
  return hash(tag) * 31 + hash(kind);
}

std::size_t columns_of(Storage storage) {
  return storage == Storage::kScalar ? SeriesSnapshot::kScalarColumns : SeriesSnapshot::kBlobColumns;
}

std::shared_ptr<const std::uint64_t[]> memory_of(std::span<const std::uint64_t> words) {
  auto memory = std::make_shared<std::uint64_t[]>(words.size());
  std::ranges::copy(words, memory.get());
  return memory;
}

bool is_shared(const SeriesSnapshot& series) {
  return series.tail() && series.tail().rows() <= SeriesSnapshot::kShortRows;
}

std::shared_ptr<const SeriesList> empty_list(std::shared_ptr<Identities> identities) {
  static std::atomic<std::uint64_t> next_table{0};
  auto list = std::make_shared<SeriesList>();
  list->table = next_table++;
  list->identities = identities != nullptr ? std::move(identities) : std::make_shared<Identities>();
  return list;
}

}  // namespace

FileTable::FileTable(std::shared_ptr<Identities> identities)
    : committed_(empty_list(std::move(identities))) {}

void FileTable::wake() {
  is_resting_ = false;
  const std::vector<SeriesSnapshot>& known = committed_->series;
  series_.resize(known.size());
  slots_.assign(std::max<std::size_t>(16, std::bit_ceil(known.size() * 2)), kNoSeries);
  for (SeriesId id = 0; id < series_.size(); ++id) {
    series_[id].points = GrowingSeries(known[id]);
    series_[id].identity = &known[id].identity();
    series_[id].storage = known[id].identity().storage;
    put_into_index(id);
  }
}

void FileTable::rest() {
  if (is_resting_) return;
  commit();
  series_ = std::vector<Entry>();
  slots_ = std::vector<SeriesId>();
  changed_ = std::vector<SeriesId>();
  last_ = kNoSeries;
  is_resting_ = true;
}

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

std::optional<SeriesId> FileTable::find(std::string_view tag, std::string_view kind) {
  if (is_resting_) wake();
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
    Entry& entry = series_[*id];
    if (metadata.present && !entry.identity->metadata->present) {
      entry.identity = &identities().find_or_add(tag, kind, entry.storage, metadata);
      mark_changed(*id);
    }
    return *id;
  }
  if (series_.size() >= kNoSeries) throw std::length_error("one event file holds more than 2^32 - 1 series");
  const auto id = static_cast<SeriesId>(series_.size());
  Entry entry;
  const Identity* const before = last_ != kNoSeries ? series_[last_].identity : nullptr;
  entry.identity = &identities().find_or_add(tag, kind, storage, metadata, before);
  entry.storage = storage;
  series_.push_back(std::move(entry));
  if (series_.size() * 2 > slots_.size()) {
    slots_.assign(slots_.size() * 2, kNoSeries);
    for (SeriesId each = 0; each < id; ++each) put_into_index(each);
  }
  put_into_index(id);
  mark_changed(id);
  if (last_ != kNoSeries) series_[last_].follower = id;
  last_ = id;
  return id;
}

void FileTable::put_into_index(SeriesId id) {
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

/// Packs the rows that came since the last commit; those of short tails into one piece of memory.
void FileTable::pack() {
  std::vector<std::uint64_t> words;
  std::vector<std::pair<SeriesId, std::size_t>> tails;
  for (const SeriesId id : changed_) {
    const std::size_t first = words.size();
    Entry& entry = series_[id];
    if (entry.points.pack(columns_of(entry.storage), words)) tails.emplace_back(id, first);
  }
  if (tails.empty()) return;
  const std::shared_ptr<const std::uint64_t[]> memory = memory_of(words);
  for (const auto& [id, first] : tails) series_[id].points.set_tail(Chunk::in_memory(memory, first));
  shared_words_ += words.size();
}

void FileTable::commit() {
  if (changed_.empty()) return;
  pack();
  auto list = std::make_shared<SeriesList>();
  list->table = committed_->table;
  list->identities = committed_->identities;
  list->series.reserve(series_.size());
  const std::vector<SeriesSnapshot>& before = committed_->series;
  std::size_t in_use = 0;
  for (SeriesId id = 0; id < series_.size(); ++id) {
    Entry& entry = series_[id];
    const SeriesSnapshot& series =
        list->series.emplace_back(entry.changed ? entry.points.snapshot(*entry.identity) : before[id]);
    entry.changed = false;
    list->segments = std::max(list->segments, static_cast<std::uint32_t>(series.segments()));
    list->wall_range.add(series.wall_range());
    if (is_shared(series)) in_use += series.tail().words().size();
  }
  changed_.clear();
  list->points = points_;
  if (shared_words_ > 2 * in_use + kSpareWords) gather_tails(*list);
  committed_ = std::move(list);
}

/// Moves all tails that share memory into one piece, so that what was in use when it was made goes free: one
/// series that stands still must not keep the former tails of a thousand that grow.
void FileTable::gather_tails(SeriesList& list) {
  std::vector<std::uint64_t> words;
  for (const SeriesSnapshot& series : list.series) {
    if (is_shared(series))
      words.insert(words.end(), series.tail().words().begin(), series.tail().words().end());
  }
  const std::shared_ptr<const std::uint64_t[]> memory = memory_of(words);
  std::size_t first = 0;
  for (SeriesId id = 0; id < series_.size(); ++id) {
    SeriesSnapshot& series = list.series[id];
    if (!is_shared(series)) continue;
    const std::size_t size = series.tail().words().size();
    series = series.with_tail(Chunk::in_memory(memory, first));
    series_[id].points.set_tail(series.tail());
    first += size;
  }
  shared_words_ = words.size();
}

FileSnapshot FileTable::snapshot(std::string file_name) {
  commit();
  return {std::move(file_name), committed_};
}

}  // namespace sonde::columns
