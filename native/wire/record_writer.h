// RecordWriter: puts payloads into a file as TFRecords.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "wire/record.h"

namespace sonde::wire {

using Header = std::array<std::uint8_t, kHeaderBytes>;
using Footer = std::array<std::uint8_t, kFooterBytes>;

/// The bytes before and after a payload.
Header header_of(std::uint64_t payload_length);
Footer footer_of(Bytes payload);

/// Writes records to a local file through a buffer. Not for two threads at once.
class RecordWriter {
 public:
  /// Creates the file or empties it; with `append`, goes on at its end. Throws FileError.
  RecordWriter(const std::string& path, bool append);
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;
  /// Closes; what then fails is lost, so call close() to learn of it.
  ~RecordWriter();

  /// Frames and buffers one payload. Throws FileError when a full buffer cannot be written; the file may then
  /// end in a torn record, which readers take as a pause.
  void write(Bytes payload);
  /// Hands all buffered bytes to the operating system.
  void flush();
  /// Flushes and closes; does nothing when closed.
  void close();

 private:
  static constexpr std::size_t kBufferSize = std::size_t{64} << 10;

  void put(Bytes bytes);
  void put_through(Bytes bytes);

  std::string path_;
  int descriptor_;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace sonde::wire
