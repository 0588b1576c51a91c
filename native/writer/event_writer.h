// An event file to append to from any thread and any process: events wait in memory, one background thread
// writes.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "writer/event_bytes.h"
#include "writer/event_file.h"
#include "writer/flusher.h"
#include "writer/records.h"

namespace sonde::writer {

enum class Added : std::uint8_t {
  kTaken,   // it will be written
  kFull,    // no room: wait_for_room, or give it up with drop
  kClosed,  // not taken: this writer was closed
};

// The longest time that anyone waits for a disk that moves nothing at all.
constexpr std::chrono::seconds kPatience{5};

// How a writer fares, in this process.
struct Report {
  Fault fault;                // why the last attempt to write failed; none when it succeeded
  bool stalled = false;       // the last attempt to write is taking long
  std::uint64_t dropped = 0;  // events given up since the writer was made
  std::uint64_t waiting = 0;  // events that are neither written nor given up
  int opened = 0;             // files made
  int taken_away = 0;         // files that someone removed while they were written
  std::string path;           // the newest file; empty before the first
};

// Threads: every method may be called from any thread. Adding holds `mutex` for the copy of one event only,
// and a report for less, so a slow disk slows neither; `file_mutex` is held during input and output, which
// the Flusher's threads do: a disk that hangs (a network file system whose server is gone) holds up them, and
// whoever asked only as long as `kPatience`. Lock order: file_mutex, then the Flusher's mutex, then mutex.
//
// Forks: a child starts with an empty writer of the same settings and makes a file of its own at its first
// flush; what waited at the time of the fork is the parent's to write. The parent's state is left as it lay,
// because its locks and buffers may have been in use by threads that the child does not have.
class EventWriter : public std::enable_shared_from_this<EventWriter> {
 public:
  struct Settings {
    EventFileSettings file;
    std::chrono::nanoseconds delay;  // the longest time that an event waits for the background thread
  };

  // `lazy`: the file is made at the first flush with events, and the first event asks for attention, as in a
  // fork.
  static std::shared_ptr<EventWriter> make(Settings settings, bool lazy);
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;
  ~EventWriter();

  // Makes the file now; false when that failed or nothing moved for `kPatience`. The writer works without, but a
  // training run's directory should show at once.
  bool open();

  template <class Event>
  Added add(const Event& event) {
    State& state = *state_;
    const std::size_t size = event.size();
    bool first = false;
    bool hurry = false;
    {
      const std::lock_guard lock(state.mutex);
      if (state.closed) return Added::kClosed;
      if (!has_room(state, size + Records::kFrame)) return Added::kFull;
      state.pending.append(size, [&](std::uint8_t* at) { event.write(at); });
      state.taken += size + Records::kFrame;
      ++state.report.waiting;
      Flusher::instance().hold(size + Records::kFrame);
      first = !state.queued;
      hurry = state.pending.size() >= kUrgentBytes && !state.urgent;
      state.queued = true;
      state.urgent |= hurry;
    }
    if (first || hurry) schedule(hurry);
    return Added::kTaken;
  }

  // Waits until there may be room for an event of `size` bytes; false when the file can't be written, or nothing
  // moved for `kPatience`. Whoever waited in vain spares the next ones the wait.
  bool wait_for_room(std::size_t size);

  // Counts events that are given up.
  void drop(std::uint64_t events);

  // Returns when everything added before this call is with the operating system; false when that failed or
  // nothing moved for `patience` (see `report`).
  bool flush(std::chrono::nanoseconds patience = kPatience);

  // Flushes, gives up what can't be written, and takes no more. Closing twice is harmless. When nothing moved
  // for `patience`, the rest goes on waiting and is written, and the file closed, when something moves again.
  bool close(std::chrono::nanoseconds patience = kPatience);

  // Something happened that a person should hear of, since the last `acknowledge`.
  bool attention() const { return state_->attention.load(std::memory_order_relaxed); }
  void acknowledge() { state_->attention.store(false, std::memory_order_relaxed); }
  Report report();

 private:
  friend class Flusher;

  struct State {
    std::mutex mutex;                 // guards what follows, up to file_mutex
    std::condition_variable settled;  // an attempt to write has ended
    Records pending;
    Report report;
    std::uint64_t taken = 0;     // bytes, since the writer was made
    std::uint64_t done = 0;      // of which so many are written or given up
    std::uint64_t attempts = 0;  // to write, begun so far
    std::uint64_t failed = 0;    // the number of the last that failed
    bool wanted = false;         // the file is to be made, be there events or not
    bool queued = false;         // the flusher knows that something is pending
    bool urgent = false;         // and that it is much
    bool closed = false;

    std::mutex file_mutex;  // guards what follows, up to the flags
    Records writing;
    EventFile file;

    std::atomic<bool> hopeless = false;  // waiting for room makes no sense now
    std::atomic<bool> attention = false;
  };

  static constexpr std::size_t kUrgentBytes = std::size_t{256} << 10;

  explicit EventWriter(Settings settings);

  static bool has_room(const State& state, std::size_t size);
  enum class Outcome : std::uint8_t { kWritten, kFailed, kStalled };

  void schedule(bool hurry);
  bool has_pending();
  Outcome bring(std::chrono::nanoseconds patience);
  bool drain();              // waits while another thread does the same
  bool drain_unless_busy();  // does not, and says no
  bool drain_locked();
  bool settle(Fault fault, std::uint64_t attempt, const Records& written);
  static std::chrono::nanoseconds patience_of(const State& state, std::chrono::nanoseconds patience);
  static void stall(State& state);
  void give_up_rest();
  void forget_parent();

  Settings settings_;
  State* state_;  // owned; let go, not freed, in a forked child
};

}  // namespace sonde::writer
