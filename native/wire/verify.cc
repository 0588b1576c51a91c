// Verify: in pieces of at most a window.
#include "wire/verify.h"

#include <algorithm>

namespace sonde::wire {

bool payload_holds(Window& window, const Record& record) {
  std::uint32_t crc = 0;
  std::uint64_t at = record.payload_offset();
  for (std::uint64_t left = record.length; left > 0;) {
    const Bytes loaded = window.at(at, std::min<std::uint64_t>(left, Window::kBufferSize));
    if (loaded.empty()) return false;
    const Bytes piece = loaded.first(std::min<std::uint64_t>(left, loaded.size()));
    crc = crc32c::extend(crc, piece);
    at += piece.size();
    left -= piece.size();
  }
  const Bytes footer = window.at(at, kFooterBytes);
  return footer.size() >= kFooterBytes &&
         load_little_endian<std::uint32_t>(footer.data()) == crc32c::mask(crc);
}

bool record_holds(ByteSource& source, std::uint64_t offset) {
  std::vector<std::uint8_t> buffer;
  Window window(source, buffer);
  if (offset > window.end()) return false;
  const Bytes header = window.at(offset, kHeaderBytes);
  if (header.size() < kHeaderBytes || !header_holds(header.data())) return false;
  Record record;
  record.offset = offset;
  record.length = load_little_endian<std::uint64_t>(header.data());
  const std::uint64_t behind = window.end() - offset;
  return behind >= kFrameBytes && record.length <= behind - kFrameBytes && payload_holds(window, record);
}

std::vector<std::uint8_t> read_range(ByteSource& source, Range range) {
  const std::uint64_t size = source.size();
  const std::uint64_t behind = size - std::min(size, range.offset);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::min(range.length, behind)));
  bytes.resize(source.read(range.offset, bytes));
  return bytes;
}

}  // namespace sonde::wire
