// Protocol buffer fields, written straight into memory whose size was computed before.
//
// Format: https://protobuf.dev/programming-guides/encoding/. Every size_of_x has its put_x; a message is
// written by summing the sizes of its fields, putting tag and length, then the fields. Nothing here can fail
// or allocate.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sonde::writer {

static_assert(std::endian::native == std::endian::little, "fixed fields are copied as they lie in memory");

enum class WireType : std::uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

constexpr std::size_t size_of_varint(std::uint64_t value) {
  return (static_cast<std::size_t>(std::bit_width(value | 1)) + 6) / 7;
}

// A tag takes one byte for fields up to 15, which are all that an Event's hot messages have.
constexpr std::size_t size_of_bytes(std::size_t length) { return 1 + size_of_varint(length) + length; }

constexpr std::size_t size_of_int64(std::int64_t value) {
  return 1 + size_of_varint(static_cast<std::uint64_t>(value));
}

class Put {
 public:
  explicit Put(std::uint8_t* at) : at_(at) {}

  void varint(std::uint64_t value) {
    while (value >= 0x80) {
      *at_++ = static_cast<std::uint8_t>(value | 0x80);
      value >>= 7;
    }
    *at_++ = static_cast<std::uint8_t>(value);
  }

  void tag(std::uint32_t field, WireType type) {
    *at_++ = static_cast<std::uint8_t>((field << 3) | static_cast<std::uint32_t>(type));
  }

  void int64(std::uint32_t field, std::int64_t value) {
    tag(field, WireType::kVarint);
    varint(static_cast<std::uint64_t>(value));
  }

  void float64(std::uint32_t field, double value) { fixed(field, WireType::kFixed64, value); }
  void float32(std::uint32_t field, float value) { fixed(field, WireType::kFixed32, value); }

  // The head of a length-delimited field; `length` bytes must follow.
  void head(std::uint32_t field, std::size_t length) {
    tag(field, WireType::kBytes);
    varint(length);
  }

  void bytes(std::uint32_t field, std::string_view value) {
    head(field, value.size());
    raw(value);
  }

  void raw(std::string_view value) {
    if (!value.empty()) std::memcpy(at_, value.data(), value.size());
    at_ += value.size();
  }

  std::uint8_t* at() const { return at_; }

 private:
  template <class Value>
  void fixed(std::uint32_t field, WireType type, Value value) {
    tag(field, type);
    std::memcpy(at_, &value, sizeof value);
    at_ += sizeof value;
  }

  std::uint8_t* at_;
};

}  // namespace sonde::writer
