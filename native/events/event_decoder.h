// EventDecoder: takes Event messages apart into the series of their file.
//
//   Event  1 double wall_time; 2 int64 step; 10 SourceMetadata source_metadata {1 string writer};
//          oneof {3 string file_version; 4 bytes graph_def; 5 Summary summary {1 repeated Value value};
//                 7 SessionLog session_log {1 enum status: START 1};
//                 8 TaggedRunMetadata tagged_run_metadata {1 string tag}; 9 bytes meta_graph_def}
//
// https://github.com/tensorflow/tensorboard/blob/2.20.0/tensorboard/compat/proto/event.proto
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "columns/file_table.h"
#include "events/tag_index.h"
#include "events/tensor.h"
#include "events/value.h"
#include "wire/message_cursor.h"
#include "wire/record.h"
#include "wire/record_cursor.h"
#include "wire/source_cursor.h"

namespace sonde::events {

/// Where a SessionLog.START stands, and its step.
struct SessionStart {
  std::uint64_t record_offset = 0;
  std::int64_t step = 0;
};

/// What a file says about itself, and the times of its events.
struct FileFacts {
  std::string file_version;
  std::string writer;
  std::optional<double> first_wall_time;  ///< of the first event that has a finite one
  std::optional<double> last_wall_time;   ///< the latest finite one
  std::vector<SessionStart> sessions;     ///< the first so many, see kMostSessions
};

/// A file of nothing but session starts must not fill the memory.
inline constexpr std::size_t kMostSessions = 10'000;

/// Takes events apart. Which kind a value belongs to is told by
///   - the plugin that its metadata name; else
///   - the plugin that the tag's first metadata named, as writers give metadata with the first value only (but
///     a value in an old field does not follow one of TensorBoard's own plugins, whose values are tensors: a
///     tag may carry a text with metadata and old scalars without); else
///   - the field: simple_value is "scalars", histo "histograms", image "images", audio "audio"; all else is
///     "tensors".
/// Scalars become numbers, everything else a reference to its bytes. A value of the plugin "scalars" that is
/// not one real number is kept under its field's kind, and noted as damage.
///
/// Fields may come in any order. What a message holds before damage is kept.
class EventDecoder {
 public:
  explicit EventDecoder(columns::FileTable& table) : table_(table) {}

  /// Appends what the record holds; false when something is wrong with it, see problem(). A record that is
  /// not resident is walked through the window; if it holds scalars, its checksum is verified before the
  /// first one, since nobody will ask for their bytes later. Throws what the window's source throws, and
  /// std::bad_alloc.
  bool decode(const wire::Record& record, wire::Window& window);

  /// What decode_alike() read.
  struct Alike {
    std::uint64_t records = 0;
    std::size_t bytes = 0;
  };
  /// Appends what the first records in `ahead` hold, as far as each is one scalar, written as the last one of the
  /// tag that is expected next, and its checksum holds: nearly all records of most files, at twice the speed of
  /// decode(). Stops before the first that is anything else, and before the file's first event with a time.
  Alike decode_alike(wire::Bytes ahead);

  /// What is wrong with the record that was decoded last, or nothing.
  [[nodiscard]] const std::string& problem() const { return problem_; }

  [[nodiscard]] const FileFacts& facts() const { return facts_; }

  /// Frees all but what later events depend on.
  void rest() { tags_.rest(table_.identities()); }

 private:
  struct Moment {
    std::int64_t step = 0;
    double wall_time = 0;
  };
  enum class Trust : std::uint8_t { kUnknown, kGood, kBad };

  Alike decode_guessed(wire::Bytes ahead, double latest);
  bool decode_single_value(wire::Bytes event);
  template <class Cursor>
  void decode_event(Cursor event);
  template <class Cursor>
  void decode_summary(Cursor summary);
  template <class Cursor>
  void decode_value(Cursor cursor);
  template <class Cursor>
  void decode_session_log(Cursor log);
  template <class Cursor>
  void decode_source_metadata(Cursor source);
  template <class Cursor>
  void add_run_metadata(Cursor message);
  void add_graph(std::string_view kind, std::string_view tag, wire::Range range, std::uint8_t field);

  void note_time();
  bool add_another(wire::Bytes value);
  void add_value(const Value& value, wire::Range range);
  void learn_metadata(TagEntry& entry, const Value& value);
  void add_scalar(TagEntry& entry, const Value& value, wire::Range range, const Number& number);
  void add_blob(const TagEntry& entry, std::string_view kind, const Value& value, wire::Range range);
  columns::SeriesId series_of(const TagEntry& entry, std::string_view kind, columns::Storage storage,
                              const Value& value);
  std::optional<Number> number_of(const Value& value);
  [[nodiscard]] wire::Bytes resident_bytes(wire::Range range) const;
  bool is_trusted();

  template <class Cursor>
  void note(const Cursor& cursor) {
    if (cursor.fault() != wire::Fault::kNone) note(describe(cursor.fault()), cursor.offset());
  }
  void note(const char* what, std::uint64_t offset);

  columns::FileTable& table_;
  TagIndex tags_;
  FileFacts facts_;
  ValueSpace space_;
  columns::Metadata no_metadata_;

  // Of the record at hand.
  const wire::Record* record_ = nullptr;
  wire::Window* window_ = nullptr;
  Moment moment_;
  Trust trust_ = Trust::kUnknown;
  std::string problem_;
};

}  // namespace sonde::events
