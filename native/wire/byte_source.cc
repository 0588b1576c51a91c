// ByteSource over local files and over memory.
#include "wire/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sonde::wire {
namespace {

[[noreturn]] void fail(const std::string& path) { throw FileError(errno, path); }

}  // namespace

// O_NONBLOCK does nothing to files, and keeps a pipe of that name from waiting for its writer.
LocalFile::LocalFile(const std::string& path)
    : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (descriptor_ < 0) fail(path_);
}

LocalFile::~LocalFile() { ::close(descriptor_); }

std::uint64_t LocalFile::size() {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) fail(path_);
  return static_cast<std::uint64_t>(status.st_size);
}

std::size_t LocalFile::read(std::uint64_t offset, std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got =
        ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (got == 0) break;
    if (got < 0) {
      if (errno == EINTR) continue;
      fail(path_);
    }
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::size_t MemorySource::read(std::uint64_t offset, std::span<std::uint8_t> out) {
  if (offset >= bytes_.size()) return 0;
  const Bytes rest = bytes_.subspan(static_cast<std::size_t>(offset));
  const std::size_t count = std::min(rest.size(), out.size());
  if (count != 0) std::memcpy(out.data(), rest.data(), count);
  return count;
}

}  // namespace sonde::wire
