// Bucket rows: decoding.
#include "events/bucket_rows.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "events/histogram.h"
#include "events/tensor.h"
#include "events/value.h"
#include "wire/message_cursor.h"

namespace sonde::events {
namespace {

constexpr std::size_t kColumns = 3;

template <typename T>
void append_numbers(const std::vector<std::uint8_t>& data, std::vector<double>& rows) {
  for (std::size_t at = 0; at + sizeof(T) <= data.size(); at += sizeof(T)) {
    T number;
    std::memcpy(&number, data.data() + at, sizeof(T));
    rows.push_back(static_cast<double>(number));
  }
}

std::string shape_of(const Tensor& tensor) {
  std::string text = "[";
  for (const std::size_t size : tensor.shape) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

void append_tensor(wire::Bytes message, std::vector<double>& rows, std::size_t max_filled) {
  const Tensor tensor = decode_tensor(message, max_filled);
  if (tensor.data.empty() && !tensor.is_text()) return;  // no buckets at all, whatever its shape
  if (tensor.is_text() || tensor.shape.size() != 2 || tensor.shape[1] != kColumns) {
    throw DecodeError(
        "expected a tensor of numbers of shape [buckets, 3] (left edge, right edge, count), found " +
        std::string(tensor.is_text() ? "text" : "numbers") + " of shape " + shape_of(tensor));
  }
  switch (tensor.element) {
    case Element::kFloat64:
      return append_numbers<double>(tensor.data, rows);
    case Element::kFloat32:
    case Element::kBfloat16:
      return append_numbers<float>(tensor.data, rows);
    case Element::kInt32:
      return append_numbers<std::int32_t>(tensor.data, rows);
    case Element::kInt64:
      return append_numbers<std::int64_t>(tensor.data, rows);
    default:
      throw DecodeError("expected buckets of float32, float64, int32 or int64");
  }
}

// To float32; what lies beyond it becomes infinite.
double rounded(double number) { return static_cast<double>(static_cast<float>(number)); }

ToldMoments append_old(wire::Bytes message, std::vector<double>& rows) {
  const Histogram old = decode_histogram(message);
  const ToldMoments told{old.min, old.max, old.num, old.sum, old.sum_squares};
  const auto filled = [](double count) { return count > 0; };
  const auto first = std::find_if(old.counts.begin(), old.counts.end(), filled);
  if (first == old.counts.end()) return told;
  const auto last = std::find_if(old.counts.rbegin(), old.counts.rend(), filled).base() - 1;
  const auto begin = static_cast<std::size_t>(first - old.counts.begin());
  const auto end = static_cast<std::size_t>(last - old.counts.begin());
  if (end > old.limits.size()) {
    throw DecodeError("a histogram of " + std::to_string(old.counts.size()) + " counts has only " +
                      std::to_string(old.limits.size()) + " edges");
  }
  for (std::size_t i = begin; i <= end; ++i) {
    rows.push_back(rounded(i == begin ? old.min : old.limits[i - 1]));
    rows.push_back(rounded(i == end ? old.max : old.limits[i]));
    rows.push_back(rounded(old.counts[i]));
  }
  return told;
}

}  // namespace

ToldMoments append_bucket_rows(wire::Bytes value, std::vector<double>& rows, std::size_t max_filled) {
  Value read;
  ValueSpace space;
  wire::MessageCursor cursor(value);
  read_value(cursor, read, space);
  if (cursor.fault() != wire::Fault::kNone) throw DecodeError(describe(cursor.fault()));
  const wire::Bytes payload = value.subspan(static_cast<std::size_t>(read.payload.offset),
                                            static_cast<std::size_t>(read.payload.length));
  if (read.field == ValueField::kTensor) {
    append_tensor(payload, rows, max_filled);
    return {};
  }
  if (read.field == ValueField::kHisto) return append_old(payload, rows);
  throw DecodeError("expected a histogram or a tensor, found " +
                    (read.field == ValueField::kNone ? "no value" : std::string(name_of(read.field))));
}

}  // namespace sonde::events
