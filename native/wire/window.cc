// Window: loading the next piece.
#include "wire/window.h"

#include <algorithm>
#include <cstring>

namespace sonde::wire {

Window::Window(ByteSource& source, std::vector<std::uint8_t>& buffer)
    : source_(source), buffer_(buffer), end_(source.size()) {}

Bytes Window::load(std::uint64_t offset, std::size_t count) {
  const Bytes kept = loaded(offset);
  if (offset + kept.size() >= end_) return kept;
  const bool reads_on = length_ != 0 && offset >= begin_ && offset <= begin_ + length_;
  if (reads_on) {
    piece_ = std::min(2 * piece_, kBufferSize);
  } else if (length_ != 0 && jump(offset, count)) {
    return loaded(offset);
  }
  const std::size_t wanted = std::min(std::max(count, piece_), kBufferSize);
  const auto available = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, end_ - offset));
  if (!kept.empty()) std::memmove(buffer_.data(), kept.data(), kept.size());
  begin_ = offset;
  length_ = kept.size();  // stays true when the read throws
  if (buffer_.size() < available) buffer_.resize(available);
  const std::size_t got =
      source_.read(offset + length_, std::span(buffer_).subspan(length_, available - length_));
  length_ += got;
  if (length_ < available) end_ = offset + length_;  // the source shrank
  return loaded(offset);
}

// Leaves for `offset`; true when it comes back to where the last jump left, and need not read.
bool Window::jump(std::uint64_t offset, std::size_t count) {
  const Bytes here = loaded(asked_);
  Kept leaving;
  leaving.begin = asked_;
  leaving.length = std::min(here.size(), kJump);
  std::memcpy(leaving.bytes.data(), here.data(), leaving.length);
  std::swap(leaving, left_);
  piece_ = kJump;
  const std::uint64_t skipped = offset - leaving.begin;  // wraps as in `loaded`
  if (skipped >= leaving.length || leaving.length - skipped < count) return false;
  begin_ = offset;
  length_ = leaving.length - static_cast<std::size_t>(skipped);
  std::memcpy(buffer_.data(), leaving.bytes.data() + skipped, length_);
  return true;
}

}  // namespace sonde::wire
