// CRC-32C with the crc32c instructions of ARMv8 (optional in 8.0, always there since 8.1).
#include "crc32c/variants.h"

#ifdef __aarch64__

#ifdef __linux__
#include <sys/auxv.h>
#endif

// Clang before 16 hides arm_acle.h's functions from files that are not compiled for the instructions as a
// whole; the builtins behind them are always there.
#ifdef __clang__
#define SONDE_CRC32C_TARGET [[gnu::target("crc")]]
#define SONDE_CRC32C_INSTRUCTION(width) __builtin_arm_crc32c##width
#else
#include <arm_acle.h>
#define SONDE_CRC32C_TARGET [[gnu::target("+crc")]]
#define SONDE_CRC32C_INSTRUCTION(width) __crc32c##width
#endif
#include "crc32c/interleaved.h"

namespace sonde::crc32c {
namespace {

struct Armv8 {
  SONDE_CRC32C_TARGET static std::uint32_t step(std::uint32_t state, std::uint64_t word) {
    return SONDE_CRC32C_INSTRUCTION(d)(state, word);
  }
  SONDE_CRC32C_TARGET static std::uint32_t step(std::uint32_t state, std::uint32_t word) {
    return SONDE_CRC32C_INSTRUCTION(w)(state, word);
  }
  SONDE_CRC32C_TARGET static std::uint32_t step(std::uint32_t state, std::uint8_t byte) {
    return SONDE_CRC32C_INSTRUCTION(b)(state, byte);
  }
};

}  // namespace

Extend armv8() { return extend_interleaved<Armv8>; }

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
