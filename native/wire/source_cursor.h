// SourceCursor: walks the fields of a protobuf message that stays where it is.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

#include "wire/fields.h"
#include "wire/varint.h"
#include "wire/window.h"

namespace sonde::wire {

/// MessageCursor for messages too large to hold: the same walk, over a range of a source. A length-delimited
/// field is passed over by its length, whatever it holds, so walking an event with a 2 GB tensor reads a few
/// hundred bytes.
///
/// Memory does not follow lengths: `keep` copies at most kMaxKept bytes. Throws what the source throws.
class SourceCursor {
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
    std::uint64_t key = 0;
    const std::uint8_t* at = read_varint(begin, end, key);
    if (at == nullptr) return fail(Fault::kBadVarint);
    const Fault bad_key = split_key(key, number_, type_);
    if (bad_key != Fault::kNone) return fail(bad_key);
    std::uint64_t skipped = 0;
    switch (type_) {
      case WireType::kVarint:
        at = read_varint(at, end, value_);
        if (at == nullptr) return fail(Fault::kBadVarint);
        break;
      case WireType::kFixed64:
        if (end - at < 8) return fail(Fault::kCutOff);
        value_ = load_little_endian<std::uint64_t>(at);
        at += 8;
        break;
      case WireType::kFixed32:
        if (end - at < 4) return fail(Fault::kCutOff);
        value_ = load_little_endian<std::uint32_t>(at);
        at += 4;
        break;
      case WireType::kBytes:
        at = read_varint(at, end, value_);
        if (at == nullptr) return fail(Fault::kBadVarint);
        if (value_ > left - static_cast<std::uint64_t>(at - begin)) return fail(Fault::kCutOff);
        skipped = value_;
        break;
    }
    payload_ = at_ + static_cast<std::uint64_t>(at - begin);
    at_ = payload_ + skipped;
    return true;
  }

  [[nodiscard]] std::uint32_t number() const { return number_; }
  [[nodiscard]] WireType type() const { return type_; }
  [[nodiscard]] bool is(std::uint32_t number, WireType type) const {
    return number_ == number && type_ == type;
  }
  [[nodiscard]] std::uint64_t bits() const { return value_; }
  [[nodiscard]] std::int64_t as_int64() const { return static_cast<std::int64_t>(value_); }
  [[nodiscard]] double as_double() const { return std::bit_cast<double>(value_); }
  [[nodiscard]] float as_float() const { return std::bit_cast<float>(static_cast<std::uint32_t>(value_)); }
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

  [[nodiscard]] Fault fault() const { return fault_; }
  [[nodiscard]] std::uint64_t offset() const { return field_; }

 private:
  static constexpr std::uint64_t kMaxFieldHead = std::uint64_t{2} * kMaxVarintBytes;

  bool fail(Fault fault) {
    fault_ = fault;
    at_ = end_;
    return false;
  }

  Window* window_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::uint64_t field_;
  std::uint64_t payload_ = 0;
  std::uint64_t value_ = 0;
  std::uint32_t number_ = 0;
  WireType type_ = WireType::kVarint;
  Fault fault_ = Fault::kNone;
};

}  // namespace sonde::wire
