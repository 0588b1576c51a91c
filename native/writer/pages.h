// Memory for bytes that wait: what is large comes from the system by itself and goes back to it whole.
//
// An allocator keeps what is freed, in case it is asked again: after a disk that was slow for a second, a training
// process would hold megabytes that nobody needs for as long as it runs.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

namespace sonde::writer {

class Pages {
 public:
  static constexpr std::size_t kLarge = std::size_t{1} << 20;

  Pages() = default;
  explicit Pages(std::size_t capacity) : bytes_(take(capacity)), capacity_(capacity) {}
  Pages(Pages&& other) noexcept
      : bytes_(std::exchange(other.bytes_, nullptr)), capacity_(std::exchange(other.capacity_, 0)) {}
  Pages& operator=(Pages&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~Pages() { give_back(bytes_, capacity_); }

  std::uint8_t* get() const { return bytes_; }
  std::size_t capacity() const { return capacity_; }
  bool large() const { return capacity_ > kLarge; }

 private:
  static std::uint8_t* take(std::size_t capacity) {
    if (capacity <= kLarge) return new std::uint8_t[capacity];
    void* const mapped = mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    return static_cast<std::uint8_t*>(mapped);
  }

  static void give_back(std::uint8_t* bytes, std::size_t capacity) {
    if (capacity <= kLarge) {
      delete[] bytes;
    } else {
      munmap(bytes, capacity);
    }
  }

  std::uint8_t* bytes_ = nullptr;
  std::size_t capacity_ = 0;
};

}  // namespace sonde::writer
