// The background thread of a process that writes what event writers hold, and the bound on how much that may be.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace sonde::writer {

class EventWriter;

// The thread is started by the first event and sleeps while nothing waits. It knows nothing of Python, so it
// can't be held up by the interpreter's lock, nor by the interpreter's end. A thread that hangs in one file gets
// another beside it, so that other files are written: a few at the most.
//
// Forks: pthread_atfork holds this mutex and that of every writer over the fork, so that what a child
// finds is whole; the child drops thread, queue and mutex as they lay and begins anew.
class Flusher {
 public:
  using Clock = std::chrono::steady_clock;

  // Never destroyed: writers may outlive static objects.
  static Flusher& instance();

  void enlist(EventWriter* writer);
  void dismiss(EventWriter* writer);

  // Writes `writer` at `when` or sooner; false when there is no thread to do so, and the caller must.
  bool schedule(std::shared_ptr<EventWriter> writer, Clock::time_point when);

  // Bytes that wait in all writers together.
  void hold(std::size_t bytes) { held_.fetch_add(bytes, std::memory_order_relaxed); }
  void let_go(std::size_t bytes);
  std::size_t held() const { return held_.load(std::memory_order_relaxed); }

  // Waits until `let_go` is called, for `patience` at the most.
  void wait_for_less(std::chrono::nanoseconds patience);

  // Somebody waited in vain, and nothing was let go since.
  bool stuck() const { return stuck_.load(std::memory_order_relaxed); }
  void be_stuck() { stuck_ = true; }

  // Writes what waits and ends the threads, as the process ends; a thread that hangs for `patience` is left to
  // the end of the process. Events that come later are written by who adds them.
  void stop(std::chrono::nanoseconds patience);

  static constexpr std::size_t kBound = std::size_t{64} << 20;
  static constexpr std::chrono::seconds kRetryAfter{1};

 private:
  static constexpr std::chrono::seconds kHangs{1};  // what takes so long may take for ever
  static constexpr std::size_t kMostThreads = 8;

  struct Entry {
    std::shared_ptr<EventWriter> writer;
    Clock::time_point when;
  };

  struct State {
    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable room;
    std::condition_variable ended;
    std::vector<Entry> queue;
    std::vector<std::thread> threads;
    std::size_t working = 0;          // threads that write, and so may hang
    Clock::time_point working_since;  // when the last of them began
    std::size_t running = 0;          // threads that have not ended
    bool stopping = false;
  };

  Flusher();
  bool start(State& state);
  void run(State& state);
  static std::optional<Entry> take_due(State& state, std::unique_lock<std::mutex>& lock);

  void before_fork();
  void after_fork_in_parent();
  void after_fork_in_child();

  State* state_;                       // let go, not freed, in a forked child
  std::vector<EventWriter*> writers_;  // guarded by the state's mutex
  std::atomic<std::size_t> held_{0};
  std::atomic<bool> stuck_{false};
};

}  // namespace sonde::writer
