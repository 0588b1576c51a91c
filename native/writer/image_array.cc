#include "writer/image_array.h"

namespace sonde::writer {

namespace {

std::uint8_t pixel(std::uint8_t number) { return number; }

std::uint8_t pixel(float number) {
  const float scaled = number * 255.0F;
  const float above_zero = scaled > 0.0F ? scaled : 0.0F;  // NaN is not above
  return static_cast<std::uint8_t>(above_zero < 255.0F ? above_zero : 255.0F);
}

std::uint8_t pixel(double number) { return pixel(static_cast<float>(number)); }

template <class Number>
void put(const ImageArray<Number>& image, std::uint8_t* out) {
  const auto [height, width, channels] = image.shape;
  const auto [down, right, deep] = image.strides;
  for (std::size_t y = 0; y < height; ++y, out += width * channels)
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const Number* from =
          image.data + static_cast<std::int64_t>(y) * down + static_cast<std::int64_t>(channel) * deep;
      std::uint8_t* to = out + channel;
      for (std::size_t x = 0; x < width; ++x, from += right, to += channels) *to = pixel(*from);
    }
}

}  // namespace

void put_pixels(const ImageArray<float>& image, std::uint8_t* out) { put(image, out); }
void put_pixels(const ImageArray<double>& image, std::uint8_t* out) { put(image, out); }
void put_pixels(const ImageArray<std::uint8_t>& image, std::uint8_t* out) { put(image, out); }

}  // namespace sonde::writer
