// Tensor: whole tensors, decoded when somebody looks at them.
#include "events/tensor.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "wire/message_cursor.h"

namespace sonde::events {
namespace {

using wire::Bytes;
using wire::Fault;
using wire::MessageCursor;
using wire::WireType;

[[noreturn]] void fail(const std::string& what, std::uint64_t offset) {
  throw DecodeError(what + " (byte " + std::to_string(offset) + " of the tensor)");
}

void check(const MessageCursor& cursor) {
  if (cursor.fault() != Fault::kNone) fail(describe(cursor.fault()), cursor.offset());
}

// The parts of a message, in any order they came.
struct Parts {
  std::uint64_t dtype = 0;
  std::vector<std::int64_t> dims;
  bool unknown_rank = false;
  Bytes content;
};

void read_shape(MessageCursor shape, Parts& parts) {
  while (shape.next()) {
    if (shape.is(3, WireType::kVarint)) parts.unknown_rank = shape.bits() != 0;
    if (!shape.is(2, WireType::kBytes)) continue;
    std::int64_t size = 0;
    MessageCursor dim = shape.message();
    while (dim.next())
      if (dim.is(1, WireType::kVarint)) size = dim.as_int64();
    check(dim);
    if (size < 0) fail("expected a dimension of 0 or more, found " + std::to_string(size), shape.offset());
    if (parts.dims.size() == kMaxRank)
      fail("expected at most " + std::to_string(kMaxRank) + " dimensions, found more", shape.offset());
    parts.dims.push_back(size);
  }
  check(shape);
}

Parts read_parts(Bytes message) {
  Parts parts;
  MessageCursor cursor(message);
  while (cursor.next()) {
    if (cursor.is(1, WireType::kVarint)) parts.dtype = cursor.bits();
    if (cursor.is(2, WireType::kBytes)) {
      parts.dims.clear();
      read_shape(cursor.message(), parts);
    }
    if (cursor.is(4, WireType::kBytes)) parts.content = cursor.bytes();
  }
  check(cursor);
  return parts;
}

// Number of entries; at most what a size_t can count.
std::size_t entries_of(const Parts& parts) {
  std::size_t product = 1;
  for (const std::int64_t dim : parts.dims)
    if (dim == 0) return 0;
  for (const std::int64_t dim : parts.dims) {
    const auto size = static_cast<std::uint64_t>(dim);
    if (size > std::numeric_limits<std::size_t>::max() / product)
      fail("the shape has more entries than any memory could hold", 0);
    product *= static_cast<std::size_t>(size);
  }
  return product;
}

// Entries listed in a *_val field, appended to `data` as they would stand in tensor_content.
class Entries {
 public:
  Entries(const DataType& type, std::vector<std::uint8_t>& data) : type_(type), data_(data) {}

  void read(Bytes message) {
    MessageCursor cursor(message);
    while (cursor.next()) {
      if (cursor.number() != type_.value_field) continue;
      if (cursor.type() != WireType::kBytes || type_.value_field == 18) {
        single(cursor);
      } else {
        packed(cursor);
      }
    }
    check(cursor);
  }

 private:
  // Bytes that one item of the list takes in tensor_content; complex entries are listed as two items.
  [[nodiscard]] std::size_t item_size() const {
    const bool is_complex = type_.element == Element::kComplex64 || type_.element == Element::kComplex128;
    return is_complex ? type_.size / 2U : type_.size;
  }

  [[nodiscard]] WireType item_type() const {
    switch (type_.value_field) {
      case 5:
      case 9:
        return WireType::kFixed32;
      case 6:
      case 12:
        return WireType::kFixed64;
      case 18:
        return WireType::kBytes;
      default:
        return WireType::kVarint;
    }
  }

  void append(std::uint64_t bits) {
    if (type_.element == Element::kBool) bits = bits != 0 ? 1 : 0;
    const std::size_t at = data_.size();
    data_.resize(at + item_size());
    std::memcpy(data_.data() + at, &bits, item_size());  // the low bytes: little-endian
  }

  void single(const MessageCursor& cursor) {
    if (cursor.type() != item_type()) fail("an entry has the wrong wire type", cursor.offset());
    if (cursor.type() == WireType::kBytes) {  // float8_val: one byte an entry
      data_.insert(data_.end(), cursor.bytes().begin(), cursor.bytes().end());
    } else {
      append(cursor.bits());
    }
  }

  void packed(const MessageCursor& cursor) {
    const Bytes list = cursor.bytes();
    if (item_type() != WireType::kVarint) {
      if (list.size() % item_size() != 0) fail("a list of entries ends inside an entry", cursor.offset());
      data_.insert(data_.end(), list.begin(), list.end());
      return;
    }
    const std::uint8_t* at = list.data();
    const std::uint8_t* const end = at + list.size();
    while (at != end) {
      std::uint64_t bits = 0;
      at = wire::read_varint(at, end, bits);
      if (at == nullptr) fail("an entry is cut off or longer than ten bytes", cursor.offset());
      append(bits);
    }
  }

