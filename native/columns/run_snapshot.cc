// RunSnapshot: joining the series of files by their keys.
#include "columns/run_snapshot.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

namespace sonde::columns {
namespace {

/// Views into an Identity that lives as long as the series it came from.
struct Key {
  std::string_view tag;
  std::string_view kind;
  Storage storage;

  friend auto operator<=>(const Key&, const Key&) = default;
};

struct KeyHash {
  std::size_t operator()(const Key& key) const noexcept {
    constexpr std::hash<std::string_view> hash;
    return hash(key.tag) * 31 + hash(key.kind) + static_cast<std::size_t>(key.storage);
  }
};

Key key_of(const Identity& identity) { return {identity.tag, identity.kind, identity.storage}; }

auto position(const std::vector<std::shared_ptr<const RunSeries>>& series, const Key& key) {
  return std::ranges::lower_bound(series, key, {}, [](const auto& each) { return key_of(each->identity()); });
}

void sort_by_key(std::vector<std::shared_ptr<const RunSeries>>& series) {
  std::ranges::sort(series, {}, [](const auto& each) { return key_of(each->identity()); });
}

RunPart part(std::uint32_t file, std::shared_ptr<const SeriesSnapshot> points) {
  RunPart made;
  made.file = file;
  made.points = std::move(points);
  return made;
}

/// The parts of a series with the one of `file` replaced or added.
std::vector<RunPart> with_part(std::vector<RunPart> parts, RunPart part) {
  const auto at = std::ranges::lower_bound(parts, part.file, {}, &RunPart::file);
  if (at != parts.end() && at->file == part.file) {
    *at = std::move(part);
  } else {
    parts.insert(at, std::move(part));
  }
  return parts;
}

}  // namespace

RunSnapshot::RunSnapshot(std::vector<FileSnapshot> files, const RunSnapshot* previous)
    : files_(std::move(files)) {
  if (previous == nullptr || !update(*previous)) build();
  sum_up();
}

void RunSnapshot::build() {
  std::unordered_map<Key, std::vector<RunPart>, KeyHash> parts;
  for (std::uint32_t file = 0; file < files_.size(); ++file) {
    for (const auto& points : files_[file].series()) {
      if (points->points() == 0) continue;
      parts[key_of(points->identity())].push_back(part(file, points));
    }
  }
  series_.reserve(parts.size());
  for (auto& [key, each] : parts) series_.push_back(std::make_shared<const RunSeries>(std::move(each)));
  sort_by_key(series_);
}

/// False when the previous snapshot is not of an earlier state of the same files; nothing is changed then.
bool RunSnapshot::update(const RunSnapshot& previous) {
  const auto is_later = [](const FileSnapshot& now, const FileSnapshot& before) {
    return now.name() == before.name() && now.series().size() >= before.series().size();
  };
  if (!std::ranges::equal(files_, previous.files_, is_later)) return false;

  std::map<Key, std::vector<RunPart>> changed;
  for (std::uint32_t file = 0; file < files_.size(); ++file) {
    if (files_[file].same_series(previous.files_[file])) continue;
    const SeriesList& now = files_[file].series();
    const SeriesList& before = previous.files_[file].series();
    for (std::size_t id = 0; id < now.size(); ++id) {
      if (id < before.size() && now[id] == before[id]) continue;
      const Key key = key_of(now[id]->identity());
      if (id < before.size() && key != key_of(before[id]->identity())) return false;  // a replaced file
      if (now[id]->points() > 0) {
        changed[key].push_back(part(file, now[id]));
      } else if (id < before.size() && before[id]->points() > 0) {
        return false;  // a replaced file
      }
    }
  }

  series_ = previous.series_;
  std::vector<std::shared_ptr<const RunSeries>> added;
  for (auto& [key, parts] : changed) {
    const auto at = position(series_, key);
    if (at != series_.end() && key_of((*at)->identity()) == key) {
      std::vector<RunPart> all = (*at)->parts();
      for (RunPart& part : parts) all = with_part(std::move(all), std::move(part));
      series_[static_cast<std::size_t>(at - series_.begin())] =
          std::make_shared<const RunSeries>(std::move(all));
    } else {
      added.push_back(std::make_shared<const RunSeries>(std::move(parts)));
    }
  }
  if (!added.empty()) {
    series_.insert(series_.end(), added.begin(), added.end());
    sort_by_key(series_);
  }
  return true;
}

void RunSnapshot::sum_up() {
  for (const auto& each : series_) {
    points_ += each->points();
    attempts_ = std::max(attempts_, each->attempts());
    wall_range_.add(each->wall_range());
  }
}

const RunSeries* RunSnapshot::find(std::string_view tag, std::string_view kind, Storage storage) const {
  const Key key{tag, kind, storage};
  const auto at = position(series_, key);
  return at != series_.end() && key_of((*at)->identity()) == key ? at->get() : nullptr;
}

}  // namespace sonde::columns
