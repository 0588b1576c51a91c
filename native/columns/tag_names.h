// Which tags some runs have between them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "columns/run_snapshot.h"

namespace sonde::columns {

/// The tags of this kind that any of the runs has, sorted, each once. They refer to the runs, which must outlive
/// them. Runs that share a directory cost a look at one: for the runs of an experiment, next to nothing.
std::vector<std::string_view> tag_names(std::span<const RunSnapshot* const> runs, std::string_view kind);

}  // namespace sonde::columns
