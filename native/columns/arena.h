// Arena: memory for what is made in small pieces, kept long and mostly dropped together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace sonde::columns {

/// The next so many words, uninitialised. Pieces that a thread takes one after another lie in one Block, which goes when
/// all of them have gone: ten million points are some 20,000 pieces, and to ask the system for each page of them is a
/// tenth of all reading. What a thread has not used when it ends serves the next one.
///
/// Any thread may call it. Throws std::bad_alloc.
std::shared_ptr<std::uint64_t[]> take_words(std::size_t count);

}  // namespace sonde::columns
