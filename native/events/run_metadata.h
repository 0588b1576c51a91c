// Run metadata: what a TaggedRunMetadata wraps.
//
//   TaggedRunMetadata  1 string tag; 2 bytes run_metadata (a serialized RunMetadata)
//
// https://github.com/tensorflow/tensorboard/blob/2.20.0/tensorboard/compat/proto/event.proto
#pragma once

#include "wire/bytes.h"

namespace sonde::events {

/// The bytes of the RunMetadata in a serialized TaggedRunMetadata, as a view into it; empty where there are
/// none. Throws DecodeError.
wire::Bytes unwrap_run_metadata(wire::Bytes message);

}  // namespace sonde::events
