// Session: reading HParamsPluginData.
#include "events/session.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "events/utf8.h"
#include "wire/message_cursor.h"

namespace sonde::events {
namespace {

using columns::RunPart;
using columns::RunSeries;
using columns::RunSnapshot;
using columns::Storage;
using wire::MessageCursor;
using wire::WireType;

constexpr std::string_view kStart = "_hparams_/session_start_info";
constexpr std::string_view kEnd = "_hparams_/session_end_info";
constexpr std::string_view kKind = "hparams";

// Fields of HParamsPluginData.
constexpr std::uint32_t kStartField = 3;
constexpr std::uint32_t kEndField = 4;

struct Said {
  double at;
  std::string_view content;
};

std::vector<Said> said(const RunSnapshot& run, std::string_view tag, std::string_view kind) {
  const std::optional<RunSeries> series = run.find(tag, kind, Storage::kBlob);
  std::vector<Said> all;
  if (!series) return all;
  for (const RunPart& part : series->parts()) {
    const columns::Metadata& metadata = *part.points->identity().metadata;
    if (metadata.present) all.push_back({part.points->wall_range().latest, metadata.plugin_content});
  }
  std::ranges::stable_sort(all, {}, &Said::at);
  return all;
}

void read_start(MessageCursor start, Session& session) {
  while (start.next()) {
    if (start.is(4, WireType::kBytes)) session.group = valid_utf8(wire::text(start.bytes()));
    if (start.is(5, WireType::kFixed64)) session.start_time = start.as_double();
  }
}

void read_end(MessageCursor end, Session& session) {
  session.status = 0;
  while (end.next()) {
    if (end.is(1, WireType::kVarint))
      session.status = static_cast<int>(std::min<std::uint64_t>(end.bits(), 4));
    if (end.is(2, WireType::kFixed64)) session.end_time = end.as_double();
  }
}

/// Calls read(cursor) for this field of the message.
template <typename Read>
void with_field(std::string_view content, std::uint32_t field, const Read& read) {
  MessageCursor data(wire::bytes_of(content));
  while (data.next()) {
    if (data.is(field, WireType::kBytes)) read(data.message());
  }
}

}  // namespace

std::optional<Session> session_of(const RunSnapshot& run) {
  const std::vector<Said> starts = said(run, kStart, kKind);
  const std::vector<Said> ends = said(run, kEnd, kKind);
  if (starts.empty() && ends.empty()) return std::nullopt;
  Session session;
  if (!starts.empty()) {
    session.started_at = starts.back().at;
    with_field(starts.back().content, kStartField, [&](MessageCursor start) { read_start(start, session); });
  }
  if (!ends.empty()) {
    session.ended_at = ends.back().at;
    with_field(ends.back().content, kEndField, [&](MessageCursor end) { read_end(end, session); });
  }
  return session;
}

std::vector<std::string_view> plugin_contents(const RunSnapshot& run, std::string_view tag,
                                              std::string_view kind) {
  std::vector<std::string_view> contents;
  for (const Said& each : said(run, tag, kind)) contents.push_back(each.content);
  return contents;
}

}  // namespace sonde::events
