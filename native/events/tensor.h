// Tensor: decodes a TensorProto.
//
//   TensorProto       1 DataType dtype; 2 TensorShapeProto tensor_shape;
//                     4 bytes tensor_content (little-endian, rows first);
//                     5 float_val … 18 float8_val: entries, one list for each family of types
//   TensorShapeProto  2 repeated Dim dim {1 int64 size; 2 string name}; 3 bool unknown_rank
//
// https://github.com/tensorflow/tensorboard/blob/2.20.0/tensorboard/compat/proto/tensor.proto
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "events/element.h"
#include "wire/bytes.h"

namespace sonde::events {

/// Bytes that are not the message they should be. Says where, counted from the message's first byte. The
/// caller can show the raw bytes; trying again is of no use.
class DecodeError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A tensor that says far more than it holds. It can be decoded by who allows it that much memory.
class FilledError : public DecodeError {
 public:
  using DecodeError::DecodeError;
};

/// A decoded tensor: numbers in `data`, or `strings`.
struct Tensor {
  Element element = Element::kNone;  ///< of `data`: one that NumPy has a type for
  std::vector<std::size_t> shape;
  std::vector<std::uint8_t> data;    ///< rows first, native byte order
  std::vector<wire::Bytes> strings;  ///< views into the message

  [[nodiscard]] bool is_text() const { return element == Element::kString; }
};

inline constexpr std::size_t kMaxFilled = std::size_t{64} << 20;  ///< unless somebody asks for more

/// Decodes a serialized TensorProto. A list of entries that is shorter than the shape is filled up with its
/// last entry, an empty one with zeros, as TensorFlow does; what is so added may not take more than `max_filled`
/// bytes, each string counted anew: a few bytes could ask for any memory. FilledError is thrown before any is taken.
/// Types that NumPy lacks are widened: bfloat16, float8 and float4 to float32, 4-bit and 2-bit integers to 8
/// bits; quantized ones are read as the integers they are. What PyTorch's add_tensor lists in an unusual way is
/// read as what was meant: uint8 in uint32_val, and half and bfloat16 as the bits of float32, which they stay.
/// Throws DecodeError.
Tensor decode_tensor(wire::Bytes message, std::size_t max_filled = kMaxFilled);

inline constexpr std::size_t kMaxRank = 32;

/// The one number of a scalar.
struct Number {
  double value = 0;
  Element element = Element::kNone;
  wire::Bytes bytes;  ///< where it stands in the message; empty where that is no entry of fixed size
};

/// The number of a serialized TensorProto that is a single real number or bool, of any shape of one entry;
/// nothing for every other tensor and for damaged ones. Never throws or allocates.
std::optional<Number> single_number(wire::Bytes message);

}  // namespace sonde::events
