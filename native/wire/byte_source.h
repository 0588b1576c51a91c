// ByteSource: bytes that are read by offset and may grow, wherever they are kept.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include "wire/bytes.h"

namespace sonde::wire {

/// A call to the operating system that failed on a file.
class FileError : public std::system_error {
 public:
  FileError(int error, std::string path)
      : std::system_error(error, std::generic_category(), path), path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Not for two threads at once.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// Bytes that there are now. Throws FileError when that cannot be learnt.
  virtual std::uint64_t size() = 0;
  /// Fills `out` from `offset` on and returns how many bytes there were: fewer than asked only at the end of
  /// the source. Throws FileError when the bytes cannot be read; `out` may then hold anything.
  virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) = 0;
};

/// A local file, read with pread: a mapped file that shrinks would kill the process that looks at it.
class LocalFile final : public ByteSource {
 public:
  /// Throws FileError with the errno of the failed call.
  explicit LocalFile(const std::string& path);
  LocalFile(const LocalFile&) = delete;
  LocalFile& operator=(const LocalFile&) = delete;
  ~LocalFile() override;

  std::uint64_t size() override;
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) override;

 private:
  std::string path_;
  int descriptor_;
};

/// Bytes in memory, which must outlive this.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(Bytes bytes) : bytes_(bytes) {}

  std::uint64_t size() override { return bytes_.size(); }
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) override;

 private:
  Bytes bytes_;
};

}  // namespace sonde::wire
