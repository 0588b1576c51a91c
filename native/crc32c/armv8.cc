// CRC-32C with the crc32c instructions of ARMv8 (optional in 8.0, always there since 8.1).
#include "crc32c/variants.h"

#ifdef __aarch64__

#ifdef __linux__
#include <sys/auxv.h>
#endif

#include "crc32c/interleaved.h"

namespace sonde::crc32c {

Extend armv8() { return extend_interleaved; }

bool has_armv8() {
#ifdef __linux__
  constexpr unsigned long kHwcapCrc32 = 1UL << 7;  // HWCAP_CRC32 of the kernel's asm/hwcap.h
  return (getauxval(AT_HWCAP) & kHwcapCrc32) != 0;
#else
  return true;  // every Apple processor of this family has it
#endif
}

}  // namespace sonde::crc32c

#else

namespace sonde::crc32c {

Extend armv8() { return nullptr; }

bool has_armv8() { return false; }

}  // namespace sonde::crc32c

#endif
