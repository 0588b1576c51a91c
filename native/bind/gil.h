// Python's lock, let go while C++ works and taken again, without harm at the end of the process.
#pragma once

#include <nanobind/nanobind.h>

#include <chrono>
#include <thread>

namespace sonde::bind {

// nanobind's guards of the same purpose must not be used here. Up to Python 3.13 a daemon thread that asks for the
// lock while the interpreter ends is ended by pthread_exit. That unwinds the stack like an exception, into
// destructors that may not throw, and so aborts the process: a script that was done would end with status 134.
// Here such a thread stays until the process is over, as Python itself has it from 3.14 on
// (https://github.com/python/cpython/issues/87135).
template <class Take>
auto take_gil(Take take) noexcept {
  try {
    return take();
  } catch (...) {  // the unwinding of pthread_exit, which must not be ended by leaving this
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
  }
}

// Lets go of the lock for as long as this lives.
class WithoutGil {
 public:
  WithoutGil() : state_(PyEval_SaveThread()) {}
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;
  ~WithoutGil() {
    take_gil([&] { PyEval_RestoreThread(state_); });
  }

 private:
  PyThreadState* state_;
};

// Holds the lock for as long as this lives, in C++ that was called without it.
class WithGil {
 public:
  WithGil() : state_(take_gil([] { return PyGILState_Ensure(); })) {}
  WithGil(const WithGil&) = delete;
  WithGil& operator=(const WithGil&) = delete;
  ~WithGil() { PyGILState_Release(state_); }

 private:
  PyGILState_STATE state_;
};

}  // namespace sonde::bind
