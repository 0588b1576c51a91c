// MessageCursor: walks the fields of a protobuf message that lies in memory, copying nothing.
#pragma once

#include <cstdint>
#include <string>

#include "wire/bytes.h"
#include "wire/field_cursor.h"
#include "wire/fields.h"

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
class MessageCursor : public FieldCursor {
 public:
  /// `offset` says where the bytes stand in their file; ranges are given in file offsets.
  explicit MessageCursor(Bytes bytes, std::uint64_t offset = 0)
      : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()), offset_(offset) {}

  /// Goes to the next field; false at the end of the message and at damage.
  bool next() {
    if (at_ == end_) return false;
    field_ = at_;
    const std::uint8_t* const at = read(at_, end_);
    if (at == nullptr) return stop();
    payload_ = at;
    at_ = at;
    if (type_ == WireType::kBytes) {
      if (value_ > bytes_between(at, end_)) return fail(Fault::kCutOff);
      at_ += value_;
    }
    return true;
  }

  /// Where the number of a fixed field stands.
  [[nodiscard]] const std::uint8_t* fixed() const {
    return payload_ - (type_ == WireType::kFixed64 ? sizeof(std::uint64_t) : sizeof(std::uint32_t));
  }

  /// Of a length-delimited field: its bytes, where they stand in the file, and a cursor over them.
  [[nodiscard]] Bytes bytes() const { return {payload_, value_}; }
  /// The same bytes; the scratch space is for cursors that must copy.
  Bytes keep(std::string& /*space*/) const { return bytes(); }
  [[nodiscard]] Range range() const { return {offset_of(payload_), value_}; }
  [[nodiscard]] MessageCursor message() const { return MessageCursor(bytes(), range().offset); }

  /// What is not walked yet.
  [[nodiscard]] Range rest() const { return {offset_of(at_), bytes_between(at_, end_)}; }

  /// File offset of the field that next() showed last, or found damaged.
  [[nodiscard]] std::uint64_t offset() const { return offset_of(field_); }

 private:
  bool stop() {
    at_ = end_;
    return false;
  }
  bool fail(Fault fault) {
    broken(fault);
    return stop();
  }

  [[nodiscard]] std::uint64_t offset_of(const std::uint8_t* at) const {
    return offset_ + static_cast<std::uint64_t>(at - begin_);
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  std::uint64_t offset_;
  const std::uint8_t* field_ = at_;
  const std::uint8_t* payload_ = at_;  // behind what read() reads
};

}  // namespace sonde::wire
