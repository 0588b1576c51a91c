// ScalarPattern: the bytes of a scalar's value around its number, which are the same at every step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

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
    if (size_ == 0 || value.size() != size_ || !fits(value.data())) return {};
    return number_of(value.data());
  }

  /// The same for an event of a wall time, maybe a step, and a summary of one such value, in this order and
  /// written as short as can be: the shape of nearly all events.
  [[nodiscard]] std::optional<ScalarEvent> match_event(wire::Bytes event) const {
    constexpr std::uint8_t kWallTime = 1 << 3 | 1;
    constexpr std::uint8_t kStep = 2 << 3 | 0;
    constexpr std::size_t kMomentBytes = 1 + sizeof(double);
    const std::size_t summary = heads_size_ + size_;
    if (size_ == 0 || event.size() < kMomentBytes + summary || event[0] != kWallTime) return {};
    const std::uint8_t* const behind_step = event.data() + event.size() - summary;
    const std::uint8_t* const at = event.data() + kMomentBytes;
    std::uint64_t step = 0;
    if (at != behind_step && (*at != kStep || wire::read_varint(at + 1, behind_step, step) != behind_step))
      return {};
    const std::uint8_t* const value = behind_step + heads_size_;
    if (heads_.differs(behind_step) || !fits(value)) return {};
    return ScalarEvent{wire::load_little_endian<double>(event.data() + 1), static_cast<std::int64_t>(step),
                       number_of(value)};
  }

 private:
  static constexpr std::size_t kWord = sizeof(std::uint64_t);

  /// Eight bytes, and which bits of them are always the same.
  struct Word {
    std::uint64_t bits = 0;
    std::uint64_t mask = 0;

    [[nodiscard]] bool differs(const std::uint8_t* at) const {
      return (wire::load_little_endian<std::uint64_t>(at) & mask) != bits;
    }
  };

  // Whether a value of the size that was learned differs in its number only.
  [[nodiscard]] bool fits(const std::uint8_t* value) const {
    const Word* word = words_.data();
    const std::uint8_t* const last = value + (size_ - kWord);
    for (; value < last; value += kWord)
      if (word++->differs(value)) return false;
    return !word->differs(last);
  }

  [[nodiscard]] double number_of(const std::uint8_t* value) const {
    const std::uint8_t* const number = value + number_;
    if (element_ == Element::kFloat32) [[likely]]
      return wire::load_little_endian<float>(number);
    return element_as_double(element_, number);
  }

  Word heads_;                  // of summary and value, which stand before the value
  std::size_t heads_size_ = 0;  // in bytes
  std::vector<Word> words_;     // of the value, one after another; the last one ends where the value ends
  std::size_t size_ = 0;        // of the value in bytes; 0 when nothing was learned
  std::size_t number_ = 0;      // where the number stands in it
  Element element_ = Element::kNone;
};

}  // namespace sonde::events
