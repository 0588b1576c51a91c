// Unit: what carries a CRC-32C on by one word, for loops that have it inlined.
//
// A function that calls it must bear SONDE_CRC32C_TARGET, which switches the processor's instruction on for it, and may
// run only where unit_works(): a binary also runs on processors without the instruction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __x86_64__
#include <nmmintrin.h>
#define SONDE_CRC32C_TARGET [[gnu::target("sse4.2")]]
// Clang before 16 hides arm_acle.h's functions from files that are not compiled for the instructions as a
// whole; the builtins behind them are always there.
#elif defined(__aarch64__) && defined(__clang__)
#define SONDE_CRC32C_TARGET [[gnu::target("crc")]]
#define SONDE_CRC32C_INSTRUCTION(width) __builtin_arm_crc32c##width
#elif defined(__aarch64__)
#include <arm_acle.h>
#define SONDE_CRC32C_TARGET [[gnu::target("+crc")]]
#define SONDE_CRC32C_INSTRUCTION(width) __crc32c##width
#else
#include "crc32c/tables.h"
#define SONDE_CRC32C_TARGET
#endif

namespace sonde::crc32c {

/// Whether this processor can run what bears SONDE_CRC32C_TARGET.
bool unit_works();

/// States are the lower half of a word, as the instruction takes and gives them.
#ifdef __x86_64__

struct Unit {
  SONDE_CRC32C_TARGET static std::uint64_t step(std::uint64_t state, std::uint64_t word) {
    return _mm_crc32_u64(state, word);
  }
  SONDE_CRC32C_TARGET static std::uint64_t step(std::uint64_t state, std::uint32_t word) {
    return _mm_crc32_u32(static_cast<std::uint32_t>(state), word);
  }
  SONDE_CRC32C_TARGET static std::uint64_t step(std::uint64_t state, std::uint8_t byte) {
    return _mm_crc32_u8(static_cast<std::uint32_t>(state), byte);
  }
};

#elif defined(__aarch64__)

struct Unit {
  SONDE_CRC32C_TARGET static std::uint64_t step(std::uint64_t state, std::uint64_t word) {
    return SONDE_CRC32C_INSTRUCTION(d)(static_cast<std::uint32_t>(state), word);
  }
  SONDE_CRC32C_TARGET static std::uint64_t step(std::uint64_t state, std::uint32_t word) {
    return SONDE_CRC32C_INSTRUCTION(w)(static_cast<std::uint32_t>(state), word);
  }
  SONDE_CRC32C_TARGET static std::uint64_t step(std::uint64_t state, std::uint8_t byte) {
    return SONDE_CRC32C_INSTRUCTION(b)(static_cast<std::uint32_t>(state), byte);
  }
};

#else

struct Unit {
  static std::uint64_t step(std::uint64_t state, std::uint64_t word) {
    return step_by_tables(static_cast<std::uint32_t>(state), word);
  }
};

#endif

template <class Word>
SONDE_CRC32C_TARGET inline Word load(const std::uint8_t* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// The checksum of `size` bytes, eight at least: that of crc32c::value, without a call and without branches for the
/// bytes that are no whole word. Those come first, with zeros before them, which a state of zero does not feel. The
/// ones that a checksum begins with are added to the bytes instead: to the first four, which may lie in two words.
SONDE_CRC32C_TARGET inline std::uint32_t short_value(const std::uint8_t* at, std::size_t size) {
  constexpr std::uint64_t kOnes = 0xFFFFFFFF;
  const std::size_t odd_bits = size % 8 * 8;
  const std::uint8_t* const end = at + size;
  std::uint64_t state = Unit::step(0, (load<std::uint64_t>(at) ^ kOnes) << (56 - odd_bits) << 8);
  at += size % 8;
  state = Unit::step(state, load<std::uint64_t>(at) ^ kOnes >> odd_bits);
  for (at += 8; at != end; at += 8) state = Unit::step(state, load<std::uint64_t>(at));
  return ~static_cast<std::uint32_t>(state);
}

}  // namespace sonde::crc32c
