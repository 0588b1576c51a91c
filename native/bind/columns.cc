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
#include "columns/run_snapshot.h"

namespace sonde::bind {
namespace {

namespace nb = nanobind;
using namespace nb::literals;
using namespace columns;

nb::tuple info(const RunSeries& series) {
  const Identity& identity = series.identity();
  const Metadata& metadata = *identity.metadata;
  return nb::make_tuple(text(identity.tag), text(identity.kind), text(metadata.plugin_name),
                        static_cast<int>(identity.storage), series.points(), series.first_step(),
                        series.last_step(), series.wall_range().earliest, series.wall_range().latest,
                        series.attempts(), series.superseded(), series.writers(), text(metadata.display_name),
                        text(metadata.description), metadata.data_class,
                        nb::bytes(metadata.plugin_content.data(), metadata.plugin_content.size()));
}

nb::list infos(const RunSnapshot& run) {
  nb::list list;
  for (const auto& series : run.series()) list.append(info(*series));
  return list;
}

const RunSeries& series_of(const RunSnapshot& run, std::string_view tag, std::string_view kind,
                           Storage storage) {
  const RunSeries* series = run.find(tag, kind, storage);
  if (series == nullptr) {
    const std::string what =
        storage == Storage::kScalar ? "scalars" : "series of kind '" + std::string(kind) + "'";
    throw nb::key_error(("the run has no " + what + " for tag '" + std::string(tag) + "'").c_str());
  }
  return *series;
}

nb::tuple scalars(const RunSnapshot& run, std::string_view tag) {
  const RunSeries& series = series_of(run, tag, "scalars", Storage::kScalar);
  ScalarColumns columns;
  {
    const nb::gil_scoped_release release;
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
  for (const RunPart& part : series_of(run, tag, "scalars", Storage::kScalar).parts()) {
    list.append(nb::make_tuple(part.file, part.points->points()));
  }
  return list;
}

nb::tuple blobs(const RunSnapshot& run, std::string_view tag, std::string_view kind, std::uint64_t first,
                std::optional<std::uint64_t> last) {
  const RunSeries& series = series_of(run, tag, kind, Storage::kBlob);
  const std::uint64_t end = std::min(last.value_or(series.points()), series.points());
  BlobColumns columns;
  {
    const nb::gil_scoped_release release;
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
  nb::class_<FileSnapshot>(m, "FileSnapshot", "All series of one event file at one moment. Immutable.")
      .def_prop_ro("name", [](const FileSnapshot& self) { return text(self.name()); })
      .def_prop_ro("points", &FileSnapshot::points);

  nb::class_<RunSnapshot>(
      m, "RunSnapshot",
      "All series of a run at one moment, and which of their points are current. Immutable.")
      .def(
          "__init__",
          [](RunSnapshot* self, std::vector<FileSnapshot> files, const RunSnapshot* previous) {
            const nb::gil_scoped_release release;
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
      .def(
          "infos", &infos,
          nb::sig(
              "def infos(self) -> list[tuple[str, str, str, int, int, int, int, float, float, int, int, int, "
              "str, str, int, bytes]]"),
          "Every series that has points, sorted by tag and kind.\n\n"
          "Each is (tag, kind, plugin, storage, points, first_step, last_step, first_wall_time, "
          "last_wall_time,\n"
          "attempts, superseded, writers, display_name, description, data_class, plugin_content). storage is "
          "0 for\n"
          "scalars, 1 for blobs. The steps are those of the first and the last point in file order; the wall "
          "times\n"
          "are the earliest and the latest finite one (inf and -inf without any), in seconds since 1970.")
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
      .def("blobs", &blobs, "tag"_a, "kind"_a, "first"_a = 0, "last"_a.none() = nb::none(),
           nb::sig(
               "def blobs(self, tag: str, kind: str, first: int = 0, last: int | None = None) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64], "
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
}

}  // namespace sonde::bind
