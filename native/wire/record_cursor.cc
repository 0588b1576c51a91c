// RecordCursor: the road through damage and torn tails. The road over intact records stands in the header.
#include "wire/record_cursor.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>

#include "wire/verify.h"

namespace sonde::wire {
namespace {

constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();

// A header found by searching is believed up to this length only: 24 zero bits more that chance must meet.
constexpr std::uint64_t kPlausibleBytes = std::uint64_t{1} << 40;

// A record that ends exactly with the file is checked up to this length, since a torn record that others
// appended to may by chance end there, too; beyond it, reading the whole payload costs more than that chance.
constexpr std::uint64_t kCheckedAtEnd = std::uint64_t{64} << 20;

// Throws out nearly all places of a search without a checksum; long runs of zeros too, which dying machines
// leave.
bool might_be_header(const std::uint8_t* at) {
  const auto length = load_little_endian<std::uint64_t>(at);
  return length < kPlausibleBytes && (length != 0 || load_little_endian<std::uint32_t>(at + 8) != 0);
}

std::string mismatch(const char* what, std::uint32_t want, std::uint32_t got) {
  std::array<char, 96> text{};
  const int length = std::snprintf(text.data(), text.size(), "%s checksum mismatch: got 0x%08x, want 0x%08x",
                                   what, got, want);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string length_mismatch(Window& window, std::uint64_t offset) {
  const Bytes header = window.at(offset, kHeaderBytes);
  if (header.size() < kHeaderBytes) return "length checksum mismatch";
  return mismatch("length", crc32c::masked(header.first(8)),
                  load_little_endian<std::uint32_t>(header.data() + 8));
}

std::string payload_mismatch(Window& window, const Record& record) {
  if (!record.resident) return "payload checksum mismatch";
  const Bytes payload = window.at(record.payload_offset(), record.length + kFooterBytes);
  if (payload.size() < record.length + kFooterBytes) return "payload checksum mismatch";
  return mismatch("payload", crc32c::masked(payload.first(record.length)),
                  load_little_endian<std::uint32_t>(payload.data() + record.length));
}

}  // namespace

// What stands at `offset`. Fills `record` unless the header fails.
RecordCursor::Verdict RecordCursor::judge(Window& window, std::uint64_t offset, Record& record) {
  if (window.end() - offset < kHeaderBytes) return Verdict::kTooShort;
  const Bytes header = window.at(offset, kHeaderBytes);
  if (header.size() < kHeaderBytes) return Verdict::kGone;
  if (!header_holds(header.data())) return Verdict::kBadHeader;
  record.offset = offset;
  record.length = load_little_endian<std::uint64_t>(header.data());
  record.resident = record.length <= kResidentBytes;
  record.payload = {};
  const std::uint64_t behind = window.end() - offset;
  if (behind < kFrameBytes || record.length > behind - kFrameBytes) return Verdict::kTorn;
  if (!record.resident) return Verdict::kIntact;  // so far; see judge_large
  const Bytes frame = window.at(offset, kFrameBytes + static_cast<std::size_t>(record.length));
  if (frame.size() < kFrameBytes + record.length) return Verdict::kGone;
  record.payload = frame.subspan(kHeaderBytes, static_cast<std::size_t>(record.length));
  const auto stored = load_little_endian<std::uint32_t>(record.payload.data() + record.length);
  return crc32c::masked(record.payload) == stored ? Verdict::kIntact : Verdict::kBadPayload;
}

// Whether to believe a large record whose header holds and whose end lies in the file.
RecordCursor::Verdict RecordCursor::judge_large(Window& window, const Record& record) {
  if (window.end() - record.end() >= kHeaderBytes) {
    const Bytes next = window.at(record.end(), kHeaderBytes);
    if (next.size() < kHeaderBytes) return Verdict::kGone;
    if (header_holds(next.data())) return Verdict::kIntact;
  } else if (record.end() == window.end() && record.length > kCheckedAtEnd) {
    return Verdict::kIntact;
  }
  return payload_holds(window, record) ? Verdict::kIntact : Verdict::kBadPayload;
}

Step RecordCursor::next_slowly(Window& window) {
  tail_ = {};
  if (window.end() <= offset_) return Step::kEnd;  // all read, or the file shrank
  Record record;
  Verdict verdict = judge(window, offset_, record);
  if (verdict == Verdict::kIntact && !record.resident) {
    verdict = large_failed_ ? Verdict::kBadPayload : judge_large(window, record);
    large_failed_ = verdict == Verdict::kBadPayload;
  }
  switch (verdict) {
    case Verdict::kIntact:
      scanned_ = 0;
      return found(record);
    case Verdict::kGone:
    case Verdict::kTooShort:
      return end_of_file(window, offset_);
    case Verdict::kBadHeader:
      reason_ = length_mismatch(window, offset_);
      break;
    case Verdict::kTorn:
      if (patient_) return end_of_file(window, offset_);
      reason_ = "torn record: it claims " + std::to_string(record.length) +
                " bytes, and other records follow before they end";
      break;
    case Verdict::kBadPayload:
      reason_ = payload_mismatch(window, record);
      break;
  }
  record_ = record;
  return seek(window, verdict);
}

// Looks for what comes after the bad record at offset_.
Step RecordCursor::seek(Window& window, Verdict verdict) {
  const std::uint64_t claimed_end = verdict == Verdict::kBadPayload ? record_.end() : kNone;
  const std::uint64_t first = offset_ + (verdict == Verdict::kBadHeader ? 1 : kHeaderBytes);
  passed_.clear();
  if (claimed_end != kNone && claimed_end < window.end() && window.end() - claimed_end >= kHeaderBytes) {
    const Bytes next = window.at(claimed_end, kHeaderBytes);
    if (next.size() >= kHeaderBytes && header_holds(next.data())) {
      // What seems torn in there is not: the bad record ends where it says.
      const Hit hit = find_intact(window, first, claimed_end, true);
      return damaged_until(hit.exists ? hit.offset : claimed_end);
    }
  }
  if (verdict == Verdict::kTorn) note_torn(record_);
  const Hit hit = find_intact(window, std::max(first, scanned_), window.end(), !patient_);
  if (hit.exists) {
    give_up_torn(hit.offset);
    return damaged_until(hit.offset);
  }
  std::erase_if(passed_, [&](const Range& torn) { return torn.offset == offset_; });
  // A header that holds stays a candidate, so the next search starts there; else only the last bytes are
  // unseen.
  const std::uint64_t unseen = window.end() - std::min<std::uint64_t>(window.end(), kHeaderBytes - 1);
  scanned_ = std::max(first, std::min(first_torn(), unseen));
  if (verdict == Verdict::kTorn) return end_of_file(window, offset_);
  return end_of_file(window, std::min(first_torn(), window.end()));
}

// The first intact record that starts in [from, until); headers that hold and claim more bytes than there are
// gather in passed_. Stops at the first of those unless `past_torn`.
RecordCursor::Hit RecordCursor::find_intact(Window& window, std::uint64_t from, std::uint64_t until,
                                            bool past_torn) {
  std::uint64_t at = from;
  while (at < until) {
    const Bytes piece = window.at(at, kHeaderBytes);
    if (piece.size() < kHeaderBytes) break;  // the end of the file
    const std::uint64_t starts = std::min<std::uint64_t>(piece.size() - kHeaderBytes + 1, until - at);
    std::uint64_t i = 0;
    for (; i < starts; ++i) {
      const std::uint8_t* header = piece.data() + i;
      if (might_be_header(header) && header_holds(header)) break;
    }
    at += i;
    if (i == starts) continue;
    Record record;
    Verdict verdict = judge(window, at, record);
    if (verdict == Verdict::kIntact && !record.resident) {
      searched_bytes_ += record.length;
      const bool affordable = searched_bytes_ <= 4 * window.end();
      verdict = affordable ? judge_large(window, record) : Verdict::kBadPayload;
    }
    if (verdict == Verdict::kIntact) return {at, true};
    if (verdict == Verdict::kTorn) {
      note_torn(record);
      if (!past_torn) break;
    }
    ++at;
  }
  return {0, false};
}

std::uint64_t RecordCursor::first_torn() const { return passed_.empty() ? kNone : passed_.front().offset; }

void RecordCursor::note_torn(const Record& record) {
  if (passed_.size() < kMaxTorn && record.length < kPlausibleBytes) {
    passed_.push_back({record.offset, record.end() - record.offset});
  }
}

void RecordCursor::give_up_torn(std::uint64_t before) {
  for (const Range& torn : passed_) {
    if (torn.offset < before && given_up_.size() < kMaxTorn) given_up_.push_back(torn);
  }
  passed_.clear();
}

bool RecordCursor::completed(Window& window) {
  bool any = false;
  std::erase_if(given_up_, [&](const Range& torn) {
    if (torn.end() > window.end()) return false;
    Record record;
    record.offset = torn.offset;
    record.length = torn.length - kFrameBytes;
    any = any || payload_holds(window, record);
    return true;
  });
  return any;
}

Step RecordCursor::damaged_until(std::uint64_t end) {
  damage_ = {{offset_, end - offset_}, std::move(reason_)};
  offset_ = end;
  scanned_ = 0;
  large_failed_ = false;
  return Step::kDamage;
}

Step RecordCursor::end_of_file(Window& window, std::uint64_t damaged_to) {
  const std::uint64_t end = std::max(window.end(), damaged_to);
  tail_.pending_bytes = end - damaged_to;
  if (damaged_to > offset_) tail_.damage = {{offset_, damaged_to - offset_}, reason_};
  return Step::kEnd;
}

}  // namespace sonde::wire
