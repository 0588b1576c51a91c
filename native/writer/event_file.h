// One event file on a local disk: made when it is needed, appended to, and made anew when it was taken away.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "writer/records.h"

namespace sonde::writer {

// What the system refused: errno, the attempted verb, and where. No fault when `error` is 0.
struct Fault {
  int error = 0;
  const char* attempt = "";
  std::string path;

  explicit operator bool() const { return error != 0; }
};

// How to name and head a file. The name is events.out.tfevents.<seconds>.<host>.<pid>.<uid><suffix>, as
// TensorFlow's, but for the zeros before a small uid: readers take the files of a run in the order of their
// names.
struct EventFileSettings {
  std::string directory;
  std::string suffix;
  std::string source;
};

// Not thread-safe: EventWriter's file mutex guards it.
//
// A write may end in the middle of a record (a full disk). The rest of it is written first when the next
// write comes, so the file holds whole records, or whole records and a torn last one that readers wait for.
class EventFile {
 public:
  EventFile() = default;
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;
  ~EventFile() { close(); }

  // Opens a new file unless one is open.
  Fault open(const EventFileSettings& settings);

  // Writes what of `records` was not yet written; call again with the same records after a fault.
  Fault append(const EventFileSettings& settings, const Records& records);

  // The offset in the records last given to `append` up to which they are whole in the file.
  std::size_t whole(const Records& records) const { return records.boundary_before(written_); }

  void close();

  const std::string& path() const { return path_; }
  int opened() const { return opened_; }          // files made so far
  int taken_away() const { return taken_away_; }  // of which someone removed so many

  // Grows while bytes are written. Any thread may ask, without the mutex.
  std::uint64_t pieces() const { return pieces_.load(std::memory_order_relaxed); }

 private:
  Fault create(const EventFileSettings& settings);
  Fault write(const EventFileSettings& settings, const Records& records);
  void forget_if_gone();

  int descriptor_ = -1;
  std::uint64_t device_ = 0;  // of the file, to know it again by
  std::uint64_t inode_ = 0;
  std::size_t written_ = 0;  // of the records that are being appended
  std::atomic<std::uint64_t> pieces_ = 0;
  std::string path_;
  int opened_ = 0;
  int taken_away_ = 0;
};

}  // namespace sonde::writer
