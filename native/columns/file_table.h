// FileTable: all series of one event file while it is read.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "columns/file_snapshot.h"
#include "columns/growing_series.h"
#include "columns/identities.h"
#include "columns/series.h"

namespace sonde::columns {

/// A table that rests is its newest snapshot and nothing else. What appending needs is made of it when the next
/// point or name comes, in time proportional to the series of the file.
///
/// Threads: owned by the one thread at a time that reads the file; every method is for that thread. A
/// FileSnapshot is immutable and may go to any other thread; nothing that is appended later touches what it
/// shows.
class FileTable {
 public:
  /// `identities` are those of the board; null for a table of its own.
  explicit FileTable(std::shared_ptr<Identities> identities = nullptr);
  FileTable(const FileTable&) = delete;
  FileTable& operator=(const FileTable&) = delete;
  FileTable(FileTable&&) = default;
  FileTable& operator=(FileTable&&) = default;
  ~FileTable() = default;

  /// The series of this tag and kind; added when it is new. The first metadata that is `present` stays. The
  /// storage of a series is that of its first appearance. Throws std::length_error beyond 2^32 - 1 series.
  SeriesId find_or_add(std::string_view tag, std::string_view kind, Storage storage,
                       const Metadata& metadata);
  /// About 5 ns where tags come in the same order again and again, as writers log them, else a hash lookup.
  [[nodiscard]] std::optional<SeriesId> find(std::string_view tag, std::string_view kind);

  [[nodiscard]] Identities& identities() const { return *committed_->identities; }
  [[nodiscard]] std::uint64_t points() const noexcept { return points_; }

  /// For a series of Storage::kScalar; std::logic_error for another. A few nanoseconds.
  void append_scalar(SeriesId id, std::int64_t step, double wall_time, double value) {
    append(id, Storage::kScalar,
           std::array{static_cast<std::uint64_t>(step), std::bit_cast<std::uint64_t>(wall_time),
                      std::bit_cast<std::uint64_t>(value)});
  }
  /// For a series of Storage::kBlob; std::logic_error for another. ref.offset ≥ ref.record_offset.
  void append_blob(SeriesId id, std::int64_t step, double wall_time, const BlobRef& ref) {
    append(id, Storage::kBlob,
           std::array<std::uint64_t, SeriesSnapshot::kBlobColumns>{
               static_cast<std::uint64_t>(step), std::bit_cast<std::uint64_t>(wall_time), ref.record_offset,
               ref.offset - ref.record_offset, ref.length, ref.field});
  }
  /// The same for many points at once; the spans are of equal length.
  void append_scalars(SeriesId id, std::span<const std::int64_t> steps, std::span<const double> wall_times,
                      std::span<const double> values);
  /// A SessionLog.START: the next point of every series begins a new attempt.
  void start_session() noexcept { ++session_; }

  /// The state of now. Costs in proportion to the series of the file, if any changed.
  FileSnapshot snapshot(std::string file_name);
  /// Frees all that only appending needs. Worth calling when the end of the file is reached, so that the memory
  /// serves the next file.
  void rest();

 private:
  static constexpr SeriesId kNoSeries = std::numeric_limits<SeriesId>::max();

  struct Entry {
    GrowingSeries points;
    const Identity* identity = nullptr;
    Storage storage = Storage::kScalar;
    bool changed = false;           // since the last snapshot
    SeriesId follower = kNoSeries;  // the series that was asked for after this one the last time
  };

  template <std::size_t Columns>
  void append(SeriesId id, Storage storage, const std::array<std::uint64_t, Columns>& row) {
    if (is_resting_) wake();
    Entry& entry = series_[id];
    if (entry.storage != storage) refuse(id);
    entry.points.append(session_, row);
    ++points_;
    if (!entry.changed) mark_changed(id);
  }
  [[noreturn]] void refuse(SeriesId id) const;
  void wake();
  void mark_changed(SeriesId id);
  [[nodiscard]] bool is(SeriesId id, std::string_view tag, std::string_view kind) const;
  [[nodiscard]] std::size_t slot_of(std::string_view tag, std::string_view kind) const;
  void put_into_index(SeriesId id);
  void pack();
  void commit();
  void gather_tails(SeriesList& list);

  // Empty while resting:
  std::vector<Entry> series_;
  std::vector<SeriesId> slots_;  // open addressing, a power of two; kNoSeries where free
  std::vector<SeriesId> changed_;
  SeriesId last_ = kNoSeries;  // the series that was asked for last
  bool is_resting_ = true;

  std::uint32_t session_ = 0;
  std::uint64_t points_ = 0;
  std::size_t shared_words_ = 0;  // of all shared memory made since tails were gathered, in use or not
  std::shared_ptr<const SeriesList> committed_;
};

}  // namespace sonde::columns
