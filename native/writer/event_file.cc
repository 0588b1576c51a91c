#include "writer/event_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <span>
#include <system_error>

#include "writer/event_bytes.h"

namespace sonde::writer {

namespace {

std::atomic<int> next_uid{0};

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

std::string file_name(const std::string& suffix) {
  std::array<char, 64> head{};
  std::array<char, 64> tail{};
  std::snprintf(head.data(), head.size(), "events.out.tfevents.%010lld.", static_cast<long long>(now()));
  std::snprintf(tail.data(), tail.size(), ".%d.%04d", static_cast<int>(::getpid()), next_uid++);
  return head.data() + host_name() + tail.data() + suffix;
}

// Faults after which the same descriptor may serve again once there is room.
bool is_about_room(int error) { return error == ENOSPC || error == EDQUOT || error == EAGAIN; }

// So that whoever waits sees a slow disk move.
constexpr std::size_t kPiece = std::size_t{1} << 20;

// Writes all of `bytes` or says how far it came, in `pieces` too.
int write_all(int descriptor, std::span<const std::uint8_t> bytes, std::size_t& written,
              std::atomic<std::uint64_t>& pieces) {
  while (written < bytes.size()) {
    const ssize_t count =
        ::write(descriptor, bytes.data() + written, std::min(kPiece, bytes.size() - written));
    if (count >= 0) {
      written += static_cast<std::size_t>(count);
      pieces.fetch_add(1, std::memory_order_relaxed);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace

Fault EventFile::open(const EventFileSettings& settings) {
  if (descriptor_ >= 0) return {};
  // The system would take a path to end there, and the file to be made would be the directory.
  if ((settings.directory + settings.suffix).find('\0') != std::string::npos)
    return {EINVAL, "make an event file with a zero byte in its name in", settings.directory};
  std::error_code refused;
  std::filesystem::create_directories(settings.directory, refused);
  if (refused) return {refused.value(), "make the directory", settings.directory};
  Fault fault = create(settings);
  if (fault) close();
  return fault;
}

Fault EventFile::create(const EventFileSettings& settings) {
  do {
    path_ = (std::filesystem::path(settings.directory) / file_name(settings.suffix)).string();
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) return {errno, "make the event file", path_};

  const FileVersion version{now(), settings.source};
  Records header;
  header.append(version.size(), [&](std::uint8_t* at) { version.write(at); });
  std::size_t written = 0;
  if (const int error = write_all(descriptor_, header.bytes(), written, pieces_); error != 0) {
    ::unlink(path_.c_str());  // a file without its first event is no event file
    return {error, "write the event file", path_};
  }
  struct stat status{};
  ::fstat(descriptor_, &status);
  device_ = status.st_dev;
  inode_ = status.st_ino;
  ++opened_;
  return {};
}

Fault EventFile::append(const EventFileSettings& settings, const Records& records) {
  forget_if_gone();
  Fault fault = write(settings, records);
  // Whatever is wrong with this file, a new one may do: a stale network handle, a file that grew to the limit
  // of its size.
  if (fault && !is_about_room(fault.error) && opened_ > 0) fault = write(settings, records);
  return fault;
}

Fault EventFile::write(const EventFileSettings& settings, const Records& records) {
  if (descriptor_ < 0) {
    written_ = records.boundary_before(written_);  // a new file starts with a whole record
    if (Fault fault = open(settings)) return fault;
  }
  if (const int error = write_all(descriptor_, records.bytes(), written_, pieces_); error != 0) {
    if (!is_about_room(error)) close();
    return {error, "write", path_};
  }
  written_ = 0;
  return {};
}

// The file may have been removed, or the descriptor closed behind our back, and its number given to another
// file.
void EventFile::forget_if_gone() {
  if (descriptor_ < 0) return;
  struct stat status{};
  const bool ours = ::fstat(descriptor_, &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
  if (!ours) {
    descriptor_ = -1;
  } else if (status.st_nlink == 0) {
    ++taken_away_;
    close();
  }
}

void EventFile::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace sonde::writer
