// Hparams: SessionStartInfo after SessionStartInfo, entry by entry.
#include "events/hparams.h"

#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "events/utf8.h"
#include "wire/message_cursor.h"

namespace sonde::events {
namespace {

using wire::Bytes;
using wire::Fault;
using wire::MessageCursor;
using wire::WireType;

constexpr std::uint32_t kSessionStart = 3;  // of HParamsPluginData
constexpr std::uint32_t kValues = 1;        // of SessionStartInfo

struct Entry {
  std::int32_t session = 0;
  ValueKind kind = ValueKind::kNull;
  double number = 0;
  std::int32_t word = -1;
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};

/// A number for each text, counted from 0.
class Texts {
 public:
  std::int32_t number_of(std::string_view text) {
    const auto known = numbers_.find(text);
    if (known != numbers_.end()) return known->second;
    const auto number = static_cast<std::int32_t>(texts_.size());
    texts_.emplace_back(text);
    numbers_.emplace(texts_.back(), number);
    return number;
  }
  std::vector<std::string> take() { return std::move(texts_); }

 private:
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::int32_t, TextHash, std::equal_to<>> numbers_;
};

class Reading {
 public:
  /// False where the message is damaged, or holds no session start; what came before the damage is taken.
  bool read(Bytes content, std::int32_t session) {
    bool is_start = false;
    MessageCursor data(content);
    while (data.next()) {
      if (!data.is(kSessionStart, WireType::kBytes)) continue;
      is_start = true;
      if (!read_start(data.message(), session)) return false;
    }
    return is_start && data.fault() == Fault::kNone;
  }

  Hparams finish() {
    Hparams answer;
    answer.names = names_.take();
    answer.texts = texts_.take();
    answer.offsets.push_back(0);
    for (const std::vector<Entry>& entries : entries_) {
      for (const Entry& entry : entries) {
        answer.sessions.push_back(entry.session);
        answer.kinds.push_back(static_cast<std::uint8_t>(entry.kind));
        answer.numbers.push_back(entry.number);
        answer.words.push_back(entry.word);
      }
      answer.offsets.push_back(static_cast<std::int64_t>(answer.sessions.size()));
    }
    return answer;
  }

 private:
  bool read_start(MessageCursor start, std::int32_t session) {
    while (start.next()) {
      if (start.is(kValues, WireType::kBytes) && !read_entry(start.message(), session)) return false;
    }
    return start.fault() == Fault::kNone;
  }

  bool read_entry(MessageCursor pair, std::int32_t session) {
    Bytes name;
    Bytes value;
    while (pair.next()) {
      if (pair.is(1, WireType::kBytes)) name = pair.bytes();
      if (pair.is(2, WireType::kBytes)) value = pair.bytes();
    }
    Entry entry;
    entry.session = session;
    if (pair.fault() != Fault::kNone || !read_value(value, entry)) return false;
    const auto number = static_cast<std::size_t>(names_.number_of(valid_utf8(wire::text(name))));
    if (number == entries_.size()) entries_.emplace_back();
    std::vector<Entry>& entries = entries_[number];
    if (!entries.empty() && entries.back().session == session) {
      entries.back() = entry;
    } else {
      entries.push_back(entry);
    }
    return true;
  }

  bool read_value(Bytes content, Entry& entry) {
    MessageCursor value(content);
    while (value.next()) {
      entry.word = -1;
      entry.number = 0;
      if (value.is(2, WireType::kFixed64)) {
        entry.kind = ValueKind::kNumber;
        entry.number = value.as_double();
      } else if (value.is(3, WireType::kBytes)) {
        entry.kind = ValueKind::kString;
        entry.word = texts_.number_of(wire::text(value.bytes()));
      } else if (value.is(4, WireType::kVarint)) {
        entry.kind = ValueKind::kBool;
        entry.number = value.bits() != 0 ? 1 : 0;
      } else if (value.is(5, WireType::kBytes) || value.is(6, WireType::kBytes)) {
        entry.kind = value.number() == 5 ? ValueKind::kStruct : ValueKind::kList;
        entry.word = texts_.number_of(wire::text(value.bytes()));
      }
    }
    return value.fault() == Fault::kNone;
  }

  Texts names_;
  Texts texts_;
  std::vector<std::vector<Entry>> entries_;  // of each name
};

}  // namespace

Hparams read_hparams(std::span<const Bytes> contents, std::span<const std::int32_t> sessions) {
  if (contents.size() != sessions.size()) {
    throw std::invalid_argument("expected a session for each of " + std::to_string(contents.size()) +
                                " contents, found " + std::to_string(sessions.size()));
  }
  Reading reading;
  std::vector<std::int32_t> damaged;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    if (!reading.read(contents[i], sessions[i])) damaged.push_back(static_cast<std::int32_t>(i));
  }
  Hparams answer = reading.finish();
  answer.damaged = std::move(damaged);
  return answer;
}

}  // namespace sonde::events
