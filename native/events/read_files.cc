// Read files: a queue of files, and threads that take from it.
#include "events/read_files.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <thread>

namespace sonde::events {
namespace {

// The size of what is left to read; 0 when it cannot be learnt, since reading will tell why.
std::uint64_t unread_bytes(const FileToRead& file) {
  try {
    wire::LocalFile source(file.path);
    const std::uint64_t size = source.size();
    const std::uint64_t done = file.file->state().bytes;
    return size - std::min(size, done);
  } catch (const wire::FileError&) {
    return 0;
  }
}

std::vector<std::size_t> largest_first(const std::vector<FileToRead>& files) {
  std::vector<std::uint64_t> sizes(files.size());
  std::ranges::transform(files, sizes.begin(), unread_bytes);
  std::vector<std::size_t> order(files.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::greater(), [&](std::size_t i) { return sizes[i]; });
  return order;
}

// What the threads share. `mutex` guards `running`; everything else is atomic, constant, or one thread's
// slot.
class Reading {
 public:
  explicit Reading(const std::vector<FileToRead>& files)
      : files_(files), order_(largest_first(files)), errors_(files.size()) {}

  void work() {
    std::vector<std::uint8_t> buffer;
    for (std::size_t place = next_++; place < order_.size() && !watch_.cancelled; place = next_++) {
      const std::size_t i = order_[place];
      try {
        wire::LocalFile source(files_[i].path);
        files_[i].file->read(source, buffer, &watch_);
        files_[i].file->rest();
      } catch (...) {
        errors_[i] = std::current_exception();
      }
    }
    const std::scoped_lock lock(mutex_);
    ++finished_;
    done_.notify_one();
  }

  // Waits for `threads` threads to finish, calling each_tick meanwhile.
  void wait(std::size_t threads, const std::function<void(std::uint64_t)>& each_tick) {
    constexpr auto kTick = std::chrono::milliseconds(100);
    std::unique_lock lock(mutex_);
    while (!done_.wait_for(lock, kTick, [&] { return finished_ == threads; })) {
      lock.unlock();
      each_tick(watch_.bytes_done.load(std::memory_order_relaxed));
      lock.lock();
    }
  }

  void cancel() { watch_.cancelled = true; }
  [[nodiscard]] std::uint64_t bytes_done() const { return watch_.bytes_done; }
  std::vector<std::exception_ptr> take_errors() { return std::move(errors_); }

 private:
  const std::vector<FileToRead>& files_;
  std::vector<std::size_t> order_;
  std::vector<std::exception_ptr> errors_;
  std::atomic<std::size_t> next_{0};
  Watch watch_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::size_t finished_ = 0;
};

}  // namespace

std::vector<std::exception_ptr> read_files(const std::vector<FileToRead>& files, unsigned threads,
                                           const std::function<void(std::uint64_t)>& each_tick) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t count = std::min<std::size_t>(threads, files.size());
  Reading reading(files);
  std::vector<std::thread> workers;
  const auto join = [&] {
    for (std::thread& worker : workers) worker.join();
  };
  try {
    for (std::size_t i = 0; i < count; ++i) workers.emplace_back([&] { reading.work(); });
    reading.wait(count, each_tick);
  } catch (...) {
    reading.cancel();
    join();
    throw;
  }
  join();
  each_tick(reading.bytes_done());
  return reading.take_errors();
}

}  // namespace sonde::events
