#include "writer/event_writer.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace sonde::writer {

namespace {

// How often those who wait look whether something moves.
constexpr std::chrono::milliseconds kGlance{500};

}  // namespace

std::shared_ptr<EventWriter> EventWriter::make(Settings settings, bool lazy) {
  std::shared_ptr<EventWriter> writer(new EventWriter(std::move(settings)));
  writer->state_->attention = lazy;
  Flusher::instance().enlist(writer.get());
  return writer;
}

EventWriter::EventWriter(Settings settings) : settings_(std::move(settings)), state_(new State) {}

// Nobody else holds this any more, neither a user nor the flusher, so nobody waits for what happens here.
EventWriter::~EventWriter() {
  bool closed = false;
  {
    const std::lock_guard lock(state_->mutex);
    closed = std::exchange(state_->closed, true);
  }
  if (!closed) drain();
  give_up_rest();
  Flusher::instance().dismiss(this);
  delete state_;
}

bool EventWriter::open() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->wanted = true;
  }
  return bring(kPatience) == Outcome::kWritten;
}

// No writer may hold so much that others find no room, in case its disk never recovers.
bool EventWriter::has_room(const State& state, std::size_t size) {
  const std::size_t all = Flusher::instance().held();
  const std::uint64_t own = state.taken - state.done;
  if (all == 0) return true;
  return all + size <= Flusher::kBound && (own == 0 || own + size <= Flusher::kBound / 2);
}

bool EventWriter::wait_for_room(std::size_t size) {
  State& state = *state_;
  std::uint64_t pieces = state.file.pieces();
  for (auto until = Flusher::Clock::now() + patience_of(state, kPatience);;) {
    if (state.hopeless) return false;
    schedule(true);
    Flusher::instance().wait_for_less(kGlance);
    const std::lock_guard lock(state.mutex);
    if (has_room(state, size + Records::kFrame)) return !state.hopeless;
    if (std::exchange(pieces, state.file.pieces()) != pieces) until = Flusher::Clock::now() + kPatience;
    if (Flusher::Clock::now() < until) continue;
    stall(state);
    return false;
  }
}

// Who knows that nothing moves waits no longer than it takes to look.
std::chrono::nanoseconds EventWriter::patience_of(const State& state, std::chrono::nanoseconds patience) {
  const bool known = state.hopeless || Flusher::instance().stuck();
  return known ? std::min<std::chrono::nanoseconds>(kGlance, patience) : patience;
}

// The caller holds the mutex.
void EventWriter::stall(State& state) {
  state.report.stalled = state.hopeless = state.attention = true;
  Flusher::instance().be_stuck();
}

void EventWriter::drop(std::uint64_t events) {
  const std::lock_guard lock(state_->mutex);
  state_->report.dropped += events;
  state_->attention = true;
}

void EventWriter::schedule(bool hurry) {
  const auto now = Flusher::Clock::now();
  const bool will_be_done =
      Flusher::instance().schedule(shared_from_this(), hurry ? now : now + settings_.delay);
  if (will_be_done) return;
  // There is no thread (the process ends, or may have no more of them), so whoever adds writes: its own events, and
  // those that came meanwhile from others, who found the file busy and left.
  while (drain_unless_busy() && has_pending()) {
  }
}

bool EventWriter::has_pending() {
  const std::lock_guard lock(state_->mutex);
  return !state_->pending.empty();
}

bool EventWriter::flush(std::chrono::nanoseconds patience) { return bring(patience) == Outcome::kWritten; }

// Has the flusher write what was added so far, and waits for it as long as something moves.
EventWriter::Outcome EventWriter::bring(std::chrono::nanoseconds patience) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  const std::uint64_t target = state.taken;
  const std::uint64_t before = state.attempts;
  const auto written = [&] { return state.done >= target && !state.wanted; };
  const auto ended = [&] { return written() || state.failed > before; };
  std::uint64_t pieces = state.file.pieces();
  for (auto until = Flusher::Clock::now() + patience_of(state, patience); !ended();) {
    lock.unlock();
    schedule(
        true);  // again and again: if a thread hangs in another file, this has the flusher start one more
    lock.lock();
    const auto glance = std::min<std::chrono::nanoseconds>(kGlance, until - Flusher::Clock::now());
    if (state.settled.wait_for(lock, glance, ended)) break;
    if (std::exchange(pieces, state.file.pieces()) != pieces) until = Flusher::Clock::now() + patience;
    if (Flusher::Clock::now() < until) continue;
    stall(state);
    return Outcome::kStalled;
  }
  return written() ? Outcome::kWritten : Outcome::kFailed;
}

