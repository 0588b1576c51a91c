// Fuzz target: everything that is decoded when somebody looks at it.
//
// What must hold: bytes of no meaning end in a DecodeError and nothing else; memory stays in proportion to
// the input or under the limit of filling up; and the fast road to a single number finds what the whole
// tensor says.
#include "events/tensor.h"

#include <cmath>
#include <cstring>

#include "events/element.h"
#include "events/histogram.h"
#include "events/media.h"
#include "events/metadata.h"
#include "events/run_metadata.h"
#include "events/utf8.h"
#include "events/value.h"
#include "fuzz/fuzz.h"
#include "wire/message_cursor.h"

namespace {

using namespace sonde;

template <class Decode>
void try_decoding(Decode decode) {
  try {
    decode();
  } catch (const events::DecodeError&) {  // NOLINT(bugprone-empty-catch): the one allowed answer to nonsense
  }
}

std::size_t entries_of(const events::Tensor& tensor) {
  std::size_t entries = 1;
  for (const std::size_t dim : tensor.shape) entries *= dim;
  return entries;
}

void decode_tensor(wire::Bytes message) {
  const std::optional<events::Number> number = events::single_number(message);
  try_decoding([&] {
    const events::Tensor tensor = events::decode_tensor(message);
    const std::size_t entries = entries_of(tensor);
    SONDE_PROMISE(tensor.is_text() ? tensor.strings.size() == entries
                                   : entries == 0 || tensor.data.size() % entries == 0);
    if (!number) return;
    SONDE_PROMISE(entries == 1 && !tensor.is_text());
    const double whole = events::element_as_double(tensor.element, tensor.data.data());
    SONDE_PROMISE(whole == number->value || (std::isnan(whole) && std::isnan(number->value)));
  });
}

void decode_value(wire::Bytes message) {
  events::Value value;
  events::ValueSpace space;
  wire::MessageCursor cursor(message);
  events::read_value(cursor, value, space);
  SONDE_PROMISE(value.payload.end() <= message.size());
  columns::Metadata metadata;
  events::read_metadata(wire::MessageCursor(value.metadata), metadata);
  const std::string text = events::valid_utf8(wire::text(value.name()));
  SONDE_PROMISE(text == events::valid_utf8(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const wire::Bytes message(data, size);
  decode_tensor(message);
  decode_value(message);
  try_decoding([&] { events::decode_histogram(message); });
  try_decoding([&] { events::decode_image(message); });
  try_decoding([&] { events::decode_audio(message); });
  try_decoding([&] { events::unwrap_run_metadata(message); });
  return 0;
}
