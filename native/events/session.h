// Session: what a run says of itself as a trial, in the words of TensorBoard's hparams plugin.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "columns/run_snapshot.h"

namespace sonde::events {

/// How a session began and ended, by the newest word on either. Times are seconds since 1970, 0 where none is said.
struct Session {
  std::optional<double> started_at;  // the wall time of the word that it begins
  double start_time = 0;
  std::string group;
  std::optional<double> ended_at;  // the wall time of the word that it ended
  double end_time = 0;
  int status = 0;  // of hparams.proto: 0 unknown, 1 success, 2 failure, 3 running
};

/// Empty where the run says neither that a session begins nor that one ended.
std::optional<Session> session_of(const columns::RunSnapshot& run);

/// What a series keeps for its plugin, as each file of the run that says something says it, in order of wall times.
std::vector<std::string_view> plugin_contents(const columns::RunSnapshot& run, std::string_view tag,
                                              std::string_view kind);

}  // namespace sonde::events
