// The Event messages that a training loop writes by the million, encoded without a protobuf library.
//
//   Event          1 wall_time double · 2 step int64 · 3 file_version string · 5 Summary · 10 SourceMetadata
//   Summary        1 repeated Value
//   Summary.Value  1 tag · 2 simple_value float · 8 TensorProto · 9 SummaryMetadata
//   TensorProto    1 dtype · 2 shape · 4 tensor_content · 5 float_val · 6 double_val
//
// Numbers: https://github.com/tensorflow/tensorboard/tree/2.21.0/tensorboard/compat/proto. Fields are put in
// the order of their numbers and zeros are left out, as protobuf's own writers do.
#pragma once

#include <cstdint>
#include <string_view>

#include "writer/proto.h"

namespace sonde::writer {

// Where in time an event stands: seconds since the epoch, and the training step.
struct Moment {
  double wall_time;
  std::int64_t step;
};

double now();

// A scalar as PyTorch writes it: Value.simple_value, a float.
struct SimpleScalar {
  Moment moment;
  std::string_view tag;
  float value;

  std::size_t size() const;
  void write(std::uint8_t* at) const;
};

// A scalar as TensorFlow 2 writes it: a rank-0 tensor with its metadata (a serialized SummaryMetadata).
struct TensorScalar {
  Moment moment;
  std::string_view tag;
  double value;
  bool double_precision;
  std::string_view metadata;

  std::size_t size() const;
  void write(std::uint8_t* at) const;
};

// Any Summary, already serialized.
struct SummaryEvent {
  Moment moment;
  std::string_view summary;

  std::size_t size() const;
  void write(std::uint8_t* at) const;
};

// Any Event, already serialized.
struct RawEvent {
  std::string_view event;

  std::size_t size() const { return event.size(); }
  void write(std::uint8_t* at) const { Put(at).raw(event); }
};

// The first event of every file: which format, and who wrote it.
struct FileVersion {
  double wall_time;
  std::string_view source;

  std::size_t size() const;
  void write(std::uint8_t* at) const;
};

}  // namespace sonde::writer
