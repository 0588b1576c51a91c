// EventDecoder: the walk over one event.
#include "events/event_decoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

#include "events/metadata.h"
#include "events/tensor.h"
#include "events/utf8.h"
#include "wire/verify.h"

namespace sonde::events {
namespace {

using columns::Storage;
using wire::Bytes;
using wire::Fault;
using wire::MessageCursor;
using wire::Range;
using wire::Record;
using wire::SourceCursor;
using wire::text;
using wire::Window;
using wire::WireType;

constexpr std::string_view kScalars = "scalars";

// A tensor of one entry is shorter, whatever it says about its shape.
constexpr std::uint64_t kMaxNumberBytes = 4096;

std::string_view kind_of_field(ValueField field) {
  switch (field) {
    case ValueField::kSimpleValue:
      return kScalars;
    case ValueField::kHisto:
      return "histograms";
    case ValueField::kImage:
      return "images";
    case ValueField::kAudio:
      return "audio";
    case ValueField::kTensor:
    case ValueField::kNone:
      break;
  }
  return "tensors";
}

bool is_old_field(ValueField field) { return field != ValueField::kTensor && field != ValueField::kNone; }

bool is_tensorboards_own(std::string_view plugin) {
  constexpr std::array<std::string_view, 11> kPlugins{
      "scalars",           "histograms", "images",         "audio",   "text",
      "pr_curves",         "mesh",       "custom_scalars", "hparams", "graph_keras_model",
      "graph_run_metadata"};
  return std::ranges::find(kPlugins, plugin) != kPlugins.end();
}

}  // namespace

bool EventDecoder::decode(const Record& record, Window& window) {
  record_ = &record;
  window_ = &window;
  trust_ = record.resident ? Trust::kGood : Trust::kUnknown;
  if (!problem_.empty()) problem_.clear();
  if (record.resident) {
    if (!decode_single_value(record.payload))
      decode_event(MessageCursor(record.payload, record.payload_offset()));
  } else {
    decode_event(SourceCursor(window, {record.payload_offset(), record.length}));
  }
  return problem_.empty();
}

EventDecoder::Alike EventDecoder::decode_alike(Bytes ahead) {
  if (!crc32c::unit_works() || !facts_.last_wall_time) return {};
  return decode_guessed(ahead, *facts_.last_wall_time);
}

SONDE_CRC32C_TARGET
EventDecoder::Alike EventDecoder::decode_guessed(Bytes ahead, double latest) {
  constexpr double kLatest = std::numeric_limits<double>::max();
  Alike read;
  while (const TagEntry* const guess = tags_.guess()) {
    const Bytes event = wire::resident_payload(ahead.subspan(read.bytes));
    if (event.data() == nullptr) break;
    const std::optional<ScalarEvent> scalar = guess->pattern.match_event(event);
    if (!scalar || !wire::short_payload_holds(event)) break;
    tags_.confirm_guess();
    if (scalar->wall_time > latest && scalar->wall_time <= kLatest) latest = scalar->wall_time;
    table_.append_scalar(guess->scalars, scalar->step, scalar->wall_time, scalar->number);
    ++read.records;
    read.bytes += wire::kFrameBytes + event.size();
  }
  facts_.last_wall_time = latest;
  return read;
}

// The shape of most other events, at about twice the speed: wall time, maybe a step, and a summary of one
// value. False, with nothing done, for every other shape, damaged ones included.
bool EventDecoder::decode_single_value(Bytes event) {
  constexpr std::uint8_t kWallTime = 1 << 3 | 1;
  constexpr std::uint8_t kStep = 2 << 3 | 0;
  constexpr std::uint8_t kSummary = 5 << 3 | 2;
  constexpr std::uint8_t kValue = 1 << 3 | 2;
  const std::uint8_t* at = event.data();
  const std::uint8_t* const end = at + event.size();
  if (event.size() < 9 || *at != kWallTime) return false;
  const auto wall_time = wire::load_little_endian<double>(at + 1);
  at += 9;
  std::uint64_t step = 0;
  if (at != end && *at == kStep) at = wire::read_varint(at + 1, end, step);
  for (const std::uint8_t key : {kSummary, kValue}) {
    std::uint64_t length = 0;
    if (at == nullptr || at == end || *at != key) return false;
    at = wire::read_varint(at + 1, end, length);
    if (at == nullptr || length != wire::bytes_between(at, end)) return false;
  }
  moment_ = {static_cast<std::int64_t>(step), wall_time};
  note_time();
  const auto length = static_cast<std::size_t>(end - at);
  const Bytes value(at, length);
  if (!add_another(value))
    decode_value(MessageCursor(value, record_->payload_offset() + event.size() - length));
  return true;
}

template <class Cursor>
void EventDecoder::decode_event(Cursor event) {
  moment_ = {};
  const Cursor start = event;
  std::optional<Cursor> summary;
  bool more = false;  // something that needs the moment, which may stand behind it
  while (event.next()) {
    switch (event.number()) {
      case 1:
        if (event.type() == WireType::kFixed64) moment_.wall_time = event.as_double();
        break;
      case 2:
        if (event.type() == WireType::kVarint) moment_.step = event.as_int64();
        break;
      case 5:
        if (event.type() != WireType::kBytes) break;
        if (summary) more = true;
        if (!summary) summary = event.message();
        break;
      default:
        more = true;
        break;
    }
  }
  note(event);
  note_time();
  if (!more) {
    if (summary) decode_summary(*summary);
    return;
  }
  Cursor again = start;
  while (again.next()) {
    if (again.type() != WireType::kBytes) continue;
    switch (again.number()) {
      case 3: {
        std::string space;
        facts_.file_version = valid_utf8(text(again.keep(space)));
        break;
      }
      case 4:
        add_graph("graphs", "__run_graph__", again.range(), 4);
        break;
      case 5:
        decode_summary(again.message());
        break;
      case 7:
        decode_session_log(again.message());
        break;
      case 8:
        add_run_metadata(again);
        break;
      case 9:
        add_graph("meta_graphs", "__meta_graph__", again.range(), 9);
        break;
      case 10:
        decode_source_metadata(again.message());
        break;
      default:
        break;
    }
  }
  note(again);
}

template <class Cursor>
void EventDecoder::decode_summary(Cursor summary) {
  while (summary.next()) {
    if (!summary.is(1, WireType::kBytes)) continue;
    if constexpr (std::is_same_v<Cursor, MessageCursor>)
      if (add_another(summary.bytes())) continue;
    decode_value(summary.message());
  }
  note(summary);
}

template <class Cursor>
void EventDecoder::decode_value(Cursor cursor) {
  const Range range = cursor.rest();
  Value value;
  read_value(cursor, value, space_);
  note(cursor);
  if (cursor.fault() == Fault::kNone) add_value(value, range);
}

template <class Cursor>
void EventDecoder::decode_session_log(Cursor log) {
  std::uint64_t status = 0;
  while (log.next())
    if (log.is(1, WireType::kVarint)) status = log.bits();
  note(log);
  if (status != 1) return;
  table_.start_session();
  if (facts_.sessions.size() < kMostSessions) facts_.sessions.push_back({record_->offset, moment_.step});
}

template <class Cursor>
void EventDecoder::decode_source_metadata(Cursor source) {
  constexpr std::size_t kShownBytes = 128;
  std::string space;
  while (source.next()) {
    if (!source.is(1, WireType::kBytes)) continue;
    const std::string_view writer = text(source.keep(space));
    facts_.writer = valid_utf8(writer.substr(0, kShownBytes));
  }
  note(source);
}

template <class Cursor>
void EventDecoder::add_run_metadata(Cursor message) {
  const Range range = message.range();
  std::string space;
  std::string tag;
  Cursor parts = message.message();
  while (parts.next())
    if (parts.is(1, WireType::kBytes)) tag = valid_utf8(text(parts.keep(space)));
  note(parts);
  add_graph("graph_tagged_run_metadata", tag, range, 8);
}

// Graphs have no metadata in the file; their series carries what TensorBoard makes up for them.
void EventDecoder::add_graph(std::string_view kind, std::string_view tag, Range range, std::uint8_t field) {
  constexpr int kBlobSequence = 3;
  columns::Metadata metadata;
  metadata.plugin_name = kind;
  metadata.data_class = kBlobSequence;
  metadata.present = true;
  const columns::SeriesId series = table_.find_or_add(tag, kind, Storage::kBlob, metadata);
  table_.append_blob(series, moment_.step, moment_.wall_time,
                     {record_->offset, range.offset, range.length, field});
}

void EventDecoder::note_time() {
  if (!std::isfinite(moment_.wall_time)) return;
  if (!facts_.first_wall_time) facts_.first_wall_time = moment_.wall_time;
  if (!facts_.last_wall_time || *facts_.last_wall_time < moment_.wall_time)
    facts_.last_wall_time = moment_.wall_time;
}

// Adds a scalar that is written as the last one of the tag that is expected next; false, with nothing done,
// for every other value.
bool EventDecoder::add_another(Bytes value) {
  const TagEntry* const guess = tags_.guess();
  if (guess == nullptr) return false;
  const std::optional<double> number = guess->pattern.match(value);
  if (!number) return false;
  tags_.confirm_guess();
  table_.append_scalar(guess->scalars, moment_.step, moment_.wall_time, *number);
  return true;
}

void EventDecoder::add_value(const Value& value, Range range) {
  TagEntry& entry = tags_[text(value.name())];
  std::string_view plugin;
  if (value.has_metadata) {
    if (!entry.metadata || entry.metadata->bytes != text(value.metadata)) learn_metadata(entry, value);
    plugin = entry.metadata->parsed.plugin_name;
  }
  if (plugin.empty() && entry.metadata &&
      !(is_old_field(value.field) && is_tensorboards_own(entry.metadata->first_plugin)))
    plugin = entry.metadata->first_plugin;
  const std::string_view kind = plugin.empty() ? kind_of_field(value.field) : plugin;
  if (kind != kScalars) return add_blob(entry, kind, value, range);

  if (const std::optional<Number> number = number_of(value)) return add_scalar(entry, value, range, *number);
  note("a value of the plugin \"scalars\" is not one real number; it is kept as it is", range.offset);
  add_blob(entry, kind_of_field(value.field), value, range);
}

void EventDecoder::learn_metadata(TagEntry& entry, const Value& value) {
  auto known = std::make_unique<TagMetadata>();
  const MessageCursor cursor(value.metadata, value.metadata_offset);
  const Fault fault = read_metadata(cursor, known->parsed);
  if (fault != Fault::kNone) note("the metadata of a value cannot be read", value.metadata_offset);
  known->bytes = text(value.metadata);
  known->first_plugin = known->parsed.plugin_name;
  if (entry.metadata && !entry.metadata->first_plugin.empty())
    known->first_plugin = std::move(entry.metadata->first_plugin);
  entry.metadata = std::move(known);
  entry.scalars = kNoSeries;  // asked for anew, so that the series gets the metadata
  entry.pattern.forget();
}

void EventDecoder::add_scalar(TagEntry& entry, const Value& value, Range range, const Number& number) {
  if (!is_trusted()) return;
  if (entry.scalars == kNoSeries) entry.scalars = series_of(entry, kScalars, Storage::kScalar, value);
  table_.append_scalar(entry.scalars, moment_.step, moment_.wall_time, number.value);
  if (record_->resident) entry.pattern.learn(resident_bytes(range), number);
}

void EventDecoder::add_blob(const TagEntry& entry, std::string_view kind, const Value& value, Range range) {
  table_.append_blob(series_of(entry, kind, Storage::kBlob, value), moment_.step, moment_.wall_time,
                     {record_->offset, range.offset, range.length, 0});
}

columns::SeriesId EventDecoder::series_of(const TagEntry& entry, std::string_view kind, Storage storage,
                                          const Value& value) {
  return table_.find_or_add(valid_utf8(entry.tag), kind, storage,
                            value.has_metadata ? entry.metadata->parsed : no_metadata_);
}

// The number of a value that has one.
std::optional<Number> EventDecoder::number_of(const Value& value) {
  if (value.field == ValueField::kSimpleValue)
    return Number{value.simple_value, Element::kFloat32, value.simple_value_bytes};
  if (value.field != ValueField::kTensor) return {};
  if (record_->resident) return single_number(resident_bytes(value.payload));
  if (value.payload.length > kMaxNumberBytes) return {};
  const auto length = static_cast<std::size_t>(value.payload.length);
  const Bytes loaded = window_->at(value.payload.offset, length);
  return single_number(loaded.first(std::min(loaded.size(), length)));
}

// A range of the file that lies in the record at hand, which is resident.
Bytes EventDecoder::resident_bytes(Range range) const {
  return record_->payload.subspan(static_cast<std::size_t>(range.offset - record_->payload_offset()),
                                  static_cast<std::size_t>(range.length));
}

// Whether the checksum of the record at hand holds; asked when the first scalar of a large record turns up.
bool EventDecoder::is_trusted() {
  if (trust_ == Trust::kUnknown) {
    trust_ = payload_holds(*window_, *record_) ? Trust::kGood : Trust::kBad;
    if (trust_ == Trust::kBad && problem_.empty()) problem_ = "payload checksum mismatch";
  }
  return trust_ == Trust::kGood;
}

void EventDecoder::note(const char* what, std::uint64_t offset) {
  if (problem_.empty()) problem_ = std::string(what) + " (byte " + std::to_string(offset) + ")";
}

}  // namespace sonde::events
