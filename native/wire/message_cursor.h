// MessageCursor: walks the fields of a protobuf message that lies in memory, copying nothing.
#pragma once

#include <bit>
#include <cstdint>
#include <string>

#include "wire/bytes.h"
#include "wire/fields.h"
#include "wire/varint.h"

namespace sonde::wire {

/// Walks a message field by field:
///
///     MessageCursor message(bytes, offset_in_file);
///     while (message.next()) switch (message.number()) { … }
///     if (message.fault() != Fault::kNone) …  // damaged at message.offset()
///
/// Every field is checked to lie inside the message before it is shown, so whatever the bytes are, nothing
/// outside of them is read. Nothing here throws or allocates. Sub-messages are walked by their own cursor: no
/// recursion, so depth is the caller's. Groups, which no event file has used, count as damage.
class MessageCursor {
 public:
  /// `offset` says where the bytes stand in their file; ranges are given in file offsets.
  explicit MessageCursor(Bytes bytes, std::uint64_t offset = 0)
      : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()), offset_(offset) {}

  /// Goes to the next field; false at the end of the message and at damage.
  bool next() {
    if (at_ == end_) return false;
    field_ = at_;
    std::uint64_t key = 0;
    const std::uint8_t* at = read_varint(at_, end_, key);
    if (at == nullptr) return fail(Fault::kBadVarint);
    const Fault bad_key = split_key(key, number_, type_);
    if (bad_key != Fault::kNone) return fail(bad_key);
    switch (type_) {
      case WireType::kVarint:
        at = read_varint(at, end_, value_);
        if (at == nullptr) return fail(Fault::kBadVarint);
        break;
      case WireType::kFixed64:
        if (end_ - at < 8) return fail(Fault::kCutOff);
        value_ = load_little_endian<std::uint64_t>(at);
        payload_ = at;
        at += 8;
        break;
      case WireType::kFixed32:
        if (end_ - at < 4) return fail(Fault::kCutOff);
        value_ = load_little_endian<std::uint32_t>(at);
        payload_ = at;
        at += 4;
        break;
      case WireType::kBytes:
        at = read_varint(at, end_, value_);
        if (at == nullptr) return fail(Fault::kBadVarint);
        if (value_ > bytes_between(at, end_)) return fail(Fault::kCutOff);
        payload_ = at;
        at += value_;
        break;
    }
    at_ = at;
    return true;
  }

  [[nodiscard]] std::uint32_t number() const { return number_; }
  [[nodiscard]] WireType type() const { return type_; }
  [[nodiscard]] bool is(std::uint32_t number, WireType type) const {
    return number_ == number && type_ == type;
  }

  /// The value of a varint or fixed field, as raw bits.
  [[nodiscard]] std::uint64_t bits() const { return value_; }
  [[nodiscard]] std::int64_t as_int64() const { return static_cast<std::int64_t>(value_); }
  [[nodiscard]] double as_double() const { return std::bit_cast<double>(value_); }
  [[nodiscard]] float as_float() const { return std::bit_cast<float>(static_cast<std::uint32_t>(value_)); }

  /// Where the number of a fixed field stands.
  [[nodiscard]] const std::uint8_t* fixed() const { return payload_; }

  /// Of a length-delimited field: its bytes, where they stand in the file, and a cursor over them.
  [[nodiscard]] Bytes bytes() const { return {payload_, value_}; }
  /// The same bytes; the scratch space is for cursors that must copy.
  Bytes keep(std::string& /*space*/) const { return bytes(); }
  [[nodiscard]] Range range() const { return {offset_of(payload_), value_}; }
  [[nodiscard]] MessageCursor message() const { return MessageCursor(bytes(), range().offset); }

  /// What is not walked yet.
  [[nodiscard]] Range rest() const { return {offset_of(at_), bytes_between(at_, end_)}; }

  [[nodiscard]] Fault fault() const { return fault_; }
  /// File offset of the field that next() showed last, or found damaged.
  [[nodiscard]] std::uint64_t offset() const { return offset_of(field_); }

 private:
  bool fail(Fault fault) {
    fault_ = fault;
    at_ = end_;
    return false;
  }

  [[nodiscard]] std::uint64_t offset_of(const std::uint8_t* at) const {
    return offset_ + static_cast<std::uint64_t>(at - begin_);
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  std::uint64_t offset_;
  const std::uint8_t* field_ = at_;
  const std::uint8_t* payload_ = at_;
  std::uint64_t value_ = 0;
  std::uint32_t number_ = 0;
  WireType type_ = WireType::kVarint;
  Fault fault_ = Fault::kNone;
};

}  // namespace sonde::wire
