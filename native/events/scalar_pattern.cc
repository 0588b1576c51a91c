// ScalarPattern: learning.
#include "events/scalar_pattern.h"

namespace sonde::events {

void ScalarPattern::learn(wire::Bytes value, const Number& number) {
  if (number.bytes.empty()) return forget();
  before_ = static_cast<std::size_t>(number.bytes.data() - value.data());
  around_ = wire::text(value.first(before_));
  around_ += wire::text(value.subspan(before_ + number.bytes.size()));
  size_ = static_cast<std::uint8_t>(number.bytes.size());
  element_ = number.element;
}

}  // namespace sonde::events
