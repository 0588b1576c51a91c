// FieldCursor: the field of a protobuf message at which a cursor stands, wherever the message lies.
#pragma once

#include <bit>
#include <cstdint>

#include "wire/bytes.h"
#include "wire/fields.h"
#include "wire/varint.h"

namespace sonde::wire {

/// What MessageCursor and SourceCursor have in common: how a field begins, and what it says.
class FieldCursor {
 public:
  [[nodiscard]] std::uint32_t number() const { return number_; }
  [[nodiscard]] WireType type() const { return type_; }
  [[nodiscard]] bool is(std::uint32_t number, WireType type) const {
    return number_ == number && type_ == type;
  }

  /// The value of a varint or fixed field, as raw bits; the length of a length-delimited one.
  [[nodiscard]] std::uint64_t bits() const { return value_; }
  [[nodiscard]] std::int64_t as_int64() const { return static_cast<std::int64_t>(value_); }
  [[nodiscard]] double as_double() const { return std::bit_cast<double>(value_); }
  [[nodiscard]] float as_float() const { return std::bit_cast<float>(static_cast<std::uint32_t>(value_)); }

  [[nodiscard]] Fault fault() const { return fault_; }

 protected:
  FieldCursor() = default;

  /// Reads the field at `at`, of a length-delimited one its key and length, and gives where that ends; null
  /// at damage, which fault() then names.
  const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end) {
    std::uint64_t key = 0;
    at = read_varint(at, end, key);
    if (at == nullptr) return broken(Fault::kBadVarint);
    const Fault bad_key = split_key(key, number_, type_);
    if (bad_key != Fault::kNone) return broken(bad_key);
    switch (type_) {
      case WireType::kFixed64:
        if (end - at < 8) return broken(Fault::kCutOff);
        value_ = load_little_endian<std::uint64_t>(at);
        return at + 8;
      case WireType::kFixed32:
        if (end - at < 4) return broken(Fault::kCutOff);
        value_ = load_little_endian<std::uint32_t>(at);
        return at + 4;
      case WireType::kVarint:
      case WireType::kBytes:
        break;
    }
    at = read_varint(at, end, value_);
    return at == nullptr ? broken(Fault::kBadVarint) : at;
  }

  const std::uint8_t* broken(Fault fault) {
    fault_ = fault;
    return nullptr;
  }

  std::uint64_t value_ = 0;
  std::uint32_t number_ = 0;
  WireType type_ = WireType::kVarint;
  Fault fault_ = Fault::kNone;
};

}  // namespace sonde::wire
