// RecordCursor: reads the records of a file that may be damaged, torn, or still growing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "wire/fields.h"
#include "wire/record.h"
#include "wire/window.h"

namespace sonde::wire {

/// Bytes that hold no readable record, and why.
struct Damage {
  Range range;
  std::string reason;
};

enum class Step : std::uint8_t { kRecord, kDamage, kEnd };

/// Where reading stopped in a file, so that it can go on when the file has grown:
///
///     Window window(source, buffer);
///     for (Step step; (step = cursor.next(window)) != Step::kEnd;) …
///
/// What it makes of a file, at the first offset that is not yet explained:
///   - Both checksums hold: a record.
///   - The header holds and the payload runs past the end of the file: a torn tail, which waits for its rest.
///     The length may also be a lie, or the writer may have gone on behind a write that failed; so, unless
///     `patient`, an intact record is looked for behind the header, once over each byte. If there is one, the
///     torn record is given up as damage. Should its rest come after all, `completed` says so: what was found
///     inside it were no records, and the file is to be read anew.
///   - A checksum fails: damage up to the next intact record, one whose both checksums hold. A damaged payload
///     ends where its header says if another header stands there and no intact record comes earlier.
///   - No intact record follows: damage up to the end of the file or to the first header that holds, which may
///     be the next torn tail. This is provisional and told by `tail`, not by `next`: the file may go on
///     growing, and on network file systems bytes that read as zeros at first may come later.
///
/// Records over kResidentBytes are believed when their header holds and the next header, too; where the file
/// ends or something else follows, their payload is checked in pieces.
///
/// Memory holds offsets only, however long the records claim to be. `next` throws what the source throws, and
/// can then be called again. Not for two threads at once.
class RecordCursor {
 public:
  Step next(Window& window) {
    const Bytes payload = resident_payload(window.loaded(offset_));
    if (payload.data() == nullptr || !payload_holds(payload)) return next_slowly(window);
    // Field by field: a temporary Record would be stored in words and loaded in pairs of them, which the
    // processor cannot forward, and that wait was a tenth of all loading.
    record_.offset = offset_;
    record_.length = payload.size();
    record_.payload = payload;
    record_.resident = true;
    offset_ = record_.end();
    return Step::kRecord;
  }

  /// Goes on behind so many bytes, which hold whole records that somebody read.
  void skip(std::size_t bytes) { offset_ += bytes; }

  /// While patient, nothing is looked for behind a torn record: its rest may be on the way, and its payload
  /// may hold what looks like records (an event file in a tensor).
  void set_patient(bool patient) { patient_ = patient; }
  [[nodiscard]] bool patient() const { return patient_; }

  /// Whether a torn record that was given up is whole now. Each is looked at once, when its end has come.
  [[nodiscard]] bool completed(Window& window);

  /// The record that next() found; its payload is valid until the window moves.
  [[nodiscard]] const Record& record() const { return record_; }
  /// The damage that next() found.
  [[nodiscard]] const Damage& damage() const { return damage_; }
  /// Where the next record is expected: the end of the last whole record, or of the damage after it.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

  /// After kEnd: what lies between offset() and the end of the file, a damaged part and a torn one, each
  /// maybe empty.
  struct Tail {
    Damage damage;
    std::uint64_t pending_bytes = 0;
  };
  [[nodiscard]] const Tail& tail() const { return tail_; }

 private:
  enum class Verdict : std::uint8_t { kIntact, kTooShort, kBadHeader, kTorn, kBadPayload, kGone };

  Step next_slowly(Window& window);
  Step seek(Window& window, Verdict verdict);
  Step found(const Record& record) {
    record_ = record;
    offset_ = record.end();
    return Step::kRecord;
  }
  Step damaged_until(std::uint64_t end);
  Step end_of_file(Window& window, std::uint64_t damaged_to);

  static Verdict judge(Window& window, std::uint64_t offset, Record& record);
  static Verdict judge_large(Window& window, const Record& record);

  struct Hit {
    std::uint64_t offset;
    bool exists;
  };
  Hit find_intact(Window& window, std::uint64_t from, std::uint64_t until, bool past_torn);
  [[nodiscard]] std::uint64_t first_torn() const;
  void note_torn(const Record& record);
  void give_up_torn(std::uint64_t before);

  std::uint64_t offset_ = 0;
  // Where no intact record starts: all before scanned_, but that a torn one may have grown since. 0 when
  // unknown.
  std::uint64_t scanned_ = 0;
  // A large record at offset_ whose payload was checked and failed: not to be checked again at each call.
  bool large_failed_ = false;
  bool patient_ = false;
  // Torn records that a search went past: those of the search under way, and those given up since a record
  // was found behind them. Each holds at most kMaxTorn, which only a file full of lies reaches.
  static constexpr std::size_t kMaxTorn = 64;
  std::vector<Range> passed_;
  std::vector<Range> given_up_;
  // Bytes of large payloads checked in searches; bounded, so that lying headers cannot make reading
  // quadratic.
  std::uint64_t searched_bytes_ = 0;
  Record record_;
  Damage damage_;
  Tail tail_;
  std::string reason_;
};

}  // namespace sonde::wire
