// The dispatcher: lists the variants and takes the fastest that this processor can run.
#include "crc32c/crc32c.h"

#include <array>
#include <atomic>

#include "crc32c/unit.h"
#include "crc32c/variants.h"

namespace sonde::crc32c {
namespace {

std::uint32_t choose_and_extend(std::uint32_t crc, Bytes data);

// Starts as the chooser, so that no static initialiser must have run first. Threads may choose twice: same
// choice. NOLINTNEXTLINE(*-avoid-non-const-global-variables): set once, and always to the same
constinit std::atomic<Extend> chosen{choose_and_extend};

std::uint32_t choose_and_extend(std::uint32_t crc, Bytes data) {
  Extend fastest = extend_portable;
  for (const Variant& variant : variants())
    if (variant.usable) fastest = variant.extend;
  chosen.store(fastest, std::memory_order_relaxed);
  return fastest(crc, data);
}

}  // namespace

std::uint32_t extend(std::uint32_t crc, Bytes data) {
  return chosen.load(std::memory_order_relaxed)(crc, data);
}

bool unit_works() {
#ifdef __x86_64__
  return has_sse42();
#elif defined(__aarch64__)
  return has_armv8();
#else
  return true;
#endif
}

std::span<const Variant> variants() {
  static const std::array<Variant, 3> all{{
      {"portable", extend_portable, true},
      {"sse42", sse42(), sse42() != nullptr && has_sse42()},
      {"armv8", armv8(), armv8() != nullptr && has_armv8()},
  }};
  return all;
}

}  // namespace sonde::crc32c
