// Media: the old Image and Audio messages.
//
//   Image  1 int32 height; 2 int32 width; 3 int32 colorspace; 4 bytes encoded_image_string
//   Audio  1 float sample_rate; 2 int64 num_channels; 3 int64 length_frames; 4 bytes encoded_audio_string;
//          5 string content_type
//
// https://github.com/tensorflow/tensorboard/blob/2.20.0/tensorboard/compat/proto/summary.proto
#pragma once

#include <cstdint>
#include <string>

#include "wire/bytes.h"

namespace sonde::events {

struct Image {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t colorspace = 0;
  wire::Bytes encoded;
};

struct Audio {
  float sample_rate = 0;
  std::int64_t num_channels = 0;
  std::int64_t length_frames = 0;
  wire::Bytes encoded;
  std::string content_type;
};

/// Both decode a serialized message; `encoded` is a view into it. Throw DecodeError.
Image decode_image(wire::Bytes message);
Audio decode_audio(wire::Bytes message);

}  // namespace sonde::events
