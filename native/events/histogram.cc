// Histogram: decoding.
#include "events/histogram.h"

#include <string>

#include "events/tensor.h"
#include "wire/message_cursor.h"

namespace sonde::events {
namespace {

using wire::Fault;
using wire::MessageCursor;
using wire::WireType;

[[noreturn]] void fail(const std::string& what, std::uint64_t offset) {
  throw DecodeError(what + " (byte " + std::to_string(offset) + " of the histogram)");
}

void append(std::vector<double>& list, const MessageCursor& cursor) {
  if (cursor.type() == WireType::kFixed64) {
    list.push_back(cursor.as_double());
    return;
  }
  if (cursor.type() != WireType::kBytes) fail("a bucket has the wrong wire type", cursor.offset());
  const wire::Bytes packed = cursor.bytes();
  if (packed.size() % sizeof(double) != 0) fail("a list of buckets ends inside a bucket", cursor.offset());
  for (std::size_t at = 0; at < packed.size(); at += sizeof(double))
    list.push_back(wire::load_little_endian<double>(packed.data() + at));
}

}  // namespace

Histogram decode_histogram(wire::Bytes message) {
  Histogram histogram;
  MessageCursor cursor(message);
  while (cursor.next()) {
    double* number = nullptr;
    switch (cursor.number()) {
      case 1:
        number = &histogram.min;
        break;
      case 2:
        number = &histogram.max;
        break;
      case 3:
        number = &histogram.num;
        break;
      case 4:
        number = &histogram.sum;
        break;
      case 5:
        number = &histogram.sum_squares;
        break;
      case 6:
        append(histogram.limits, cursor);
        break;
      case 7:
        append(histogram.counts, cursor);
        break;
      default:
        break;
    }
    if (number != nullptr && cursor.type() == WireType::kFixed64) *number = cursor.as_double();
  }
  if (cursor.fault() != Fault::kNone) fail(describe(cursor.fault()), cursor.offset());
  return histogram;
}

}  // namespace sonde::events
