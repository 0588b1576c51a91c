// ScalarPattern: learning.
#include "events/scalar_pattern.h"

#include <cstddef>
#include <string>

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
  forget();
  const std::string heads = heads_of(value.size());
  if (number.bytes.empty() || value.size() < kWord || heads.size() > kWord) return;
  const std::string padded = heads + std::string(kWord - heads.size(), '\0');
  heads_.bits = wire::load_little_endian<std::uint64_t>(wire::bytes_of(padded).data());
  heads_.mask = ~std::uint64_t{0} >> (8 * (kWord - heads.size()));
  heads_size_ = heads.size();
  number_ = static_cast<std::size_t>(number.bytes.data() - value.data());
  words_.clear();
  words_.reserve((value.size() + kWord - 1) / kWord);
  const auto learn_word = [&](std::size_t at) {
    std::uint64_t mask = ~std::uint64_t{0};
    for (std::size_t byte = 0; byte < kWord; ++byte)
      if (at + byte >= number_ && at + byte < number_ + number.bytes.size())
        mask &= ~(std::uint64_t{0xFF} << (8 * byte));
    words_.push_back({wire::load_little_endian<std::uint64_t>(value.data() + at) & mask, mask});
  };
  for (std::size_t at = 0; at + kWord < value.size(); at += kWord) learn_word(at);
  learn_word(value.size() - kWord);
  size_ = value.size();
  element_ = number.element;
}

}  // namespace sonde::events
