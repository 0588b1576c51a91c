// Run metadata: unwrapping.
#include "events/run_metadata.h"

#include <string>

#include "events/tensor.h"
#include "wire/message_cursor.h"

namespace sonde::events {

wire::Bytes unwrap_run_metadata(wire::Bytes message) {
  wire::Bytes run_metadata;
  wire::MessageCursor cursor(message);
  while (cursor.next()) {
    if (cursor.is(2, wire::WireType::kBytes)) run_metadata = cursor.bytes();
  }
  if (cursor.fault() != wire::Fault::kNone)
    throw DecodeError(std::string(describe(cursor.fault())) + " (byte " + std::to_string(cursor.offset()) +
                      " of the run metadata)");
  return run_metadata;
}

}  // namespace sonde::events
