// Tensor: the one number of a scalar, on the fast road.
#include <array>
#include <cstring>

#include "events/tensor.h"
#include "wire/message_cursor.h"

namespace sonde::events {
namespace {

using wire::Bytes;
using wire::Fault;
using wire::MessageCursor;
using wire::WireType;

// Whether the shape has exactly one entry.
bool is_single(MessageCursor shape) {
  while (shape.next()) {
    if (shape.is(3, WireType::kVarint) && shape.bits() != 0) return false;
    if (!shape.is(2, WireType::kBytes)) continue;
    std::uint64_t size = 0;
    MessageCursor dim = shape.message();
    while (dim.next())
      if (dim.is(1, WireType::kVarint)) size = dim.bits();
    if (size != 1 || dim.fault() != Fault::kNone) return false;
  }
  return shape.fault() == Fault::kNone;
}

// The entries listed in *_val fields, as far as one matters: how many, and the first, in its lowest bytes.
struct Listed {
  std::uint32_t field = 0;
  std::uint64_t first = 0;
  int count = 0;

  void add(std::uint64_t bits) {
    if (count == 0) first = bits;
    if (count < 2) ++count;
  }
};

// Packed entries; false at damage.
bool add_packed(Listed& listed, Bytes list, std::size_t fixed_size) {
  if (fixed_size != 0) {
    if (list.size() % fixed_size != 0) return false;
    for (std::size_t at = 0; at < list.size() && listed.count < 2; at += fixed_size) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, list.data() + at, fixed_size);
      listed.add(bits);
    }
    return true;
  }
  const std::uint8_t* at = list.data();
  const std::uint8_t* const end = at + list.size();
  while (at != end) {
    std::uint64_t bits = 0;
    at = wire::read_varint(at, end, bits);
    if (at == nullptr) return false;
    listed.add(bits);
  }
  return true;
}

bool add_entries(Listed& listed, const MessageCursor& cursor) {
  if (listed.field != cursor.number()) listed = {cursor.number(), 0, 0};
  std::size_t fixed_size = 0;
  WireType single = WireType::kVarint;
  switch (cursor.number()) {
    case 5:
      fixed_size = 4;
      single = WireType::kFixed32;
      break;
    case 6:
      fixed_size = 8;
      single = WireType::kFixed64;
      break;
    case 18:  // float8_val: one byte an entry, in one piece
      fixed_size = 1;
      single = WireType::kBytes;
      break;
    default:
      break;
  }
  if (cursor.type() == WireType::kBytes) return add_packed(listed, cursor.bytes(), fixed_size);
  listed.add(cursor.bits());
  return cursor.type() == single;
}

}  // namespace

std::optional<double> single_number(Bytes message) {
  std::uint64_t dtype = 0;
  Bytes content;
  Listed listed;
  MessageCursor cursor(message);
  while (cursor.next()) {
    switch (cursor.number()) {
      case 1:
        if (cursor.type() == WireType::kVarint) dtype = cursor.bits();
        break;
      case 2:
        if (cursor.type() == WireType::kBytes && !is_single(cursor.message())) return {};
        break;
      case 4:
        if (cursor.type() == WireType::kBytes) content = cursor.bytes();
        break;
      case 5:
      case 6:
      case 7:
      case 10:
      case 11:
      case 13:
      case 16:
      case 17:
      case 18:
        if (!add_entries(listed, cursor)) return {};
        break;
      default:
        break;
    }
  }
  if (cursor.fault() != Fault::kNone) return {};
  const DataType& type = data_type(dtype);
  switch (type.element) {
    case Element::kString:
    case Element::kNone:
    case Element::kComplex64:
    case Element::kComplex128:
      return {};
    default:
      break;
  }
  if (!content.empty()) {
    if (content.size() != type.size) return {};
    return element_as_double(type.element, content.data());
  }
  if (listed.count == 0 || listed.field != type.value_field) return 0.0;  // an empty list stands for zeros
  if (listed.count > 1) return {};
  if (type.element == Element::kBool) return listed.first != 0 ? 1.0 : 0.0;
  std::array<std::uint8_t, sizeof listed.first> bytes{};
  std::memcpy(bytes.data(), &listed.first, bytes.size());
  return element_as_double(type.element, bytes.data());
}

}  // namespace sonde::events
