// EventFile: records to series, with damage kept aside.
#include "events/event_file.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "wire/window.h"

namespace sonde::events {
namespace {

constexpr std::uint64_t kSliceBytes = std::uint64_t{4} << 20;
constexpr int kSliceRecords = 65536;

}  // namespace

bool EventFile::read(wire::ByteSource& source, std::vector<std::uint8_t>& buffer, Watch* watch) {
  const std::scoped_lock reading(reading_);
  const FileState before = state();
  if (before.rewritten) return false;
  if (!read_.holds(source)) {
    const std::scoped_lock lock(mutex_);
    rewritten_ = true;
    ++version_;
    return true;
  }
  wire::Window window(source, buffer);
  {
    const std::scoped_lock lock(mutex_);
    rewritten_ = cursor_.completed(window);
    if (rewritten_) return true;
  }
  std::uint64_t told = before.bytes;
  for (bool more = true; more && (watch == nullptr || !watch->cancelled.load(std::memory_order_relaxed));) {
    while (waiting_.load(std::memory_order_relaxed) > 0) std::this_thread::yield();
    const std::scoped_lock lock(mutex_);
    more = read_some(window);
    ++version_;
    const std::uint64_t done = more ? cursor_.offset() : std::max(window.end(), told);
    if (watch != nullptr) watch->bytes_done.fetch_add(done - told, std::memory_order_relaxed);
    told = done;
  }
  // What is behind the last record may still become something else, on some file systems.
  if (window.end() >= cursor_.offset()) read_ = Fingerprint(source, cursor_.offset());
  const FileState after = state();
  return after.records != before.records || after.bytes != before.bytes ||
         after.pending_bytes != before.pending_bytes || after.damage_count != before.damage_count ||
         after.shrank != before.shrank;
}

// Reads for a while; false at the end of the file.
bool EventFile::read_some(wire::Window& window) {
  shrank_ = window.end() < cursor_.offset();
  const std::uint64_t until = cursor_.offset() + kSliceBytes;
  for (int i = 0; i < kSliceRecords && cursor_.offset() < until; ++i) {
    const EventDecoder::Alike alike = decoder_.decode_alike(window.loaded(cursor_.offset()));
    records_ += alike.records;
    cursor_.skip(alike.bytes);
    switch (cursor_.next(window)) {
      case wire::Step::kRecord:
        decode(window);
        break;
      case wire::Step::kDamage:
        add_damage(cursor_.damage());
        break;
      case wire::Step::kEnd:
        return false;
    }
  }
  return true;
}

void EventFile::decode(wire::Window& window) {
  const wire::Record& record = cursor_.record();
  ++records_;
  if (!decoder_.decode(record, window))
    add_damage({{record.offset, record.end() - record.offset}, decoder_.problem()});
}

void EventFile::add_damage(wire::Damage damage) {
  if (extends_last(damage)) {
    last_damage_.length = damage.range.end() - last_damage_.offset;
    if (damage_count_ == damage_.size()) damage_.back().range = last_damage_;
    return;
  }
  last_damage_ = damage.range;
  ++damage_count_;
  if (damage_.size() < kMaxDamage) damage_.push_back(std::move(damage));
}

bool EventFile::extends_last(const wire::Damage& damage) const {
  return damage_count_ > 0 && last_damage_.end() == damage.range.offset;
}

bool EventFile::patient() {
  const auto lock = lock_between_records();
  return cursor_.patient();
}

void EventFile::set_patient(bool patient) {
  const auto lock = lock_between_records();
  cursor_.set_patient(patient);
}

void EventFile::rest() {
  const auto lock = lock_between_records();
  table_.rest();
  decoder_.rest();
}

columns::FileSnapshot EventFile::snapshot() {
  const auto lock = lock_between_records();
  return table_.snapshot(name_);
}

FileState EventFile::state() {
  const auto lock = lock_between_records();
  const wire::RecordCursor::Tail& tail = cursor_.tail();
  const bool tail_is_new_damage = tail.damage.range.length > 0 && !extends_last(tail.damage);
  return {records_,
          cursor_.offset() + tail.damage.range.length,
          tail.pending_bytes,
          damage_count_ + (tail_is_new_damage ? 1 : 0),
          shrank_,
          rewritten_,
          decoder_.facts()};
}

std::vector<wire::Damage> EventFile::damage() {
  const auto lock = lock_between_records();
  std::vector<wire::Damage> all = damage_;
  const wire::Damage& tail = cursor_.tail().damage;
  if (tail.range.length == 0) return all;
  if (extends_last(tail) && damage_count_ == damage_.size()) {
    all.back().range.length = tail.range.end() - all.back().range.offset;
  } else if (all.size() < kMaxDamage) {
    all.push_back(tail);
  }
  return all;
}

std::unique_lock<std::mutex> EventFile::lock_between_records() {
  ++waiting_;
  std::unique_lock lock(mutex_);
  --waiting_;
  return lock;
}

}  // namespace sonde::events
