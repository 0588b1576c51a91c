// RecordWriter over a file descriptor.
#include "wire/record_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "wire/byte_source.h"

namespace sonde::wire {
namespace {

template <class Number, std::size_t kSize>
void store(std::array<std::uint8_t, kSize>& bytes, std::size_t at, Number number) {
  std::memcpy(bytes.data() + at, &number, sizeof number);
}

}  // namespace

Header header_of(std::uint64_t payload_length) {
  Header header{};
  store(header, 0, payload_length);
  store(header, 8, crc32c::masked({header.data(), 8}));
  return header;
}

Footer footer_of(Bytes payload) {
  Footer footer{};
  store(footer, 0, crc32c::masked(payload));
  return footer;
}

RecordWriter::RecordWriter(const std::string& path, bool append)
    : path_(path),
      descriptor_(
          ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0666)) {
  if (descriptor_ < 0) throw FileError(errno, path_);
  buffer_.reserve(kBufferSize);
}

RecordWriter::~RecordWriter() {
  try {
    close();
  } catch (const FileError&) {  // NOLINT(bugprone-empty-catch): a destructor has nobody to tell
  }
}

void RecordWriter::write(Bytes payload) {
  if (descriptor_ < 0) throw FileError(EBADF, path_);
  put(header_of(payload.size()));
  put(payload);
  put(footer_of(payload));
}

void RecordWriter::flush() {
  if (buffer_.empty()) return;
  const std::vector<std::uint8_t> bytes = std::exchange(buffer_, {});
  buffer_.reserve(kBufferSize);
  put_through(bytes);
}

void RecordWriter::close() {
  if (descriptor_ < 0) return;
  const int descriptor = descriptor_;
  flush();
  descriptor_ = -1;
  if (::close(descriptor) != 0) throw FileError(errno, path_);
}

void RecordWriter::put(Bytes bytes) {
  if (buffer_.size() + bytes.size() > kBufferSize) flush();
  if (bytes.size() > kBufferSize) {
    put_through(bytes);
  } else {
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  }
}

void RecordWriter::put_through(Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw FileError(errno, path_);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace sonde::wire
