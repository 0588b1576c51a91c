// Query: three passes over the lines, each spread over threads. The range of x, where it is not given; which
// points to keep; and then their columns, straight into the answer.
#include "lines/query.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "lines/answer.h"
#include "lines/choice.h"
#include "lines/parallel.h"
#include "lines/tasks.h"
#include "lines/view.h"

namespace sonde::lines {
void check(const ScalarQuery& query) {
  const auto refuse = [](const std::string& what) { throw std::invalid_argument(what); };
  if (query.width < 1) refuse("width must be at least 1 pixel, got " + std::to_string(query.width));
  if (!(query.smoothing >= 0 && query.smoothing < 1)) {
    refuse("smoothing must be at least 0 and below 1, got " + std::to_string(query.smoothing));
  }
  for (const auto& end : {query.lo, query.hi}) {
    if (end && !std::isfinite(*end)) refuse("the range of x must be finite, got " + std::to_string(*end));
  }
  if (query.lo && query.hi && *query.lo > *query.hi) {
    refuse("the range of x must not be reversed, got " + std::to_string(*query.lo) + " to " +
           std::to_string(*query.hi));
  }
}

ScalarLines query_scalars(std::span<const columns::RunSnapshot* const> runs, std::string_view tag,
                          const ScalarQuery& query) {
  check(query);
  std::vector<Task> tasks = tasks_of(runs, tag, query);
  const std::size_t workers = workers_for(tasks, query.threads);
  const PixelAxis axis = view_of(tasks, query, workers);
  std::vector<Gathered> gathered(workers);
  parallel_for(tasks.size(), workers,
               [&](std::size_t worker, std::size_t i) { choose(tasks[i], query, axis, gathered[worker]); });
  ScalarLines answer = answer_of(tasks, query, workers);
  set_ranges(gathered, answer);
  return answer;
}

}  // namespace sonde::lines
