// Fingerprint: taking and comparing.
#include "events/fingerprint.h"

#include <algorithm>

#include "wire/verify.h"

namespace sonde::events {

Fingerprint::Fingerprint(wire::ByteSource& source, std::uint64_t end) : end_(end) {
  const std::uint64_t count = std::min<std::uint64_t>(kBytes, end);
  head_ = wire::read_range(source, {0, count});
  tail_ = wire::read_range(source, {end - count, count});
}

bool Fingerprint::holds(wire::ByteSource& source) const {
  if (end_ == 0 || source.size() < end_) return true;
  return wire::read_range(source, {0, head_.size()}) == head_ &&
         wire::read_range(source, {end_ - tail_.size(), tail_.size()}) == tail_;
}

}  // namespace sonde::events
