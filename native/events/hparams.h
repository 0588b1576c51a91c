// Hparams: the hyperparameters of many sessions, as columns.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "wire/bytes.h"

namespace sonde::events {

/// What kind of value a hyperparameter has: the field of google.protobuf.Value that says it.
enum class ValueKind : std::uint8_t {
  kNull = 1,
  kNumber = 2,
  kString = 3,
  kBool = 4,
  kStruct = 5,
  kList = 6
};

/// The values of hyperparameter i are the entries [offsets[i], offsets[i + 1]), of each session that has it one, in
/// the order of the sessions.
struct Hparams {
  std::vector<std::string> names;  // in the order in which they first come
  std::vector<std::int64_t> offsets;
  std::vector<std::int32_t> sessions;
  std::vector<std::uint8_t> kinds;  // a ValueKind
  std::vector<double> numbers;      // of numbers and bools, else 0
  std::vector<std::int32_t>
      words;  // of strings, an index into texts; of structs and lists that of the message; else -1
  std::vector<std::string> texts;  // each once
  std::vector<std::int32_t>
      damaged;  // contents that are no HParamsPluginData with a SessionStartInfo, by index
};

/// Of HParamsPluginData messages, each of the session whose number stands beside it. Numbers never decrease; of several
/// messages of one session a later one replaces the values of those before.
/// Throws std::invalid_argument where there are not as many numbers as messages.
Hparams read_hparams(std::span<const wire::Bytes> contents, std::span<const std::int32_t> sessions);

}  // namespace sonde::events
