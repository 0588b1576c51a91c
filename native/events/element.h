// Element: one entry of a tensor, for every data type that a TensorProto can name.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde::events {

/// How entries are read as numbers.
enum class Element : std::uint8_t {
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kHalf,
  kBfloat16,
  kFloat32,
  kFloat64,
  kComplex64,
  kComplex128,
  kFloat8E5m2,
  kFloat8E4m3fn,
  kFloat8E4m3fnuz,
  kFloat8E4m3b11fnuz,
  kFloat8E5m2fnuz,
  kFloat4E2m1fn,
  kString,
  kNone,
};

/// A DataType of tensor.proto.
struct DataType {
  std::string_view name;     ///< as TensorFlow spells it
  Element element;           ///< kNone where values cannot be read (resources, variants, unknown numbers)
  std::uint8_t size;         ///< bytes of an entry in tensor_content; 0 for strings
  std::uint8_t value_field;  ///< number of the TensorProto field that lists entries
};

/// For any number; references (100 and more) are read as what they refer to.
const DataType& data_type(std::uint64_t number);

/// The entry of `size` bytes at `at`, exactly, as far as a double can; complex entries give NaN.
double element_as_double(Element element, const std::uint8_t* at);

/// Entries of fewer than 32 bits that NumPy has no type for, exactly.
float small_float(Element element, std::uint32_t bits);

}  // namespace sonde::events
