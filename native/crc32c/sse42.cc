// CRC-32C with the crc32 instruction of SSE4.2 (x86-64 since 2008).
#include "crc32c/variants.h"

#ifdef __x86_64__

#include <nmmintrin.h>

#define SONDE_CRC32C_TARGET [[gnu::target("sse4.2")]]
#include "crc32c/interleaved.h"

namespace sonde::crc32c {
namespace {

struct Sse42 {
  SONDE_CRC32C_TARGET static std::uint32_t step(std::uint32_t state, std::uint64_t word) {
    return static_cast<std::uint32_t>(_mm_crc32_u64(state, word));
  }
  SONDE_CRC32C_TARGET static std::uint32_t step(std::uint32_t state, std::uint32_t word) {
    return _mm_crc32_u32(state, word);
  }
  SONDE_CRC32C_TARGET static std::uint32_t step(std::uint32_t state, std::uint8_t byte) {
    return _mm_crc32_u8(state, byte);
  }
};

}  // namespace

Extend sse42() { return extend_interleaved<Sse42>; }

bool has_sse42() { return __builtin_cpu_supports("sse4.2"); }

}  // namespace sonde::crc32c

#else

namespace sonde::crc32c {

Extend sse42() { return nullptr; }

bool has_sse42() { return false; }

}  // namespace sonde::crc32c

#endif
