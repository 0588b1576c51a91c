// UTF-8: makes text out of bytes that only claim to be.
#pragma once

#include <string>
#include <string_view>

namespace sonde::events {

/// The same text, with U+FFFD for every byte that does not belong to a valid UTF-8 sequence.
std::string valid_utf8(std::string_view bytes);

}  // namespace sonde::events
