// AppendLog: an array that one thread appends to while readers keep the prefix they were given.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace sonde::columns {

/// The prefix of an AppendLog at some moment: immutable, cheap to copy (one reference count), valid for as
/// long as it is held, and readable by any number of threads while the log goes on growing.
template <typename T>
class LogView {
 public:
  LogView() = default;
  LogView(std::shared_ptr<T[]> items, std::uint32_t size, std::uint32_t capacity)
      : items_(std::move(items)), size_(size), capacity_(capacity) {}

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  const T& operator[](std::size_t i) const noexcept { return items_[i]; }

 private:
  template <typename>
  friend class AppendLog;

  std::shared_ptr<T[]> items_;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

/// A growing array of copyable items. Empty logs allocate nothing.
///
/// Threads: push_back and view belong to one appending thread. A view may be read by any thread that received
/// it through something that orders memory (a mutex, a thread's start, the GIL). That is free of data races
/// because a slot is written once, before any view that covers it is made; a view never reads past its size;
/// and a full array is not moved but replaced by a copy, the old one living until its last view goes.
template <typename T>
class AppendLog {
 public:
  AppendLog() = default;
  /// Goes on behind the newest view of a log that is gone. At most one log may go on behind a view.
  explicit AppendLog(const LogView<T>& newest)
      : items_(newest.items_), size_(newest.size_), capacity_(newest.capacity_) {}

  void push_back(T item) {
    if (size_ == capacity_) grow();
    items_[size_++] = std::move(item);
  }
  [[nodiscard]] LogView<T> view() const { return {items_, size_, capacity_}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// An item that was appended before; for the appending thread.
  const T& operator[](std::size_t i) const noexcept { return items_[i]; }

 private:
  void grow() {
    const std::uint32_t capacity = capacity_ == 0 ? 4 : capacity_ * 2;
    const std::shared_ptr<T[]> items(new T[capacity]);
    std::copy(items_.get(), items_.get() + size_, items.get());
    items_ = items;
    capacity_ = capacity;
  }

  std::shared_ptr<T[]> items_;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace sonde::columns
