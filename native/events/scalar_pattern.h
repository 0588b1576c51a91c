// ScalarPattern: the bytes of a scalar's value around its number, which are the same at every step.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "events/element.h"
#include "events/tensor.h"
#include "wire/bytes.h"
#include "wire/varint.h"

namespace sonde::events {

/// What an event says that holds one scalar and nothing else.
struct ScalarEvent {
  double wall_time;
  std::int64_t step;
  double number;
};

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
    if (size_ == 0 || value.size() != around_.size() - wrapping_ + size_) return {};
    return match_at(value.data(), wrapping_);
  }

  /// The same for an event of a wall time, maybe a step, and a summary of one such value, in this order and
  /// written as short as can be: the shape of nearly all events.
  [[nodiscard]] std::optional<ScalarEvent> match_event(wire::Bytes event) const {
    constexpr std::uint8_t kWallTime = 1 << 3 | 1;
    constexpr std::uint8_t kStep = 2 << 3 | 0;
    constexpr std::size_t kMomentBytes = 1 + sizeof(double);
    const std::size_t summary = around_.size() + size_;
    if (size_ == 0 || event.size() < kMomentBytes + summary || event[0] != kWallTime) return {};
    const std::uint8_t* const behind_step = event.data() + event.size() - summary;
    const std::uint8_t* const at = event.data() + kMomentBytes;
    std::uint64_t step = 0;
    if (at != behind_step && (*at != kStep || wire::read_varint(at + 1, behind_step, step) != behind_step))
      return {};
    const std::optional<double> number = match_at(behind_step, 0);
    if (!number) return {};
    return ScalarEvent{wire::load_little_endian<double>(event.data() + 1), static_cast<std::int64_t>(step),
                       *number};
  }

 private:
  // The number in bytes that are as long as what was learned from byte `first` of `around_` on.
  [[nodiscard]] std::optional<double> match_at(const std::uint8_t* bytes, std::size_t first) const {
    const std::uint8_t* const around = wire::bytes_of(around_).data();
    const std::uint8_t* const number = bytes + (before_ - first);
    if (!wire::same(bytes, around + first, before_ - first)) return {};
    if (!wire::same(number + size_, around + before_, around_.size() - before_)) return {};
    return element_ == Element::kFloat32 ? wire::load_little_endian<float>(number)
                                         : element_as_double(element_, number);
  }

  std::string around_;        // the heads of summary and value, and what stands before and after the number
  std::size_t wrapping_ = 0;  // so much of it are the heads
  std::size_t before_ = 0;    // so much of it stands before the number
  std::uint8_t size_ = 0;     // of the number; 0 when nothing was learned
  Element element_ = Element::kNone;
};

}  // namespace sonde::events
