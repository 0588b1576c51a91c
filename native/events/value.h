// Value: one Summary.Value, taken apart but not decoded.
//
//   Summary.Value  1 string tag; 7 string node_name (old); 9 SummaryMetadata metadata;
//                  oneof {2 float simple_value; 4 Image image; 5 HistogramProto histo; 6 Audio audio;
//                         8 TensorProto tensor}
//
// https://github.com/tensorflow/tensorboard/blob/2.20.0/tensorboard/compat/proto/summary.proto
#pragma once

#include <string>
#include <string_view>

#include "wire/bytes.h"
#include "wire/fields.h"

namespace sonde::events {

/// Which member of the oneof a value has; the numbers are those of the fields.
enum class ValueField : std::uint8_t {
  kNone = 0,
  kSimpleValue = 2,
  kImage = 4,
  kHisto = 5,
  kAudio = 6,
  kTensor = 8
};

inline std::string_view name_of(ValueField field) {
  switch (field) {
    case ValueField::kNone:
      return {};
    case ValueField::kSimpleValue:
      return "simple_value";
    case ValueField::kImage:
      return "image";
    case ValueField::kHisto:
      return "histo";
    case ValueField::kAudio:
      return "audio";
    case ValueField::kTensor:
      return "tensor";
  }
  return {};
}

struct Value {
  wire::Bytes tag;
  wire::Bytes node_name;
  wire::Bytes metadata;
  std::uint64_t metadata_offset = 0;  ///< in the file
  bool has_metadata = false;
  ValueField field = ValueField::kNone;
  float simple_value = 0;
  wire::Bytes simple_value_bytes;  ///< where it stands, if the message is in memory
  wire::Range payload;             ///< of an image, histo, audio or tensor message, in the file

  /// Very old writers gave the name of the graph's node in place of a tag.
  [[nodiscard]] wire::Bytes name() const { return tag.empty() ? node_name : tag; }
};

/// Room for what a cursor must copy, used again for every value.
struct ValueSpace {
  std::string tag, node_name, metadata;
};

/// Takes the message under `cursor` apart, without looking into its sub-messages. Where a field comes twice
/// the last one counts. The bytes in `value` live as long as those under the cursor, or until `space` is used
/// again. On damage the cursor says which, and `value` holds what came before.
template <class Cursor>
void read_value(Cursor& cursor, Value& value, ValueSpace& space) {
  using wire::WireType;
  while (cursor.next()) {
    if (cursor.type() == WireType::kBytes) {
      switch (cursor.number()) {
        case 1:
          value.tag = cursor.keep(space.tag);
          break;
        case 7:
          value.node_name = cursor.keep(space.node_name);
          break;
        case 9:
          value.has_metadata = true;
          value.metadata_offset = cursor.range().offset;
          value.metadata = cursor.keep(space.metadata);
          break;
        case 4:
        case 5:
        case 6:
        case 8:
          value.field = static_cast<ValueField>(cursor.number());
          value.payload = cursor.range();
          break;
        default:
          break;  // a field of a later version
      }
    } else if (cursor.is(2, WireType::kFixed32)) {
      value.field = ValueField::kSimpleValue;
      value.simple_value = cursor.as_float();
      value.simple_value_bytes = {cursor.fixed(), cursor.fixed() == nullptr ? 0 : sizeof(float)};
    }
  }
}

}  // namespace sonde::events
