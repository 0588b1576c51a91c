// LineColumns: what an answer says of the line that a row belongs to.
#pragma once

#include <cstdint>
#include <vector>

#include "lines/task.h"

namespace sonde::lines {

struct LineColumns {
  std::vector<std::int32_t> runs;   // index into the argument
  std::vector<std::int32_t> files;  // of the line's last point; index into the files of its run
  std::vector<std::int32_t> attempts;
  std::vector<std::int32_t> attempt_counts;  // how many the line's writer made
  std::vector<std::int32_t> writers;
  std::vector<std::int32_t> writer_counts;
  std::vector<std::int64_t> points;  // all of the line

  void add(const Task& task) {
    runs.push_back(task.run);
    files.push_back(static_cast<std::int32_t>(task.line.file()));
    attempts.push_back(static_cast<std::int32_t>(task.line.attempt()));
    attempt_counts.push_back(task.attempt_count);
    writers.push_back(static_cast<std::int32_t>(task.line.writer()));
    writer_counts.push_back(task.writer_count);
    points.push_back(static_cast<std::int64_t>(task.line.points()));
  }
};

}  // namespace sonde::lines
