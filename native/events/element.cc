// Element: the table of data types, and the floating-point formats.
#include "events/element.h"

#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "wire/bytes.h"

namespace sonde::events {
namespace {

using wire::load_little_endian;

// Indexed by the number of the DataType. 4-bit and 2-bit integers take a byte each.
constexpr std::array<DataType, 34> kDataTypes{{
    {"invalid", Element::kNone, 0, 0},
    {"float32", Element::kFloat32, 4, 5},
    {"float64", Element::kFloat64, 8, 6},
    {"int32", Element::kInt32, 4, 7},
    {"uint8", Element::kUint8, 1, 7},
    {"int16", Element::kInt16, 2, 7},
    {"int8", Element::kInt8, 1, 7},
    {"string", Element::kString, 0, 8},
    {"complex64", Element::kComplex64, 8, 9},
    {"int64", Element::kInt64, 8, 10},
    {"bool", Element::kBool, 1, 11},
    {"qint8", Element::kInt8, 1, 7},
    {"quint8", Element::kUint8, 1, 7},
    {"qint32", Element::kInt32, 4, 7},
    {"bfloat16", Element::kBfloat16, 2, 13},
    {"qint16", Element::kInt16, 2, 7},
    {"quint16", Element::kUint16, 2, 7},
    {"uint16", Element::kUint16, 2, 7},
    {"complex128", Element::kComplex128, 16, 12},
    {"half", Element::kHalf, 2, 13},
    {"resource", Element::kNone, 0, 14},
    {"variant", Element::kNone, 0, 15},
    {"uint32", Element::kUint32, 4, 16},
    {"uint64", Element::kUint64, 8, 17},
    {"float8_e5m2", Element::kFloat8E5m2, 1, 18},
    {"float8_e4m3fn", Element::kFloat8E4m3fn, 1, 18},
    {"float8_e4m3fnuz", Element::kFloat8E4m3fnuz, 1, 18},
    {"float8_e4m3b11fnuz", Element::kFloat8E4m3b11fnuz, 1, 18},
    {"float8_e5m2fnuz", Element::kFloat8E5m2fnuz, 1, 18},
    {"int4", Element::kInt8, 1, 7},
    {"uint4", Element::kUint8, 1, 7},
    {"int2", Element::kInt8, 1, 7},
    {"uint2", Element::kUint8, 1, 7},
    {"float4_e2m1fn", Element::kFloat4E2m1fn, 1, 18},
}};

constexpr DataType kUnknown{"unknown", Element::kNone, 0, 0};

// What a format does with its largest exponent, or with the sign bit of zero.
enum class Specials : std::uint8_t { kIeee, kNanAtTop, kNanAtMinusZero, kNone };

struct Format {
  int exponent_bits, mantissa_bits, bias;
  Specials specials;
};

constexpr Format format_of(Element element) {
  switch (element) {
    case Element::kHalf:
      return {5, 10, 15, Specials::kIeee};
    case Element::kFloat8E5m2:
      return {5, 2, 15, Specials::kIeee};
    case Element::kFloat8E4m3fn:
      return {4, 3, 7, Specials::kNanAtTop};
    case Element::kFloat8E4m3fnuz:
      return {4, 3, 8, Specials::kNanAtMinusZero};
    case Element::kFloat8E4m3b11fnuz:
      return {4, 3, 11, Specials::kNanAtMinusZero};
    case Element::kFloat8E5m2fnuz:
      return {5, 2, 16, Specials::kNanAtMinusZero};
    default:
      return {2, 1, 1, Specials::kNone};  // float4_e2m1fn
  }
}

}  // namespace

const DataType& data_type(std::uint64_t number) {
  const std::uint64_t base = number > 100 ? number - 100 : number;
  return base < kDataTypes.size() ? kDataTypes[base] : kUnknown;
}

float small_float(Element element, std::uint32_t bits) {
  if (element == Element::kBfloat16) return std::bit_cast<float>(bits << 16);
  const Format format = format_of(element);
  const std::uint32_t mantissa = bits & ((1U << format.mantissa_bits) - 1);
  const std::uint32_t top = (1U << format.exponent_bits) - 1;
  const std::uint32_t exponent = (bits >> format.mantissa_bits) & top;
  const bool negative = ((bits >> (format.mantissa_bits + format.exponent_bits)) & 1) != 0;
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();

  if (format.specials == Specials::kNanAtMinusZero && negative && exponent == 0 && mantissa == 0) return kNaN;
  if (format.specials == Specials::kIeee && exponent == top) {
    if (mantissa != 0) return kNaN;
    return negative ? -kInfinity : kInfinity;
  }
  const std::uint32_t full = (1U << format.mantissa_bits) - 1;
  if (format.specials == Specials::kNanAtTop && exponent == top && mantissa == full) return kNaN;
  const int scale = static_cast<int>(exponent == 0 ? 1 : exponent) - format.bias - format.mantissa_bits;
  const std::uint32_t digits = exponent == 0 ? mantissa : mantissa | (1U << format.mantissa_bits);
  const float size = std::ldexp(static_cast<float>(digits), scale);
  return negative ? -size : size;
}

double element_as_double(Element element, const std::uint8_t* at) {
  switch (element) {
    case Element::kFloat32:
      return load_little_endian<float>(at);
    case Element::kFloat64:
      return load_little_endian<double>(at);
    case Element::kBool:
      return *at != 0 ? 1.0 : 0.0;
    case Element::kInt8:
      return static_cast<std::int8_t>(*at);
    case Element::kUint8:
      return *at;
    case Element::kInt16:
      return load_little_endian<std::int16_t>(at);
    case Element::kUint16:
      return load_little_endian<std::uint16_t>(at);
    case Element::kInt32:
      return load_little_endian<std::int32_t>(at);
    case Element::kUint32:
      return load_little_endian<std::uint32_t>(at);
    case Element::kInt64:
      return static_cast<double>(load_little_endian<std::int64_t>(at));
    case Element::kUint64:
      return static_cast<double>(load_little_endian<std::uint64_t>(at));
    case Element::kHalf:
    case Element::kBfloat16:
      return small_float(element, load_little_endian<std::uint16_t>(at));
    case Element::kFloat8E5m2:
    case Element::kFloat8E4m3fn:
    case Element::kFloat8E4m3fnuz:
    case Element::kFloat8E4m3b11fnuz:
    case Element::kFloat8E5m2fnuz:
    case Element::kFloat4E2m1fn:
      return small_float(element, *at);
    case Element::kComplex64:
    case Element::kComplex128:
    case Element::kString:
    case Element::kNone:
      break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace sonde::events
