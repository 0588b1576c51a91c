// Media: decoding.
#include "events/media.h"

#include "events/tensor.h"
#include "events/utf8.h"
#include "wire/message_cursor.h"

namespace sonde::events {
namespace {

using wire::Fault;
using wire::MessageCursor;
using wire::WireType;

void check(const MessageCursor& cursor, const char* what) {
  if (cursor.fault() != Fault::kNone)
    throw DecodeError(std::string(describe(cursor.fault())) + " (byte " + std::to_string(cursor.offset()) +
                      " of the " + what + ")");
}

}  // namespace

Image decode_image(wire::Bytes message) {
  Image image;
  MessageCursor cursor(message);
  while (cursor.next()) {
    if (cursor.is(1, WireType::kVarint)) image.height = cursor.as_int64();
    if (cursor.is(2, WireType::kVarint)) image.width = cursor.as_int64();
    if (cursor.is(3, WireType::kVarint)) image.colorspace = cursor.as_int64();
    if (cursor.is(4, WireType::kBytes)) image.encoded = cursor.bytes();
  }
  check(cursor, "image");
  return image;
}

Audio decode_audio(wire::Bytes message) {
  Audio audio;
  MessageCursor cursor(message);
  while (cursor.next()) {
    if (cursor.is(1, WireType::kFixed32)) audio.sample_rate = cursor.as_float();
    if (cursor.is(2, WireType::kVarint)) audio.num_channels = cursor.as_int64();
    if (cursor.is(3, WireType::kVarint)) audio.length_frames = cursor.as_int64();
    if (cursor.is(4, WireType::kBytes)) audio.encoded = cursor.bytes();
    if (cursor.is(5, WireType::kBytes)) audio.content_type = valid_utf8(wire::text(cursor.bytes()));
  }
  check(cursor, "audio");
  return audio;
}

}  // namespace sonde::events
