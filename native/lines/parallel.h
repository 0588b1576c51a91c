// parallel_for: independent pieces of work spread over a few threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace sonde::lines {

/// Calls work(worker, i) for each i < count, with worker < workers; each worker is one thread, the caller's
/// among them. Every call has returned when this returns. The first exception ends the handing out and is
/// thrown here.
template <typename Work>
void parallel_for(std::size_t count, std::size_t workers, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;  // guards failure; no other lock is taken under it
  const auto run = [&](std::size_t worker) {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(worker, i);
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(workers);
  try {
    while (threads.size() + 1 < workers) threads.emplace_back(run, threads.size() + 1);
  } catch (const std::system_error&) {
    // No more threads to be had: those that there are do the work.
  }
  run(0);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace sonde::lines
