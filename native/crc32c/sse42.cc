// CRC-32C with the crc32 instruction of SSE4.2 (x86-64 since 2008).
#include "crc32c/variants.h"

#ifdef __x86_64__

#include "crc32c/interleaved.h"

namespace sonde::crc32c {

Extend sse42() { return extend_interleaved; }

bool has_sse42() { return __builtin_cpu_supports("sse4.2"); }

}  // namespace sonde::crc32c

#else

namespace sonde::crc32c {

Extend sse42() { return nullptr; }

bool has_sse42() { return false; }

}  // namespace sonde::crc32c

#endif
