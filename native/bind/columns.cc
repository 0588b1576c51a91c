// What native/columns offers to Python: snapshots of the columns of files and runs.
#include "columns/columns.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bind/arrays.h"
#include "bind/bind.h"
#include "bind/convert.h"
#include "bind/gil.h"
#include "bind/identities.h"
#include "columns/run_snapshot.h"
#include "columns/tag_list.h"
#include "columns/tag_names.h"

namespace sonde::bind {
namespace {

namespace nb = nanobind;
using namespace nb::literals;
using namespace columns;

nb::tuple info(const RunSnapshot& run, std::size_t i) {
  const SeriesFacts facts = run.facts(i);
  const Identity& identity = *facts.identity;
  const Metadata& metadata = *identity.metadata;
  return nb::make_tuple(text(identity.tag), text(identity.kind), text(metadata.plugin_name),
                        static_cast<int>(identity.storage), facts.points, facts.first_step, facts.last_step,
                        facts.wall_range.earliest, facts.wall_range.latest, facts.attempts, facts.superseded,
                        facts.writers, text(metadata.display_name), text(metadata.description),
                        metadata.data_class,
                        nb::bytes(metadata.plugin_content.data(), metadata.plugin_content.size()));
}

nb::list infos(const RunSnapshot& run, std::size_t begin, std::size_t end, const std::string* kind) {
  nb::list list;
  for (std::size_t i = begin; i < end; ++i) {
    if (kind == nullptr || run.directory().identity(i).kind == *kind) list.append(info(run, i));
  }
  return list;
}

std::size_t count(const RunSnapshot& run, const std::string& kind) {
  const WithoutGil release;
  std::size_t found = 0;
  for (std::size_t i = 0; i < run.size(); ++i) found += run.directory().identity(i).kind == kind ? 1 : 0;
  return found;
}

RunSeries series_of(const RunSnapshot& run, std::string_view tag, std::string_view kind, Storage storage) {
  std::optional<RunSeries> series = run.find(tag, kind, storage);
  if (!series) {
    const std::string what =
        storage == Storage::kScalar ? "scalars" : "series of kind '" + std::string(kind) + "'";
    throw nb::key_error(("the run has no " + what + " for tag '" + std::string(tag) + "'").c_str());
  }
  return *std::move(series);
}

/// The series that differ from those before, by kind; None for more than `most`.
std::optional<nb::dict> changes(const RunSnapshot& now, const RunSnapshot* before, std::size_t most) {
  std::vector<const Identity*> changed;
  {
    const WithoutGil release;
    const auto add = [&](const Identity& identity) { changed.push_back(&identity); };
    compare(
        now, before, [&](std::size_t i) { add(now.directory().identity(i)); },
        [&](std::size_t j) {
          if (before != nullptr) add(before->directory().identity(j));
        },
        [&](std::size_t i, std::size_t j) {
          if (before != nullptr && differs(now, i, *before, j)) add(now.directory().identity(i));
        });
  }
  if (changed.size() > most) return std::nullopt;
  nb::dict by_kind;
  for (const Identity* identity : changed) {
    const nb::str kind = text(identity->kind);
    if (!by_kind.contains(kind)) by_kind[kind] = nb::list();
    nb::cast<nb::list>(by_kind[kind]).append(text(identity->tag));
  }
  return by_kind;
}

nb::list tag_rows(const TagSums& sums, const std::optional<std::string>& kind) {
  std::vector<const TagSum*> sorted;
  {
    const WithoutGil release;
    sorted = sums.sorted();
  }
  const auto said = [](const std::string* words) { return words != nullptr ? text(*words) : nb::str(""); };
  nb::list rows;
  for (const TagSum* sum : sorted) {
    if (kind && sum->identity->kind != *kind) continue;
    rows.append(nb::make_tuple(text(sum->identity->tag), text(sum->identity->kind), sum->runs, sum->points,
                               said(sum->display_name), said(sum->description), sum->last_wall_time));
  }
  return rows;
}

std::vector<const RunSnapshot*> snapshots_of(const std::vector<nb::object>& runs) {
  std::vector<const RunSnapshot*> snapshots;
  snapshots.reserve(runs.size());
  for (const nb::object& run : runs) snapshots.push_back(&nb::cast<const RunSnapshot&>(run));
  return snapshots;
}

nb::list tag_names_of(const std::vector<nb::object>& runs, const std::string& kind) {
  const std::vector<const RunSnapshot*> snapshots = snapshots_of(runs);
  std::vector<std::string_view> names;
  {
    const WithoutGil release;
    names = tag_names(snapshots, kind);
  }
  nb::list list;
  for (const std::string_view name : names) list.append(text(std::string(name)));
  return list;
}

nb::tuple scalars(const RunSnapshot& run, std::string_view tag) {
  const RunSeries series = series_of(run, tag, "scalars", Storage::kScalar);
  ScalarColumns columns;
  {
    const WithoutGil release;
    columns = scalar_columns(series);
  }
  return nb::make_tuple(own(std::move(columns.steps)), own(std::move(columns.wall_times)),
                        own(std::move(columns.values)), own(std::move(columns.attempts)),
                        own(std::move(columns.writers)), own_bools(std::move(columns.superseded)));
}

nb::list file_names(const RunSnapshot& run) {
  nb::list list;
  for (const FileSnapshot& file : run.files()) list.append(text(file.name()));
  return list;
}

nb::list scalar_parts(const RunSnapshot& run, std::string_view tag) {
  nb::list list;
  const RunSeries series = series_of(run, tag, "scalars", Storage::kScalar);
  for (const RunPart& part : series.parts()) {
    list.append(nb::make_tuple(part.file, part.points->points()));
  }
  return list;
}

nb::tuple blobs(const RunSnapshot& run, std::string_view tag, std::string_view kind, std::uint64_t first,
                std::optional<std::uint64_t> last) {
  const RunSeries series = series_of(run, tag, kind, Storage::kBlob);
  const std::uint64_t end = std::min(last.value_or(series.points()), series.points());
  BlobColumns columns;
  {
    const WithoutGil release;
    columns = blob_columns(series, std::min(first, end), end);
  }
  return nb::make_tuple(own(std::move(columns.steps)), own(std::move(columns.wall_times)),
                        own(std::move(columns.files)), own(std::move(columns.record_offsets)),
                        own(std::move(columns.offsets)), own(std::move(columns.lengths)),
                        own(std::move(columns.fields)), own(std::move(columns.attempts)),
                        own(std::move(columns.writers)), own_bools(std::move(columns.superseded)));
}

}  // namespace

void bind_columns(nb::module_& m) {
  nb::class_<SharedIdentities>(m, "Identities",
                               "What series are called, each kept once for all files of a board.")
      .def(nb::init<>());
  nb::class_<FileSnapshot>(m, "FileSnapshot", "All series of one event file at one moment. Immutable.")
      .def_prop_ro("name", [](const FileSnapshot& self) { return text(self.name()); })
      .def_prop_ro("points", &FileSnapshot::points);

  nb::class_<RunSnapshot>(
      m, "RunSnapshot",
      "All series of a run at one moment, and which of their points are current. Immutable.")
      .def(
          "__init__",
          [](RunSnapshot* self, std::vector<FileSnapshot> files, const RunSnapshot* previous) {
            const WithoutGil release;
            new (self) RunSnapshot(std::move(files), previous);
          },
          "files"_a, "previous"_a.none() = nb::none(),
          "Joins the files of a run, given in lexicographic order of their names.\n\n"
          "With the snapshot that came before, only the series that changed since are worked out again.")
      .def_prop_ro("file_names", &file_names, nb::sig("def file_names(self) -> list[str]"),
                   "The names of the files, in the order in which indices of files count them.")
      .def_prop_ro("points", &RunSnapshot::points)
      .def_prop_ro("attempts", &RunSnapshot::attempts, "The largest number of attempts of a series.")
      .def_prop_ro(
          "start_time",
          [](const RunSnapshot& self) -> std::optional<double> {
            if (self.wall_range().empty()) return std::nullopt;
            return self.wall_range().earliest;
          },
          "The earliest finite wall time, in seconds since 1970; None without one.")
      .def_prop_ro(
          "last_time",
          [](const RunSnapshot& self) -> std::optional<double> {
            if (self.wall_range().empty()) return std::nullopt;
            return self.wall_range().latest;
          },
          "The latest finite wall time, in seconds since 1970; None without one.")
      .def("__len__", &RunSnapshot::size, "How many series have points.")
      .def(
          "infos",
          [](const RunSnapshot& self, const std::optional<std::string>& kind) {
            return infos(self, 0, self.size(), kind ? &*kind : nullptr);
          },
          "kind"_a.none() = nb::none(),
          nb::sig("def infos(self, kind: str | None = None) -> list[tuple[str, str, str, int, int, int, int, "
                  "float, float, int, int, int, str, str, int, bytes]]"),
          "Every series that has points, or those of a kind, sorted by tag and kind.\n\n"
          "Each is (tag, kind, plugin, storage, points, first_step, last_step, first_wall_time, "
          "last_wall_time,\n"
          "attempts, superseded, writers, display_name, description, data_class, plugin_content). storage is "
          "0 for\n"
          "scalars, 1 for blobs. The steps are those of the first and the last point in file order; the wall "
          "times\n"
          "are the earliest and the latest finite one (inf and -inf without any), in seconds since 1970.")
      .def(
          "infos_of",
          [](const RunSnapshot& self, std::string_view tag) {
            const auto [begin, end] = self.directory().of_tag(tag);
            return infos(self, begin, end, nullptr);
          },
          "tag"_a,
          nb::sig("def infos_of(self, tag: str) -> list[tuple[str, str, str, int, int, int, int, "
                  "float, float, int, int, int, str, str, int, bytes]]"),
          "The same for the series of one tag: one, or one per kind; none when the run does not have it.")
      .def("count", &count, "kind"_a, "How many series of a kind have points.")
      .def("changes", &changes, "before"_a.none(), "most"_a,
           nb::sig("def changes(self, before: RunSnapshot | None, most: int) -> dict[str, list[str]] | None"),
           "The tags, by kind, of series that came, went or differ since an earlier snapshot of the run "
           "(None: "
           "all that there\n"
           "are). None for more than `most` series. Costs in proportion to the series of the run.")
      .def(
          "scalars", &scalars, "tag"_a,
          nb::sig(
              "def scalars(self, tag: str) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64], "
              "NDArray[numpy.float64], NDArray[numpy.int32], NDArray[numpy.int32], NDArray[numpy.bool_]]"),
          "Every point of a scalar series, in file order and then in order of records.\n\n"
          "Returns (steps int64, wall_times float64 seconds, values float64, attempts int32, writers int32,\n"
          "superseded bool), each of shape [points] and owned by the caller. KeyError when the run has no "
          "such tag.")
      .def("scalar_parts", &scalar_parts, "tag"_a,
           nb::sig("def scalar_parts(self, tag: str) -> list[tuple[int, int]]"),
           "Which files the points of a scalar series come from, in the order of `scalars`: (file, points) "
           "for each.\n\n"
           "file is an index into file_names. KeyError when the run has no such tag.")
      .def(
          "blobs", &blobs, "tag"_a, "kind"_a, "first"_a = 0, "last"_a.none() = nb::none(),
          nb::sig(
              "def blobs(self, tag: str, kind: str, first: int = 0, last: int | None = None) -> "
              "tuple[NDArray[numpy.int64], NDArray[numpy.float64], "
              "NDArray[numpy.int32], NDArray[numpy.uint64], NDArray[numpy.uint64], NDArray[numpy.uint64], "
              "NDArray[numpy.uint8], NDArray[numpy.int32], NDArray[numpy.int32], NDArray[numpy.bool_]]"),
          "Points [first, last) of a series that is kept as places in files, in file order and then in order "
          "of\n"
          "records; last=None stands for its end. A few of many points cost as little as few.\n\n"
          "Returns (steps int64, wall_times float64 seconds, files int32, record_offsets uint64, offsets "
          "uint64,\n"
          "lengths uint64, fields uint8, attempts int32, writers int32, superseded bool), each of shape "
          "[points].\n"
          "files are indices into the files of this snapshot; offsets and lengths are bytes in that file. "
          "KeyError\n"
          "when the run has no such series.");

  nb::class_<TagSums>(m, "TagSums", "What all runs of a board say of each tag at one moment. Immutable.")
      .def(
          "rows", &tag_rows, "kind"_a.none() = nb::none(),
          nb::sig(
              "def rows(self, kind: str | None = None) -> list[tuple[str, str, int, int, str, str, float]]"),
          "Every tag, or those of a kind, sorted by tag and kind: (tag, kind, runs, points, display_name, "
          "description,\n"
          "last_wall_time). The words are the first that are not empty in the order of the runs; the time is "
          "-inf without any.");
  nb::class_<TagList>(m, "TagList", "The tags of a board while its runs change. For one thread.")
      .def(nb::init<>())
      .def(
          "replace",
          [](TagList& self, const RunSnapshot* before, const RunSnapshot* now) {
            const WithoutGil release;
            return self.replace(before, now);
          },
          "before"_a.none(), "now"_a.none(),
          "Takes in that a run changed; None where it was or is not there. False when that is not enough: "
          "then "
          "call\n"
          "sum_up with all runs.")
      .def(
          "sum_up",
          [](TagList& self, const std::vector<nb::object>& runs) {
            const std::vector<const RunSnapshot*> snapshots = snapshots_of(runs);
            const WithoutGil release;
            self.sum_up(snapshots);
          },
          "runs"_a, nb::sig("def sum_up(self, runs: Sequence[RunSnapshot]) -> None"),
          "The sums anew, of all runs in their order.")
      .def("sums", [](const TagList& self) { return self.sums(); }, "The sums as they are now.");
  m.def("tag_names", &tag_names_of, "runs"_a, "kind"_a,
        nb::sig("def tag_names(runs: Sequence[RunSnapshot], kind: str) -> list[str]"),
        "The tags of a kind that any of these runs has, sorted, each once.\n\n"
        "Costs in proportion to the different lists of series that the runs have.");
}

}  // namespace sonde::bind