  DataType type_;
  std::vector<std::uint8_t>& data_;
};

// The type as whose entries the lists of this message are to be read: its own, but for what PyTorch's
// add_tensor writes.
// It lists uint8 in uint32_val, and in half_val the bits of float32.
// https://github.com/pytorch/pytorch/blob/v2.13.0/torch/utils/tensorboard/summary.py
DataType as_listed(const DataType& type, Bytes message) {
  constexpr std::uint8_t kHalfVal = 13;
  constexpr std::uint8_t kUint32Val = 16;
  std::vector<std::uint8_t> bits;
  if (type.element == Element::kUint8) {
    Entries(type, bits).read(message);
    return {type.name, type.element, type.size, bits.empty() ? kUint32Val : type.value_field};
  }
  if (type.value_field != kHalfVal) return type;
  Entries({"bits", Element::kUint32, sizeof(std::uint32_t), kHalfVal}, bits).read(message);
  for (std::size_t at = 0; at < bits.size(); at += sizeof(std::uint32_t)) {
    // Sixteen bits leave the upper half empty, or full of their sign.
    const std::uint32_t upper = wire::load_little_endian<std::uint32_t>(bits.data() + at) >> 16;
    if (upper != 0 && upper != 0xFFFF) return {"float32", Element::kFloat32, sizeof(float), kHalfVal};
  }
  return type;
}

// Types that NumPy lacks and that become float32.
bool is_widened(Element element) {
  switch (element) {
    case Element::kBfloat16:
    case Element::kFloat8E5m2:
    case Element::kFloat8E4m3fn:
    case Element::kFloat8E4m3fnuz:
    case Element::kFloat8E4m3b11fnuz:
    case Element::kFloat8E5m2fnuz:
    case Element::kFloat4E2m1fn:
      return true;
    default:
      return false;
  }
}

// Throws where the entries that are not listed would take more than `max_filled` bytes, so many each.
void check_filled(std::size_t entries, std::size_t listed, std::size_t each, std::size_t max_filled,
                  const char* what) {
  if (entries - listed <= max_filled / each) return;
  throw FilledError("expected " + std::to_string(entries) + " " + what + ", found " + std::to_string(listed) +
                    "; the others would take " + std::to_string(each) +
                    " bytes each, more than is filled up unasked (" + std::to_string(max_filled) + " bytes)");
}

// Makes `data` as long as `wanted` bytes by repeating its last entry, or with zeros.
void fill(std::vector<std::uint8_t>& data, std::size_t entries, std::size_t size) {
  const std::size_t wanted = entries * size;
  const std::size_t given = data.size();
  if (given == wanted) return;
  data.resize(wanted);
  if (given == 0) return;
  for (std::size_t at = given; at < wanted; at += size)
    std::memcpy(data.data() + at, data.data() + given - size, size);
}

std::vector<std::uint8_t> numbers(const DataType& type, const Parts& parts, Bytes message,
                                  std::size_t& entries, std::size_t max_filled) {
  if (!parts.content.empty()) {
    if (parts.unknown_rank) entries = parts.content.size() / type.size;
    if (parts.content.size() % type.size != 0 || parts.content.size() / type.size != entries)
      fail("expected " + std::to_string(entries) + " entries of " + std::string(type.name) +
               " in tensor_content, found " + std::to_string(parts.content.size()) + " bytes",
           static_cast<std::uint64_t>(parts.content.data() - message.data()));
    return {parts.content.begin(), parts.content.end()};
  }
  std::vector<std::uint8_t> data;
  Entries(type, data).read(message);
  if (data.size() % type.size != 0) fail("a complex entry lacks its second half", 0);
  const std::size_t listed = data.size() / type.size;
  if (parts.unknown_rank) entries = listed;
  if (listed > entries)
    fail("expected " + std::to_string(entries) + " entries, found " + std::to_string(listed), 0);
  check_filled(entries, listed, is_widened(type.element) ? sizeof(float) : type.size, max_filled, "entries");
  fill(data, entries, type.size);
  return data;
}

// Replaces entries that NumPy has no type for.
void widen(Tensor& tensor, std::size_t entry_size) {
  if (!is_widened(tensor.element)) return;
  const std::size_t entries = tensor.data.size() / entry_size;
  std::vector<std::uint8_t> wide(entries * sizeof(float));
  for (std::size_t i = 0; i < entries; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, tensor.data.data() + i * entry_size, entry_size);
    const float number = small_float(tensor.element, bits);
    std::memcpy(wide.data() + i * sizeof number, &number, sizeof number);
  }
  tensor.data = std::move(wide);
  tensor.element = Element::kFloat32;
}

std::vector<Bytes> strings(const Parts& parts, Bytes message, std::size_t& entries, std::size_t max_filled) {
  std::vector<Bytes> list;
  MessageCursor cursor(message);
  while (cursor.next())
    if (cursor.is(8, WireType::kBytes)) list.push_back(cursor.bytes());
  if (parts.unknown_rank) entries = list.size();
  if (list.size() > entries)
    fail("expected " + std::to_string(entries) + " strings, found " + std::to_string(list.size()), 0);
  const std::size_t repeated = list.empty() ? 0 : list.back().size();
  check_filled(entries, list.size(), sizeof(Bytes) + repeated, max_filled, "strings");
  list.resize(entries, list.empty() ? Bytes() : list.back());
  return list;
}

}  // namespace

Tensor decode_tensor(Bytes message, std::size_t max_filled) {
  const Parts parts = read_parts(message);
  DataType type = data_type(parts.dtype);
  if (parts.content.empty()) type = as_listed(type, message);
  if (type.element == Element::kNone)
    fail("a tensor of type " + std::string(type.name) + " (" + std::to_string(parts.dtype) +
             ") cannot be read",
         0);
  std::size_t entries = entries_of(parts);
  Tensor tensor;
  tensor.element = type.element;
  if (tensor.is_text()) {
    tensor.strings = strings(parts, message, entries, max_filled);
  } else {
    tensor.data = numbers(type, parts, message, entries, max_filled);
    widen(tensor, type.size);
  }
  if (parts.unknown_rank) {
    tensor.shape = {entries};
  } else {
    tensor.shape.assign(parts.dims.begin(), parts.dims.end());
  }
  return tensor;
}

}  // namespace sonde::events
