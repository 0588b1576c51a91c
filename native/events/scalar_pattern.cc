// ScalarPattern: learning.
#include "events/scalar_pattern.h"

namespace sonde::events {
namespace {

constexpr char kSummary = 5 << 3 | 2;
constexpr char kValue = 1 << 3 | 2;

void append_varint(std::string& bytes, std::uint64_t value) {
  for (; value > 0x7F; value >>= 7) bytes += static_cast<char>((value & 0x7F) | 0x80);
  bytes += static_cast<char>(value);
}

// What stands before a value of so many bytes in an event that holds nothing behind it.
std::string heads_of(std::size_t value_bytes) {
  std::string head_of_value(1, kValue);
  append_varint(head_of_value, value_bytes);
  std::string heads(1, kSummary);
  append_varint(heads, head_of_value.size() + value_bytes);
  return heads + head_of_value;
}

}  // namespace

void ScalarPattern::learn(wire::Bytes value, const Number& number) {
  if (number.bytes.empty()) return forget();
  const auto before = static_cast<std::size_t>(number.bytes.data() - value.data());
  around_ = heads_of(value.size());
  wrapping_ = around_.size();
  before_ = wrapping_ + before;
  around_ += wire::text(value.first(before));
  around_ += wire::text(value.subspan(before + number.bytes.size()));
  size_ = static_cast<std::uint8_t>(number.bytes.size());
  element_ = number.element;
}

}  // namespace sonde::events
