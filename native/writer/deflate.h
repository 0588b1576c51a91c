// Deflate (RFC 1951) for the rows of pictures: as dense as zlib's default level, several times as fast.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sonde::writer {

// Appends `data` as one complete deflate stream.
void deflate(std::span<const std::uint8_t> data, std::vector<std::uint8_t>& out);

}  // namespace sonde::writer
