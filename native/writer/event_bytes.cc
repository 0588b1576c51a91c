#include "writer/event_bytes.h"

#include <chrono>

namespace sonde::writer {

namespace {

constexpr std::string_view kFormat = "brain.Event:2";
constexpr std::size_t kFixed64 = 9;
constexpr std::size_t kFixed32 = 5;
constexpr std::int64_t kFloat = 1;  // DataType.DT_FLOAT
constexpr std::int64_t kDouble = 2;

std::size_t size_of(const Moment& moment) {
  return kFixed64 + (moment.step == 0 ? 0 : size_of_int64(moment.step));
}

void put(Put& out, const Moment& moment) {
  out.float64(1, moment.wall_time);
  if (moment.step != 0) out.int64(2, moment.step);
}

std::size_t value_size(const SimpleScalar& scalar) { return size_of_bytes(scalar.tag.size()) + kFixed32; }

std::size_t tensor_size(const TensorScalar& scalar) {
  return 2 + size_of_bytes(0) + size_of_bytes(scalar.double_precision ? sizeof(double) : sizeof(float));
}

std::size_t value_size(const TensorScalar& scalar) {
  return size_of_bytes(scalar.tag.size()) + size_of_bytes(tensor_size(scalar)) +
         size_of_bytes(scalar.metadata.size());
}

// The heads around a Value that is alone in its Summary.
void put_heads(Put& out, const Moment& moment, std::size_t value_size) {
  put(out, moment);
  out.head(5, size_of_bytes(value_size));
  out.head(1, value_size);
}

template <class Number>
std::string_view memory_of(const Number& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

}  // namespace

double now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(since_epoch).count();
}

std::size_t SimpleScalar::size() const {
  return size_of(moment) + size_of_bytes(size_of_bytes(value_size(*this)));
}

void SimpleScalar::write(std::uint8_t* at) const {
  Put out(at);
  put_heads(out, moment, value_size(*this));
  out.bytes(1, tag);
  out.float32(2, value);
}

std::size_t TensorScalar::size() const {
  return size_of(moment) + size_of_bytes(size_of_bytes(value_size(*this)));
}

void TensorScalar::write(std::uint8_t* at) const {
  Put out(at);
  put_heads(out, moment, value_size(*this));
  out.bytes(1, tag);
  out.head(8, tensor_size(*this));
  out.int64(1, double_precision ? kDouble : kFloat);
  out.head(2, 0);
  const auto narrow = static_cast<float>(value);
  out.bytes(4, double_precision ? memory_of(value) : memory_of(narrow));
  out.bytes(9, metadata);
}

std::size_t SummaryEvent::size() const { return size_of(moment) + size_of_bytes(summary.size()); }

void SummaryEvent::write(std::uint8_t* at) const {
  Put out(at);
  put(out, moment);
  out.bytes(5, summary);
}

std::size_t FileVersion::size() const {
  return kFixed64 + size_of_bytes(kFormat.size()) + size_of_bytes(size_of_bytes(source.size()));
}

void FileVersion::write(std::uint8_t* at) const {
  Put out(at);
  out.float64(1, wall_time);
  out.bytes(3, kFormat);
  out.head(10, size_of_bytes(source.size()));
  out.bytes(1, source);
}

}  // namespace sonde::writer
