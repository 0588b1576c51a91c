#include "writer/flusher.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
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

// Whether there is a thread to write. Signals are for the threads that the program knows of.
bool Flusher::start(State& state) {
  const bool all_hang = state.working == state.threads.size() && Clock::now() - state.working_since > kHangs;
  if (!state.threads.empty() && (!all_hang || state.threads.size() >= kMostThreads)) return true;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    state.threads.emplace_back([this, &state] { run(state); });
    ++state.running;
  } catch (const std::system_error&) {
    // The process may have no more threads. Nothing is lost by it but time.
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return !state.threads.empty();
}

void Flusher::let_go(std::size_t bytes) {
  {
    const std::lock_guard lock(state_->mutex);
    held_.fetch_sub(bytes, std::memory_order_relaxed);
    stuck_ = false;
  }
  state_->room.notify_all();
}

void Flusher::wait_for_less(std::chrono::nanoseconds patience) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  const std::size_t before = held();
  state.room.wait_for(lock, patience, [&] { return held() < before; });
}

void Flusher::run(State& state) {
  std::unique_lock lock(state.mutex);
  while (!state.stopping || !state.queue.empty()) {
    std::optional<Entry> due = take_due(state, lock);
    if (!due) continue;
    ++state.working;
    state.working_since = Clock::now();
    lock.unlock();
    if (!due->writer->drain_unless_busy()) schedule(std::move(due->writer), Clock::now() + kRetryAfter);
    due.reset();  // may destroy a writer, which needs the mutex
    lock.lock();
    --state.working;
  }
  --state.running;
  state.ended.notify_all();
}

// A writer whose time has come, after sleeping until there may be one.
std::optional<Flusher::Entry> Flusher::take_due(State& state, std::unique_lock<std::mutex>& lock) {
  const auto by_time = [](const Entry& a, const Entry& b) { return a.when < b.when; };
  if (state.queue.empty()) {
    state.wake.wait(lock);
  } else if (const auto when = std::ranges::min_element(state.queue, by_time)->when;
             when > Clock::now() && !state.stopping) {
    state.wake.wait_until(lock, when);
  }
  const auto next = std::ranges::min_element(state.queue, by_time);
  if (next == state.queue.end() || (next->when > Clock::now() && !state.stopping)) return {};
  Entry due = std::move(*next);
  state.queue.erase(next);
  return due;
}

void Flusher::stop(std::chrono::nanoseconds patience) {
  State& state = *state_;
  std::vector<std::thread> threads;
  bool ended = false;
  {
    std::unique_lock lock(state.mutex);
    state.stopping = true;
    state.wake.notify_all();
    ended = state.ended.wait_for(lock, patience, [&] { return state.running == 0; });
    threads = std::move(state.threads);
  }
  for (std::thread& thread : threads) ended ? thread.join() : thread.detach();
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
