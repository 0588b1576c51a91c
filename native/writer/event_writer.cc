#include "writer/event_writer.h"

#include <utility>

namespace sonde::writer {

std::shared_ptr<EventWriter> EventWriter::make(Settings settings, bool lazy) {
  std::shared_ptr<EventWriter> writer(new EventWriter(std::move(settings)));
  writer->state_->attention = lazy;
  Flusher::instance().enlist(writer.get());
  return writer;
}

EventWriter::EventWriter(Settings settings) : settings_(std::move(settings)), state_(new State) {}

EventWriter::~EventWriter() {
  close();
  Flusher::instance().dismiss(this);
  delete state_;
}

bool EventWriter::open() {
  const std::lock_guard file_lock(state_->file_mutex);
  return settle(state_->file.open(settings_.file));
}

// A writer that fails keeps events in case its disk recovers, but never so many that others find no room.
bool EventWriter::has_room(const State& state, std::size_t size) {
  const std::size_t held = Flusher::instance().held();
  const std::size_t bound = state.hopeless ? Flusher::kBound / 2 : Flusher::kBound;
  return held == 0 || held + size <= bound;
}

bool EventWriter::wait_for_room(std::chrono::nanoseconds patience) {
  State& state = *state_;
  if (state.hopeless) return false;
  schedule(true);
  if (Flusher::instance().wait_for_less(patience)) return !state.hopeless;
  const std::lock_guard lock(state.mutex);
  state.report.stalled = state.hopeless = true;
  return false;
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
  if (!will_be_done) drain();
}

// Two rounds at most: what an earlier attempt left, then what was pending when the call came.
bool EventWriter::drain() {
  State& state = *state_;
  const std::lock_guard file_lock(state.file_mutex);
  for (bool last = false; !last;) {
    if (state.writing.empty()) {
      last = true;
      const std::lock_guard lock(state.mutex);
      std::swap(state.writing, state.pending);
      state.queued = state.urgent = false;
    }
    if (state.writing.empty()) break;
    if (!settle(state.file.append(settings_.file, state.writing))) return false;
    Flusher::instance().let_go(state.writing.size());
    state.writing.clear();
  }
  return true;
}

// Notes the outcome of one attempt to write. The caller holds the file's mutex.
bool EventWriter::settle(Fault fault) {
  State& state = *state_;
  const std::lock_guard lock(state.mutex);
  Report& report = state.report;
  const bool failed = static_cast<bool>(fault);
  if (failed != static_cast<bool>(report.fault) || report.stalled ||
      report.taken_away != state.file.taken_away())
    state.attention = true;
  state.hopeless = failed;
  report.fault = std::move(fault);
  report.stalled = false;
  report.opened = state.file.opened();
  report.taken_away = state.file.taken_away();
  report.path = state.file.path();
  return !failed;
}

bool EventWriter::close() {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->closed) return true;
    state_->closed = true;
  }
  const bool written = drain();
  give_up_rest();
  return written;
}

void EventWriter::give_up_rest() {
  State& state = *state_;
  const std::lock_guard file_lock(state.file_mutex);
  std::size_t bytes = state.writing.size();
  std::uint64_t events = state.writing.count_from(state.file.whole(state.writing));
  {
    const std::lock_guard lock(state.mutex);
    bytes += state.pending.size();
    events += state.pending.count();
    state.pending.clear();
  }
  state.writing.clear();
  state.file.close();
  Flusher::instance().let_go(bytes);
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
