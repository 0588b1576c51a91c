// Block: memory for large columns, in huge pages where the system has them.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>

namespace sonde::columns {

/// Uninitialised memory, from which arrays are taken one after another. To touch 16 MB for the first time in
/// pages of 4 KB costs some 6 ms, as much as all the work on a query that fills them; in pages of 2 MB it
/// costs 0.5 ms.
class Block {
 public:
  Block() = default;
  /// Throws std::bad_alloc.
  explicit Block(std::size_t bytes);

  /// The bytes that an array of `size` items takes, aligned for any type.
  template <typename T>
  static constexpr std::size_t bytes_of(std::size_t size) noexcept {
    return (size * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
  }
  /// The next array; the block must have been made large enough for all.
  template <typename T>
  std::span<T> take(std::size_t size) noexcept {
    T* const items = reinterpret_cast<T*>(memory_.get() + taken_);
    taken_ += bytes_of<T>(size);
    return {items, size};
  }
  /// All of the block as one array.
  template <typename T>
  std::span<T> all() noexcept {
    return {reinterpret_cast<T*>(memory_.get()), size_ / sizeof(T)};
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Bytes that no array was taken from yet.
  [[nodiscard]] std::size_t room() const noexcept { return size_ - taken_; }

 private:
  static constexpr std::size_t kAlignment = 64;

  struct Free {
    // What std::aligned_alloc gave must go back by std::free.  NOLINTNEXTLINE(cppcoreguidelines-no-malloc)
    void operator()(std::byte* memory) const noexcept { std::free(memory); }
  };

  std::unique_ptr<std::byte, Free> memory_;
  std::size_t size_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace sonde::columns