bool EventWriter::drain() {
  const std::lock_guard file_lock(state_->file_mutex);
  return drain_locked();
}

bool EventWriter::drain_unless_busy() {
  const std::unique_lock file_lock(state_->file_mutex, std::try_to_lock);
  return file_lock.owns_lock() && drain_locked();
}

// Two rounds at most: what an earlier attempt left, then what was pending when the call came. The caller holds
// the file's mutex.
bool EventWriter::drain_locked() {
  State& state = *state_;
  for (bool last = false; !last;) {
    std::uint64_t attempt = 0;
    bool wanted = false;
    {
      const std::lock_guard lock(state.mutex);
      attempt = ++state.attempts;
      wanted = state.wanted;
      if (state.writing.empty()) {
        last = true;
        std::swap(state.writing, state.pending);
        state.queued = state.urgent = false;
      }
    }
    if (wanted && !settle(state.file.open(settings_.file), attempt, {})) return false;
    if (state.writing.empty()) break;
    if (!settle(state.file.append(settings_.file, state.writing), attempt, state.writing)) return false;
    state.writing.clear();
  }
  bool closed = false;
  {
    const std::lock_guard lock(state.mutex);
    closed = state.closed && state.taken == state.done;
  }
  if (closed) state.file.close();  // whoever closed did not wait so long
  return true;
}

// Notes the outcome of one attempt to write `written`. The caller holds the file's mutex.
bool EventWriter::settle(Fault fault, std::uint64_t attempt, const Records& written) {
  State& state = *state_;
  const bool failed = static_cast<bool>(fault);
  {
    const std::lock_guard lock(state.mutex);
    Report& report = state.report;
    if (failed != static_cast<bool>(report.fault) || report.stalled ||
        report.taken_away != state.file.taken_away())
      state.attention = true;
    state.hopeless = failed;
    report.fault = std::move(fault);
    report.stalled = false;
    report.opened = state.file.opened();
    report.taken_away = state.file.taken_away();
    report.path = state.file.path();
    if (failed) {
      state.failed = attempt;
    } else {
      state.wanted = false;
      state.done += written.size();
      report.waiting -= written.count();
    }
  }
  if (!failed && !written.empty()) Flusher::instance().let_go(written.size());
  state.settled.notify_all();
  return !failed;
}

bool EventWriter::close(std::chrono::nanoseconds patience) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->closed) return true;
    state_->closed = true;
    state_->wanted = false;
  }
  const Outcome outcome = bring(patience);
  if (outcome != Outcome::kStalled) give_up_rest();
  return outcome == Outcome::kWritten;
}

void EventWriter::give_up_rest() {
  State& state = *state_;
  std::unique_lock file_lock(state.file_mutex, std::try_to_lock);
  // A timed_mutex would say this in a word, but thread sanitizers don't know how it waits.
  for (const auto until = Flusher::Clock::now() + kPatience; !file_lock.owns_lock();
       (void)file_lock.try_lock()) {
    if (Flusher::Clock::now() > until) return;  // it hangs after all; whoever holds the file closes it
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::size_t bytes = state.writing.size();
  std::uint64_t events = state.writing.count_from(state.file.whole(state.writing));
  {
    const std::lock_guard lock(state.mutex);
    bytes += state.pending.size();
    events += state.pending.count();
    state.pending.clear();
    state.done += bytes;
    state.report.waiting = 0;
  }
  state.writing.clear();
  state.file.close();
  if (bytes > 0) Flusher::instance().let_go(bytes);
  if (events > 0) drop(events);
}

// In a forked child, whose other threads are gone, between fork and whatever the program does next.
void EventWriter::forget_parent() {
  const bool closed = state_->closed;
  state_ = new State;
  state_->closed = closed;
  state_->attention = !closed;
}

Report EventWriter::report() {
  State& state = *state_;
  const std::lock_guard lock(state.mutex);
  return state.report;
}

}  // namespace sonde::writer
