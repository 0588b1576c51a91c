// ScalarPattern: the bytes of a scalar's value around its number, which are the same at every step.
#pragma once

#include <optional>
#include <string>

#include "events/element.h"
#include "events/tensor.h"
#include "wire/bytes.h"

namespace sonde::events {

/// A writer gives the values of a tag the same bytes at every step, but for those of the number. So once a
/// value was taken apart, the next ones need only be compared with it. This is sound where the number has a
/// fixed size, since then nothing else can mean anything else. Default: fits nothing.
class ScalarPattern {
 public:
  /// Takes note of a serialized Summary.Value that is the scalar `number`, whose bytes are a view into it.
  void learn(wire::Bytes value, const Number& number);
  void forget() { size_ = 0; }

  /// The number of a value that differs from the one learned in its number only.
  [[nodiscard]] std::optional<double> match(wire::Bytes value) const {
    if (size_ == 0 || value.size() != around_.size() + size_) return {};
    const std::uint8_t* const number = value.data() + before_;
    const std::uint8_t* const around = wire::bytes_of(around_).data();
    if (!wire::same(value.data(), around, before_)) return {};
    if (!wire::same(number + size_, around + before_, around_.size() - before_)) return {};
    return element_ == Element::kFloat32 ? wire::load_little_endian<float>(number)
                                         : element_as_double(element_, number);
  }

 private:
  std::string around_;      // what stands before and after the number
  std::size_t before_ = 0;  // so much of it stands before
  std::uint8_t size_ = 0;   // of the number; 0 when nothing was learned
  Element element_ = Element::kNone;
};

}  // namespace sonde::events
