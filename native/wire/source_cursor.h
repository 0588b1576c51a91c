// SourceCursor: walks the fields of a protobuf message that stays where it is.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "wire/bytes.h"
#include "wire/field_cursor.h"
#include "wire/fields.h"
#include "wire/varint.h"
#include "wire/window.h"

namespace sonde::wire {

/// MessageCursor for messages too large to hold: the same walk, over a range of a source. A length-delimited
/// field is passed over by its length, whatever it holds, so walking an event with a 2 GB tensor reads a few
/// hundred bytes.
///
/// Memory does not follow lengths: `keep` copies at most kMaxKept bytes. Throws what the source throws.
class SourceCursor : public FieldCursor {
 public:
  static constexpr std::uint64_t kMaxKept = std::uint64_t{16} << 20;

  SourceCursor(Window& window, Range range)
      : window_(&window), at_(range.offset), end_(range.end()), field_(at_) {}

  bool next() {
    if (at_ == end_) return false;
    field_ = at_;
    const std::uint64_t left = end_ - at_;
    const Bytes loaded =
        window_->at(at_, static_cast<std::size_t>(std::min<std::uint64_t>(left, kMaxFieldHead)));
    const std::uint8_t* const begin = loaded.data();
    const std::uint8_t* const end = begin + std::min<std::uint64_t>(left, loaded.size());
    const std::uint8_t* const at = read(begin, end);
    if (at == nullptr) return stop();
    const std::uint64_t head = bytes_between(begin, at);
    payload_ = at_ + head;
    at_ = payload_;
    if (type_ == WireType::kBytes) {
      if (value_ > left - head) return fail(Fault::kCutOff);
      at_ += value_;
    }
    return true;
  }

  [[nodiscard]] Range range() const { return {payload_, value_}; }
  [[nodiscard]] SourceCursor message() const { return {*window_, range()}; }

  /// Numbers are not in memory.
  [[nodiscard]] static const std::uint8_t* fixed() { return nullptr; }
  /// What is not walked yet.
  [[nodiscard]] Range rest() const { return {at_, end_ - at_}; }

  /// The bytes of a length-delimited field, copied to `space`; damage, and empty, when there are too many.
  Bytes keep(std::string& space) {
    space.clear();
    if (value_ > kMaxKept) {
      fail(Fault::kTooLong);
      return {};
    }
    while (space.size() < value_) {
      const std::uint64_t left = value_ - space.size();
      const Bytes loaded =
          window_->at(payload_ + space.size(), std::min<std::uint64_t>(left, Window::kBufferSize));
      if (loaded.empty()) {
        fail(Fault::kCutOff);  // the file shrank
        return {};
      }
      space += text(loaded.first(std::min<std::uint64_t>(left, loaded.size())));
    }
    return bytes_of(space);
  }

  [[nodiscard]] std::uint64_t offset() const { return field_; }

 private:
  static constexpr std::uint64_t kMaxFieldHead = std::uint64_t{2} * kMaxVarintBytes;

  bool stop() {
    at_ = end_;
    return false;
  }
  bool fail(Fault fault) {
    broken(fault);
    return stop();
  }

  Window* window_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::uint64_t field_;
  std::uint64_t payload_ = 0;  // behind what read() reads
};

}  // namespace sonde::wire
