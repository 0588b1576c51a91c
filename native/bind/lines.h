// What the files that bind native/lines have in common.
#pragma once

#include <nanobind/nanobind.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "bind/arrays.h"
#include "columns/run_snapshot.h"
#include "lines/line_query.h"

namespace sonde::bind {

inline std::vector<const columns::RunSnapshot*> snapshots_of(const std::vector<nanobind::object>& runs) {
  std::vector<const columns::RunSnapshot*> snapshots;
  snapshots.reserve(runs.size());
  for (const nanobind::object& run : runs) {
    if (!nanobind::isinstance<columns::RunSnapshot>(run))
      throw nanobind::type_error("runs must be a list of RunSnapshot");
    snapshots.push_back(nanobind::inst_ptr<columns::RunSnapshot>(run));
  }
  return snapshots;
}

inline lines::LineQuery line_query(int x, bool log_x, bool all_attempts,
                                   std::optional<std::uint32_t> max_attempts, std::size_t threads) {
  if (x < 0 || x > 3)
    throw nanobind::value_error("x must be 0 (step), 1 (relative), 2 (wall time) or 3 (index)");
  return {static_cast<lines::XAxis>(x), log_x, all_attempts,
          max_attempts.value_or(std::numeric_limits<std::uint32_t>::max()), threads};
}

/// A column of an answer, a vector or a Buffer, as a property.
template <typename Answer, typename Column>
auto column(Column Answer::* member) {
  return [member](nanobind::handle_t<Answer> self) {
    return show(nanobind::cast<const Answer&>(self).*member, self);
  };
}

}  // namespace sonde::bind
