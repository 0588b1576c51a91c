// EventFile: one event file, read from where reading stopped.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "columns/file_table.h"
#include "events/event_decoder.h"
#include "events/fingerprint.h"
#include "wire/byte_source.h"
#include "wire/record_cursor.h"

namespace sonde::events {

/// How a long read is watched and stopped from outside.
struct Watch {
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<bool> cancelled{false};
};

/// What was found so far; the numbers belong together.
struct FileState {
  std::uint64_t records = 0;        ///< intact records, those that no event could be read from included
  std::uint64_t bytes = 0;          ///< offset after the last whole record, or the damage behind it
  std::uint64_t pending_bytes = 0;  ///< of a torn record at the end
  std::uint64_t damage_count = 0;   ///< places with damage, neighbouring ones counted as one
  bool shrank = false;              ///< the source became shorter than what was read of it
  bool rewritten = false;           ///< what was read before does not stand any more; nothing more was read
  FileFacts facts;
};

/// Everything that one event file holds: its series, and what is damaged in it. Memory is that of the points
/// and of at most kMaxDamage entries, whatever the file claims.
///
/// Threads: any thread may call any method. `read` holds the lock for some thousand records at a time and
/// lets others in between, so a snapshot can be taken of a file that is being read; of two reads the second
/// waits for the first.
class EventFile {
 public:
  static constexpr std::size_t kMaxDamage = 1000;

  /// `identities` are those of the board; null for a file by itself.
  explicit EventFile(std::string name, std::shared_ptr<columns::Identities> identities = nullptr)
      : name_(std::move(name)), table_(std::move(identities)), decoder_(table_) {}

  [[nodiscard]] const std::string& name() const { return name_; }

  /// Reads from where the last call stopped to the end of the source, which must be the same file: when its
  /// first or last bytes are not those that were read, or a torn record that was given up has got its rest,
  /// nothing more is, and `rewritten` is set: then the file is to be read anew. True if the
  /// state changed. Throws what the source throws; what was read until then stays, and a later call goes
  /// on there.
  bool read(wire::ByteSource& source, std::vector<std::uint8_t>& buffer, Watch* watch = nullptr);

  /// Whether a torn record at the end is waited for, instead of looking for others behind it.
  [[nodiscard]] bool patient();
  void set_patient(bool patient);

  /// Frees all that only reading needs; for a file that is not expected to grow soon.
  void rest();

  /// Grows whenever something was read. Costs nothing, also while the file is read.
  [[nodiscard]] std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  [[nodiscard]] columns::FileSnapshot snapshot();
  [[nodiscard]] FileState state();
  /// The places with damage in file order, the first kMaxDamage of them; at the end the damage up to the end
  /// of the file, which may still grow or, if the writer was only slow, disappear.
  [[nodiscard]] std::vector<wire::Damage> damage();

 private:
  bool read_some(wire::Window& window);
  void decode(wire::Window& window);
  void add_damage(wire::Damage damage);
  [[nodiscard]] bool extends_last(const wire::Damage& damage) const;

  std::string name_;
  std::mutex reading_;           // first: one read at a time
  Fingerprint read_;             // of what was read; belongs to the read under way
  std::mutex mutex_;             // second: everything below
  std::atomic<int> waiting_{0};  // threads that want mutex_ while a read is under way
  columns::FileTable table_;
  EventDecoder decoder_;
  wire::RecordCursor cursor_;
  std::vector<wire::Damage> damage_;
  std::uint64_t damage_count_ = 0;
  wire::Range last_damage_;
  std::uint64_t records_ = 0;
  bool shrank_ = false;
  bool rewritten_ = false;
  std::atomic<std::uint64_t> version_{0};

  [[nodiscard]] std::unique_lock<std::mutex> lock_between_records();
};

}  // namespace sonde::events
