// Metadata: decoding.
#include "events/metadata.h"

#include <utility>

#include "events/utf8.h"

namespace sonde::events {
namespace {

using wire::Fault;
using wire::MessageCursor;
using wire::WireType;

Fault read_plugin_data(MessageCursor cursor, columns::Metadata& metadata) {
  while (cursor.next()) {
    if (cursor.is(1, WireType::kBytes)) metadata.plugin_name = valid_utf8(wire::text(cursor.bytes()));
    if (cursor.is(2, WireType::kBytes)) metadata.plugin_content = wire::text(cursor.bytes());
  }
  return cursor.fault();
}

}  // namespace

Fault read_metadata(MessageCursor cursor, columns::Metadata& metadata) {
  columns::Metadata read;
  read.present = true;
  while (cursor.next()) {
    if (cursor.is(1, WireType::kBytes)) {
      const Fault fault = read_plugin_data(cursor.message(), read);
      if (fault != Fault::kNone) return fault;
    }
    if (cursor.is(2, WireType::kBytes)) read.display_name = valid_utf8(wire::text(cursor.bytes()));
    if (cursor.is(3, WireType::kBytes)) read.description = valid_utf8(wire::text(cursor.bytes()));
    if (cursor.is(4, WireType::kVarint)) read.data_class = static_cast<int>(cursor.bits());
  }
  if (cursor.fault() == Fault::kNone) metadata = std::move(read);
  return cursor.fault();
}

}  // namespace sonde::events
