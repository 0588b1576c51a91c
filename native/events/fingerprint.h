// Fingerprint: a few bytes by which a file is told that was written over in place.
#pragma once

#include <cstdint>
#include <vector>

#include "wire/byte_source.h"

namespace sonde::events {

/// The first and the last bytes of what was read of a file. The last ones end in a record's checksum, so they
/// are hardly the same in another file.
class Fingerprint {
 public:
  static constexpr std::size_t kBytes = 64;

  /// Of nothing read; it holds for every source.
  Fingerprint() = default;
  /// Of the bytes [0, end) of the source. Throws what the source throws.
  Fingerprint(wire::ByteSource& source, std::uint64_t end);

  /// Whether these bytes are still where they were. A source that has become shorter is not judged. Throws
  /// what the source throws.
  [[nodiscard]] bool holds(wire::ByteSource& source) const;

 private:
  std::uint64_t end_ = 0;
  std::vector<std::uint8_t> head_;
  std::vector<std::uint8_t> tail_;
};

}  // namespace sonde::events
