// A stress of the promises that the writing engine makes.
// Built with sanitizers by test_writer_threads.py. Exits 0 when every event was written once, in order, by
// threads and forks alike.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "writer/event_bytes.h"
#include "writer/event_writer.h"

namespace {

using namespace sonde::writer;

constexpr int kThreads = 4;
constexpr int kEvents = 3000;
constexpr int kForks = 3;

// The address sanitizer of GCC 12 hands a fork its allocator's locks as they are, where malloc puts its own in
// order: a fork amid threads that allocate may hang in it for ever. So there, forks come before threads.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kForksAmidThreads = false;
#else
constexpr bool kForksAmidThreads = true;
#endif

std::shared_ptr<EventWriter> writer_in(const std::string& directory) {
  return EventWriter::make({{directory, "", "stress"}, std::chrono::milliseconds(1)}, false);
}

void log(EventWriter& writer, int thread, int events) {
  const std::string tag(1, static_cast<char>('a' + thread));
  for (int step = 0; step < events; ++step)
    while (writer.add(SimpleScalar{{1.0, step}, tag, 1.0F}) == Added::kFull) writer.wait_for_room(64);
}

// How many whole records the files of a directory hold, or -1 when one is torn.
int records_in(const std::string& directory) {
  int records = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
    std::size_t at = 0;
    while (at + Records::kFrame <= bytes.size()) {
      std::uint64_t length = 0;
      std::memcpy(&length, bytes.data() + at, sizeof length);
      at += length + Records::kFrame;
      ++records;
    }
    if (at != bytes.size()) return -1;
    --records;  // the file's version
  }
  return records;
}

bool threads_share_a_writer(const std::string& directory) {
  const auto writer = writer_in(directory);
  writer->open();
  std::vector<std::thread> threads;
  threads.reserve(kThreads + 1);
  for (int i = 0; i < kThreads; ++i) threads.emplace_back([&, i] { log(*writer, i, kEvents); });
  threads.emplace_back([&] {
    for (int i = 0; i < 200; ++i) {
      writer->flush();
      writer->report();
      writer->acknowledge();
    }
  });
  for (std::thread& thread : threads) thread.join();
  writer->close();
  return records_in(directory) == kThreads * kEvents;
}

bool forks_have_files_of_their_own(const std::string& directory) {
  const auto writer = writer_in(directory);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  const auto start_threads = [&] {
    for (int i = 0; i < kThreads; ++i) threads.emplace_back([&, i] { log(*writer, i, kEvents); });
  };
  if (kForksAmidThreads) start_threads();
  std::vector<pid_t> children;
  for (int i = 0; i < kForks; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      log(*writer, i, kEvents);
      writer->close();
      ::_exit(0);
    }
    children.push_back(child);
  }
  if (!kForksAmidThreads) start_threads();
  bool well = true;
  for (const pid_t child : children) {
    int status = 1;
    ::waitpid(child, &status, 0);
    well = well && status == 0;
  }
  for (std::thread& thread : threads) thread.join();
  writer->close();
  return well && records_in(directory) == (kThreads + kForks) * kEvents;
}

bool writers_come_and_go(const std::string& directory) {
  for (int i = 0; i < 200; ++i) log(*writer_in(directory), i % 20, 3);
  Flusher::instance().stop(std::chrono::seconds(5));
  log(*writer_in(directory), 0, 3);  // whoever adds writes, when the thread is gone
  return records_in(directory) == 603;
}

}  // namespace

int main() {
  const std::string root =
      (std::filesystem::temp_directory_path() / ("sonde-stress-" + std::to_string(::getpid()))).string();
  struct Check {
    const char* name;
    bool (*run)(const std::string&);
  };
  const Check checks[] = {{"threads", threads_share_a_writer},
                          {"forks", forks_have_files_of_their_own},
                          {"lives", writers_come_and_go}};
  int failed = 0;
  for (const Check& check : checks) {
    const bool well = check.run(root + "/" + check.name);
    std::printf("%s: %s\n", check.name, well ? "well" : "FAILED");
    failed += well ? 0 : 1;
  }
  std::filesystem::remove_all(root);
  return failed;
}
