// Metrics: what each scalar series of many runs comes to, as a table of runs shows it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "columns/run_snapshot.h"

namespace sonde::lines {

/// An entry for each tag and run, at tag * runs + run; all zeros where the run does not have the tag.
struct Metrics {
  std::size_t tags = 0;
  std::size_t runs = 0;
  std::vector<std::int64_t> counts;         // current points
  std::vector<std::int64_t> finite_counts;  // those of them with a finite value
  // Of parallel writers, the first point of the one that began first, and the last of the one that wrote last.
  std::vector<double> firsts, lasts;
  std::vector<std::int64_t> first_steps, last_steps;
  std::vector<double> last_wall_times;
  // Of finite values, of equal ones the first; NaN, at the last step, where there is none.
  std::vector<double> mins, maxs, means;
  std::vector<std::int64_t> min_steps, max_steps;
};

/// The current points of every writer together.
Metrics metrics_of(std::span<const columns::RunSnapshot* const> runs, std::span<const std::string> tags,
                   std::size_t threads);

/// How far each run has come; an entry for each.
struct Paces {
  std::vector<std::uint8_t> known;       // whether the run has a point at all
  std::vector<std::int64_t> last_steps;  // the furthest of its series is at this step
  std::vector<double> steps_per_second;  // of that series in its newest attempt; NaN where no time passed
};

Paces paces_of(std::span<const columns::RunSnapshot* const> runs, std::size_t threads);

}  // namespace sonde::lines
