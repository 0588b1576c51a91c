// TFRecords that wait to be written, one behind the other in one piece of memory.
//
//   uint64 length | uint32 masked_crc32c(length) | payload | uint32 masked_crc32c(payload) (little-endian)
//
// Layout: https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/lib/io/record_writer.h
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

#include "crc32c/crc32c.h"
#include "writer/pages.h"

namespace sonde::writer {

class Records {
 public:
  static constexpr std::size_t kHead = 12;
  static constexpr std::size_t kFrame = 16;  // what framing adds to a payload

  // Appends one record: `fill(payload)` must write exactly `length` bytes there.
  template <class Fill>
  void append(std::size_t length, Fill&& fill) {
    std::uint8_t* record = grow(length + kFrame);
    const std::uint64_t stored = length;
    std::memcpy(record, &stored, sizeof stored);
    put_checksum(record + 8, {record, 8});
    fill(record + kHead);
    put_checksum(record + kHead + length, {record + kHead, length});
    ++count_;
  }

  // The largest offset not above `offset` at which a record begins or the last one ends.
  std::size_t boundary_before(std::size_t offset) const {
    std::size_t at = 0;
    while (at < size_ && at + record_size(at) <= offset) at += record_size(at);
    return at;
  }

  // How many records begin at `offset`, a boundary, or behind it.
  std::size_t count_from(std::size_t offset) const {
    std::size_t records = 0;
    for (std::size_t at = offset; at < size_; at += record_size(at)) ++records;
    return records;
  }

  void clear() {
    size_ = count_ = 0;
    if (bytes_.large()) bytes_ = Pages();  // one huge record must not stay paid for
  }

  std::span<const std::uint8_t> bytes() const { return {bytes_.get(), size_}; }
  std::size_t size() const { return size_; }
  std::size_t count() const { return count_; }
  bool empty() const { return size_ == 0; }

 private:
  std::size_t record_size(std::size_t at) const {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes_.get() + at, sizeof length);
    return static_cast<std::size_t>(length) + kFrame;
  }

  static void put_checksum(std::uint8_t* at, std::span<const std::uint8_t> of) {
    const std::uint32_t checksum = crc32c::masked(of);
    std::memcpy(at, &checksum, sizeof checksum);
  }

  std::uint8_t* grow(std::size_t more) {
    if (size_ + more > bytes_.capacity()) {
      Pages wider((size_ + more) + (size_ + more) / 2 + 4096);
      if (size_ > 0) std::memcpy(wider.get(), bytes_.get(), size_);
      bytes_ = std::move(wider);
    }
    std::uint8_t* at = bytes_.get() + size_;
    size_ += more;
    return at;
  }

  Pages bytes_;
  std::size_t size_ = 0;
  std::size_t count_ = 0;
};

}  // namespace sonde::writer
