// A stress of the promise that snapshots make: one thread appends and commits while others read what they
// were given. Built with -fsanitize=thread by test_snapshot_threads.py. Exits 0 when every snapshot showed what
// it had to.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "columns/columns.h"
#include "columns/file_table.h"
#include "columns/run_snapshot.h"
#include "lines/query.h"

namespace {

using namespace sonde::columns;
using sonde::lines::query_scalars;
using sonde::lines::ScalarLines;
using sonde::lines::ScalarQuery;

constexpr int kFiles = 3;
constexpr int kTags = 5;

/// What readers see: the newest snapshot, handed over under a lock as a store does it.
class Store {
 public:
  void commit(std::shared_ptr<const RunSnapshot> run) {
    const std::lock_guard lock(mutex_);
    newest_ = std::move(run);
  }
  std::shared_ptr<const RunSnapshot> newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const RunSnapshot> newest_ =
      std::make_shared<const RunSnapshot>(std::vector<FileSnapshot>());
};

std::string tag(int i) { return "tag/" + std::to_string(i); }

/// Appends in uneven portions across chunk borders, sessions and steps back included, and commits after each.
void append(Store& store, const std::atomic<bool>& stop) {
  std::vector<FileTable> tables(kFiles);
  std::vector<FileSnapshot> files;
  for (int f = 0; f < kFiles; ++f) files.push_back(tables[f].snapshot("file." + std::to_string(f)));
  std::int64_t count = 0;
  for (int round = 0; !stop; ++round) {
    const int f = round % kFiles;
    for (int i = 0; i < 1 + round % 700; ++i, ++count) {
      const SeriesId scalars = tables[f].find_or_add(tag(i % kTags), "scalars", Storage::kScalar, {});
      // The value is the step, so that a reader can tell whether a point is whole.
      const std::int64_t step = count % 5000;
      tables[f].append_scalar(scalars, step, 1e9 + static_cast<double>(count), static_cast<double>(step));
      if (i % 50 == 0) {
        const SeriesId blobs = tables[f].find_or_add("image", "images", Storage::kBlob, {});
        tables[f].append_blob(
            blobs, step, 1e9,
            {static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(step) + 12, 7, 0});
      }
    }
    if (round % 20 == 0) tables[f].start_session();
    files[f] = tables[f].snapshot("file." + std::to_string(f));
    const auto previous = store.newest();
    store.commit(std::make_shared<const RunSnapshot>(files, previous.get()));
  }
}

/// Looks at everything of the newest snapshot and of one from before; returns how many points were wrong.
int read(const Store& store, const std::atomic<bool>& stop) {
  int wrong = 0;
  auto before = store.newest();
  while (!stop) {
    auto now = store.newest();
    for (const auto& run : {before, now}) {
      std::uint64_t points = 0;
      for (std::size_t each = 0; each < run->size(); ++each) {
        const RunSeries series = run->series(each);
        points += series.points();
        if (series.identity().storage == Storage::kBlob) {
          const BlobColumns blobs = blob_columns(series, 0, series.points());
          for (std::size_t i = 0; i < blobs.steps.size(); ++i) {
            wrong += blobs.offsets[i] != static_cast<std::uint64_t>(blobs.steps[i]) + 12;
          }
          continue;
        }
        const ScalarColumns scalars = scalar_columns(series);
        for (std::size_t i = 0; i < scalars.steps.size(); ++i) {
          wrong += scalars.values[i] != static_cast<double>(scalars.steps[i]);
        }
      }
      wrong += points != run->points();
      const RunSnapshot* const runs[] = {run.get(), run.get()};
      ScalarQuery query;
      query.width = 50;
      query.smoothing = 0.5;
      query.threads = 2;
      for (int i = 0; i < kTags; ++i) {
        const ScalarLines lines = query_scalars(runs, tag(i), query);
        for (std::size_t p = 0; p < lines.x.size(); ++p) wrong += lines.x[p] != lines.values[p];
      }
    }
    before = std::move(now);
  }
  return wrong;
}

}  // namespace

int main() {
  Store store;
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  threads.emplace_back([&] { append(store, stop); });
  for (int i = 0; i < 3; ++i) threads.emplace_back([&] { wrong += read(store, stop); });
  std::this_thread::sleep_for(std::chrono::seconds(3));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  std::printf("%llu points, %d wrong\n", static_cast<unsigned long long>(store.newest()->points()),
              wrong.load());
  return wrong == 0 && store.newest()->points() > 0 ? 0 : 1;
}
