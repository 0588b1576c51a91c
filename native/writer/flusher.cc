#include "writer/flusher.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "writer/event_writer.h"

namespace sonde::writer {

Flusher& Flusher::instance() {
  static auto* const only = new Flusher;
  return *only;
}

Flusher::Flusher() : state_(new State) {
  pthread_atfork([] { instance().before_fork(); }, [] { instance().after_fork_in_parent(); },
                 [] { instance().after_fork_in_child(); });
}

void Flusher::enlist(EventWriter* writer) {
  const std::lock_guard lock(state_->mutex);
  writers_.push_back(writer);
}

void Flusher::dismiss(EventWriter* writer) {
  const std::lock_guard lock(state_->mutex);
  std::erase(writers_, writer);
}

bool Flusher::schedule(std::shared_ptr<EventWriter> writer, Clock::time_point when) {
  State& state = *state_;
  {
    const std::lock_guard lock(state.mutex);
    if (state.stopping || !start(state)) return false;
    const auto known = std::find_if(state.queue.begin(), state.queue.end(),
                                    [&](const Entry& entry) { return entry.writer == writer; });
    if (known == state.queue.end()) {
      state.queue.push_back({std::move(writer), when});
    } else {
      known->when = std::min(known->when, when);
    }
  }
  state.wake.notify_one();
  return true;
}

// Signals are for the threads that the program knows of.
bool Flusher::start(State& state) {
  if (state.thread != nullptr) return true;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    state.thread = std::make_unique<std::thread>([this, &state] { run(state); });
  } catch (const std::system_error&) {
    // The process may have no more threads. Nothing is lost by it but time.
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return state.thread != nullptr;
}

void Flusher::let_go(std::size_t bytes) {
  {
    const std::lock_guard lock(state_->mutex);
    held_.fetch_sub(bytes, std::memory_order_relaxed);
  }
  state_->room.notify_all();
}

bool Flusher::wait_for_less(std::chrono::nanoseconds patience) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  const std::size_t before = held();
  return state.room.wait_for(lock, patience, [&] { return held() < before; });
}

void Flusher::run(State& state) {
  std::unique_lock lock(state.mutex);
  while (!state.stopping) {
    std::vector<Entry> due = take_due(state, lock);
    lock.unlock();
    for (Entry& entry : due)
      if (!entry.writer->drain()) schedule(std::move(entry.writer), Clock::now() + kRetryAfter);
    due.clear();  // may destroy a writer, which needs the mutex
    lock.lock();
  }
}

// The writers whose time has come, after sleeping until there may be some.
std::vector<Flusher::Entry> Flusher::take_due(State& state, std::unique_lock<std::mutex>& lock) {
  if (state.queue.empty()) {
    state.wake.wait(lock);
  } else {
    const auto next = std::min_element(state.queue.begin(), state.queue.end(),
                                       [](const Entry& a, const Entry& b) { return a.when < b.when; });
    if (const auto when = next->when; when > Clock::now()) state.wake.wait_until(lock, when);
  }
  const auto now = Clock::now();
  const auto later = std::partition(state.queue.begin(), state.queue.end(),
                                    [&](const Entry& entry) { return entry.when > now; });
  std::vector<Entry> due(std::make_move_iterator(later), std::make_move_iterator(state.queue.end()));
  state.queue.erase(later, state.queue.end());
  return due;
}

void Flusher::stop() {
  State& state = *state_;
  std::unique_ptr<std::thread> thread;
  std::vector<Entry> rest;
  {
    const std::lock_guard lock(state.mutex);
    state.stopping = true;
    thread = std::move(state.thread);
    rest = std::move(state.queue);
  }
  state.wake.notify_one();
  if (thread != nullptr) thread->join();
  for (const Entry& entry : rest) entry.writer->drain();
}

void Flusher::before_fork() {
  state_->mutex.lock();
  for (const EventWriter* writer : writers_) writer->state_->mutex.lock();
}

void Flusher::after_fork_in_parent() {
  for (const EventWriter* writer : writers_) writer->state_->mutex.unlock();
  state_->mutex.unlock();
}

void Flusher::after_fork_in_child() {
  state_ = new State;
  held_ = 0;
  for (EventWriter* writer : writers_) writer->forget_parent();
}

}  // namespace sonde::writer
