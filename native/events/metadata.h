// Metadata: what a SummaryMetadata message says about a tag.
//
//   SummaryMetadata             1 PluginData plugin_data; 2 display_name; 3 summary_description; 4 DataClass
//   data_class SummaryMetadata.PluginData  1 plugin_name; 2 bytes content
//
// https://github.com/tensorflow/tensorboard/blob/2.20.0/tensorboard/compat/proto/summary.proto
#pragma once

#include "columns/series.h"
#include "wire/message_cursor.h"

namespace sonde::events {

/// Reads the message under `cursor`. At damage, returns what it is and leaves `metadata` alone.
wire::Fault read_metadata(wire::MessageCursor cursor, columns::Metadata& metadata);

}  // namespace sonde::events
