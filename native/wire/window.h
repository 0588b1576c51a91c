// Window: the piece of a ByteSource that is in memory, in a buffer that is used again and again.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "wire/byte_source.h"

namespace sonde::wire {

/// Shows bytes of a source by offset. Reading on where the last read ended takes ever larger pieces, up to
/// the whole buffer; a jump takes a small piece, so that skipping over blobs costs one small read each. A little
/// of what a jump leaves is kept: who looks ahead at the header behind a blob comes back, and then goes there.
///
/// Bytes shown are valid until the next call of `at`. The buffer belongs to one thread and outlives the
/// window; its size bounds the memory of reading, whatever lengths the file claims.
class Window {
 public:
  static constexpr std::size_t kBufferSize = std::size_t{1} << 18;

  /// The size of the source is taken once, here: what it grows by later waits for the next window.
  Window(ByteSource& source, std::vector<std::uint8_t>& buffer);

  /// Where the source ends, as far as this window is concerned. Falls when the source turns out shorter.
  [[nodiscard]] std::uint64_t end() const { return end_; }

  /// What is in memory from `offset` on; empty when `offset` is outside.
  [[nodiscard]] Bytes loaded(std::uint64_t offset) const {
    const std::uint64_t skipped = offset - begin_;  // wraps to something huge when offset < begin_
    if (skipped >= length_) return {};
    return {buffer_.data() + skipped, length_ - static_cast<std::size_t>(skipped)};
  }

  /// `count` bytes or more from `offset` on; fewer only where the source ends. `count` is at most
  /// kBufferSize. Throws what the source throws.
  Bytes at(std::uint64_t offset, std::size_t count) {
    const Bytes bytes = loaded(offset);
    const Bytes found = bytes.size() >= count ? bytes : load(offset, count);
    asked_ = offset;
    return found;
  }

 private:
  static constexpr std::size_t kJump = 512;
  static constexpr std::size_t kFirst = 65536;

  /// A copy of what is in memory from some offset on.
  struct Kept {
    std::uint64_t begin = 0;
    std::size_t length = 0;
    std::array<std::uint8_t, kJump> bytes;
  };

  Bytes load(std::uint64_t offset, std::size_t count);
  bool jump(std::uint64_t offset, std::size_t count);

  ByteSource& source_;
  std::vector<std::uint8_t>& buffer_;
  std::uint64_t begin_ = 0;
  std::size_t length_ = 0;
  std::uint64_t end_;
  std::size_t piece_ = kFirst;
  std::uint64_t asked_ = 0;  // where the last call looked
  Kept left_;                // what stood there before the last jump
};

}  // namespace sonde::wire
