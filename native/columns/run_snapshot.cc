// RunSnapshot: joining the series of files.
#include "columns/run_snapshot.h"

#include <algorithm>
#include <utility>

namespace sonde::columns {

RunSnapshot::RunSnapshot(std::vector<FileSnapshot> files, const RunSnapshot* previous)
    : files_(std::move(files)),
      directory_(Directory::of(files_, previous != nullptr ? previous->directory_ : nullptr)) {
  sum_up();
}

RunSeries RunSnapshot::series(std::size_t i) const {
  std::vector<RunPart> parts;
  const std::span<const Directory::Place> places = directory_->places(i);
  parts.reserve(places.size());
  for (const Directory::Place place : places) {
    RunPart& part = parts.emplace_back();
    part.file = place.file;
    part.points = &at(place);
  }
  return RunSeries(std::move(parts));
}

const SeriesSnapshot* RunSnapshot::in_one_piece(std::size_t i) const {
  const std::span<const Directory::Place> places = directory_->places(i);
  const SeriesSnapshot& first = at(places.front());
  return places.size() == 1 && first.segments() == 1 ? &first : nullptr;
}

const Identity& RunSnapshot::identity(std::size_t i) const {
  const std::span<const Directory::Place> places = directory_->places(i);
  for (const Directory::Place place : places) {
    if (at(place).identity().metadata->present) return at(place).identity();
  }
  return at(places.front()).identity();
}

std::uint64_t RunSnapshot::points_of(std::size_t i) const {
  std::uint64_t points = 0;
  for (const Directory::Place place : directory_->places(i)) points += at(place).points();
  return points;
}

WallRange RunSnapshot::wall_range_of(std::size_t i) const {
  WallRange range;
  for (const Directory::Place place : directory_->places(i)) range.add(at(place).wall_range());
  return range;
}

SeriesFacts RunSnapshot::facts(std::size_t i) const {
  if (const SeriesSnapshot* const whole = in_one_piece(i)) {
    return {&whole->identity(),
            whole->points(),
            whole->segment(0).first_step,
            whole->segment(0).last_step,
            whole->wall_range(),
            1,
            0,
            1};
  }
  const RunSeries whole = series(i);
  return {&whole.identity(),  whole.points(),   whole.first_step(), whole.last_step(),
          whole.wall_range(), whole.attempts(), whole.superseded(), whole.writers()};
}

std::optional<std::size_t> RunSnapshot::index_of(std::string_view tag, std::string_view kind,
                                                 Storage storage) const {
  const auto [begin, end] = directory_->of_tag(tag);
  for (std::size_t i = begin; i < end; ++i) {
    const Identity& identity = directory_->identity(i);
    if (identity.kind == kind && identity.storage == storage) return i;
  }
  return std::nullopt;
}

std::optional<RunSeries> RunSnapshot::find(std::string_view tag, std::string_view kind,
                                           Storage storage) const {
  const std::optional<std::size_t> i = index_of(tag, kind, storage);
  return i ? std::optional<RunSeries>(series(*i)) : std::nullopt;
}

/// A file knows what its series come to; only how attempts of several files follow each other takes a look at
/// each series.
void RunSnapshot::sum_up() {
  for (const FileSnapshot& file : files_) {
    points_ += file.points();
    wall_range_.add(file.list().wall_range);
    attempts_ = std::max(attempts_, file.list().segments);
  }
  if (files_.size() < 2) return;
  for (std::size_t i = 0; i < size(); ++i) {
    if (directory_->places(i).size() > 1) attempts_ = std::max(attempts_, series(i).attempts());
  }
}

namespace {

bool same_words(const Identity& a, const Identity& b) {
  return &a == &b || (order(a, b) == 0 && *a.metadata == *b.metadata);
}

}  // namespace

bool differs(const RunSnapshot& now, std::size_t i, const RunSnapshot& before, std::size_t j) {
  const std::span<const Directory::Place> places = now.directory().places(i);
  const std::span<const Directory::Place> former = before.directory().places(j);
  if (places.size() != former.size()) return true;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const SeriesList& list = now.files()[places[k].file].list();
    const SeriesList& formerly = before.files()[former[k].file].list();
    if (&list == &formerly) continue;
    const SeriesSnapshot& series = list.series[places[k].id];
    const SeriesSnapshot& former_series = formerly.series[former[k].id];
    if (!same_words(series.identity(), former_series.identity()) || series.points() != former_series.points())
      return true;
    // Series of one table only grow; those of two may be of a file that was written anew.
    if (list.table != formerly.table && !series.same_points(former_series)) return true;
  }
  return false;
}

}  // namespace sonde::columns
