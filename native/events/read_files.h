// Read files: many event files at once, on several threads.
#pragma once

#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "events/event_file.h"

namespace sonde::events {

struct FileToRead {
  EventFile* file = nullptr;
  std::string path;
};

/// Reads each file from where it was to its end, the largest first, on `threads` threads (0: as many as this
/// process may use). Returns for each file what went wrong with it, or nothing. `each_tick` is called on the
/// calling thread about ten times a second, with the number of bytes read so far; what it throws stops the
/// reading and is thrown on.
std::vector<std::exception_ptr> read_files(const std::vector<FileToRead>& files, unsigned threads,
                                           const std::function<void(std::uint64_t)>& each_tick);

}  // namespace sonde::events
