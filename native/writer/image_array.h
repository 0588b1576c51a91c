// Pixels from arrays of numbers, of several types and any layout.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sonde::writer {

// An array [height, width, channels] whose elements lie `strides` elements apart.
template <class Number>
struct ImageArray {
  const Number* data;
  std::array<std::size_t, 3> shape;
  std::array<std::int64_t, 3> strides;
};

// Writes the pixels of numbers in [0, 1] row by row; what lies outside is clipped, and NaN is 0. As PyTorch
// does, numbers are multiplied by 255 as float32 and cut, not rounded.
void put_pixels(const ImageArray<float>& image, std::uint8_t* out);
void put_pixels(const ImageArray<double>& image, std::uint8_t* out);
void put_pixels(const ImageArray<std::uint8_t>& image, std::uint8_t* out);  // as they are

}  // namespace sonde::writer
