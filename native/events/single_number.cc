// Tensor: the one number of a scalar, on the fast road.
#include <algorithm>
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

// The entries in the list of a tensor's type, as far as one matters: how many, and the first, in its lowest
// bytes.
struct Listed {
  std::uint64_t first = 0;
  Bytes first_bytes;  // where it stands, if it is no varint
  int count = 0;

  void add(std::uint64_t bits, Bytes bytes = {}) {
    if (count == 0) {
      first = bits;
      first_bytes = bytes;
    }
    if (count < 2) ++count;
  }
};

// What one entry is on the wire, by the field that lists it; bytes of 0 for varints.
struct EntryForm {
  WireType type = WireType::kVarint;
  std::size_t size = 0;
};

EntryForm form_of(std::uint32_t field) {
  switch (field) {
    case 5:
      return {WireType::kFixed32, 4};
    case 6:
      return {WireType::kFixed64, 8};
    case 18:  // float8_val: one byte an entry, in one piece
      return {WireType::kBytes, 1};
    default:
      return {};
  }
}

// Packed entries; false at damage.
bool add_packed(Listed& listed, Bytes list, EntryForm form) {
  if (form.size != 0) {
    if (list.size() % form.size != 0) return false;
    for (std::size_t at = 0; at < list.size() && listed.count < 2; at += form.size) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, list.data() + at, std::min(form.size, sizeof bits));
      listed.add(bits, list.subspan(at, form.size));
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

// The entries in the fields of this number; nothing at damage.
std::optional<Listed> read_listed(MessageCursor cursor, std::uint32_t field) {
  const EntryForm form = form_of(field);
  Listed listed;
  while (cursor.next()) {
    if (cursor.number() != field) continue;
    if (cursor.type() == WireType::kBytes) {
      if (!add_packed(listed, cursor.bytes(), form)) return {};
    } else {
      if (cursor.type() != form.type) return {};
      listed.add(cursor.bits(), {cursor.fixed(), form.size});
    }
  }
  return listed;
}

}  // namespace

std::optional<Number> single_number(Bytes message) {
  std::uint64_t dtype = 0;
  Bytes content;
  MessageCursor cursor(message);
  while (cursor.next()) {
    if (cursor.is(1, WireType::kVarint)) dtype = cursor.bits();
    if (cursor.is(2, WireType::kBytes) && !is_single(cursor.message())) return {};
    if (cursor.is(4, WireType::kBytes)) content = cursor.bytes();
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
    return Number{element_as_double(type.element, content.data()), type.element, content};
  }
  const std::optional<Listed> listed = read_listed(MessageCursor(message), type.value_field);
  if (!listed || listed->count > 1) return {};
  if (listed->count == 0) return Number{};  // an empty list stands for zeros
  if (type.element == Element::kBool) return Number{listed->first != 0 ? 1.0 : 0.0, type.element, {}};
  std::array<std::uint8_t, sizeof listed->first> bytes{};
  std::memcpy(bytes.data(), &listed->first, bytes.size());
  return Number{element_as_double(type.element, bytes.data()), type.element, listed->first_bytes};
}

}  // namespace sonde::events
