// What native/series offers to Python: snapshots of columns, and queries over them.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bind/arrays.h"
#include "bind/bind.h"
#include "series/columns.h"
#include "series/file_table.h"
#include "series/histogram.h"
#include "series/m4.h"
#include "series/query.h"
#include "series/run_snapshot.h"
#include "series/smooth.h"

namespace sonde::bind {
namespace {

namespace nb = nanobind;
using namespace nb::literals;
using namespace series;

/// Text from an event file. What is not UTF-8 in it is shown as U+FFFD.
nb::str text(const std::string& bytes) {
  PyObject* made = PyUnicode_DecodeUTF8(bytes.data(), static_cast<Py_ssize_t>(bytes.size()), "replace");
  if (made == nullptr) nb::raise_python_error();
  return nb::steal<nb::str>(made);
}

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

nb::tuple blobs(const RunSnapshot& run, std::string_view tag, std::string_view kind) {
  const RunSeries& series = series_of(run, tag, kind, Storage::kBlob);
  BlobColumns columns;
  {
    const nb::gil_scoped_release release;
    columns = blob_columns(series);
  }
  return nb::make_tuple(own(std::move(columns.steps)), own(std::move(columns.wall_times)),
                        own(std::move(columns.files)), own(std::move(columns.record_offsets)),
                        own(std::move(columns.offsets)), own(std::move(columns.lengths)),
                        own(std::move(columns.fields)), own(std::move(columns.attempts)),
                        own(std::move(columns.writers)), own_bools(std::move(columns.superseded)));
}

ScalarLines query(const std::vector<nb::object>& runs, std::string_view tag, const ScalarQuery& query) {
  std::vector<const RunSnapshot*> snapshots;
  snapshots.reserve(runs.size());
  for (const nb::object& run : runs) {
    if (!nb::isinstance<RunSnapshot>(run)) throw nb::type_error("runs must be a list of RunSnapshot");
    snapshots.push_back(nb::inst_ptr<RunSnapshot>(run));
  }
  const nb::gil_scoped_release release;
  return query_scalars(snapshots, tag, query);
}

/// A column of ScalarLines, a vector or a Buffer, as a property.
template <typename Column>
auto column(Column ScalarLines::* member) {
  return [member](nb::handle_t<ScalarLines> self) {
    return show(nb::cast<const ScalarLines&>(self).*member, self);
  };
}

void bind_file_table(nb::module_& m) {
  nb::class_<FileTable>(m, "FileTable",
                        "All series of one event file while they grow; the readers fill one each.")
      .def(nb::init<>())
      .def(
          "append_scalars",
          [](FileTable& self, std::string_view tag, const Input<std::int64_t>& steps,
             const Input<double>& wall_times, const Input<double>& values) {
            if (steps.shape(0) != wall_times.shape(0) || steps.shape(0) != values.shape(0)) {
              throw nb::value_error("steps, wall_times and values must be of equal length");
            }
            self.append_scalars(self.find_or_add(tag, "scalars", Storage::kScalar, {}), span_of(steps),
                                span_of(wall_times), span_of(values));
          },
          "tag"_a, "steps"_a, "wall_times"_a, "values"_a)
      .def(
          "append_blob",
          [](FileTable& self, std::string_view tag, std::string_view kind, std::int64_t step,
             double wall_time, std::uint64_t record_offset, std::uint64_t offset, std::uint64_t length,
             std::uint8_t field) {
            self.append_blob(self.find_or_add(tag, kind, Storage::kBlob, {}), step, wall_time,
                             {record_offset, offset, length, field});
          },
          "tag"_a, "kind"_a, "step"_a, "wall_time"_a, "record_offset"_a, "offset"_a, "length"_a,
          "field"_a = 0)
      .def(
          "describe",
          [](FileTable& self, std::string_view tag, std::string_view kind, std::string plugin_name,
             const nb::bytes& plugin_content, std::string display_name, std::string description,
             int data_class) {
            const Metadata metadata{std::move(plugin_name),
                                    std::string(plugin_content.c_str(), plugin_content.size()),
                                    std::move(display_name),
                                    std::move(description),
                                    data_class,
                                    true};
            const Storage storage = kind == "scalars" ? Storage::kScalar : Storage::kBlob;
            self.find_or_add(tag, kind, storage, metadata);
          },
          "tag"_a, "kind"_a, "plugin_name"_a = "", "plugin_content"_a = nb::bytes("", 0),
          "display_name"_a = "", "description"_a = "", "data_class"_a = 0,
          "Gives a series its metadata; the first one stays.")
      .def("start_session", &FileTable::start_session, "The next point of every series begins a new attempt.")
      .def("snapshot", &FileTable::snapshot, "name"_a);
}

void bind_snapshots(nb::module_& m) {
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
      .def("blobs", &blobs, "tag"_a, "kind"_a,
           nb::sig(
               "def blobs(self, tag: str, kind: str) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64], "
               "NDArray[numpy.int32], NDArray[numpy.uint64], NDArray[numpy.uint64], NDArray[numpy.uint64], "
               "NDArray[numpy.uint8], NDArray[numpy.int32], NDArray[numpy.int32], NDArray[numpy.bool_]]"),
           "Every point of a series that is kept as places in files, in file order and then in order of "
           "records.\n\n"
           "Returns (steps int64, wall_times float64 seconds, files int32, record_offsets uint64, offsets "
           "uint64,\n"
           "lengths uint64, fields uint8, attempts int32, writers int32, superseded bool), each of shape "
           "[points].\n"
           "files are indices into the files of this snapshot; offsets and lengths are bytes in that file. "
           "KeyError\n"
           "when the run has no such series.");
}

void bind_lines(nb::module_& m) {
  nb::class_<ScalarLines>(
      m, "ScalarLines",
      "The answer of query_scalars. Arrays are read-only views.\n\n"
      "One entry per line in runs … hidden; the points of line i are [offsets[i], offsets[i + 1])\n"
      "of steps … smoothed_at, those of its smoothed curve the same by smoothed_offsets.")
      .def("__len__", [](const ScalarLines& self) { return self.runs.size(); })
      .def_prop_ro("runs", column(&ScalarLines::runs), "Index into the runs of the query.")
      .def_prop_ro("files", column(&ScalarLines::files),
                   "The file of the line's last point, an index into the files of its run.")
      .def_prop_ro("attempts", column(&ScalarLines::attempts), "The attempt of the line's last point.")
      .def_prop_ro("attempt_counts", column(&ScalarLines::attempt_counts),
                   "How many attempts the line's writer made, shown or not.")
      .def_prop_ro("writers", column(&ScalarLines::writers))
      .def_prop_ro("writer_counts", column(&ScalarLines::writer_counts),
                   "How many writers the series has at one time.")
      .def_prop_ro("points", column(&ScalarLines::points), "All points of the line.")
      .def_prop_ro("in_range", column(&ScalarLines::in_range), "Those of them whose x is in view.")
      .def_prop_ro("hidden", column(&ScalarLines::hidden), "Those whose x has no place on the axis.")
      .def_prop_ro("offsets", column(&ScalarLines::offsets))
      .def_prop_ro("steps", column(&ScalarLines::steps))
      .def_prop_ro("wall_times", column(&ScalarLines::wall_times), "Seconds since 1970.")
      .def_prop_ro("x", column(&ScalarLines::x))
      .def_prop_ro("values", column(&ScalarLines::values))
      .def_prop_ro("smoothed_at", column(&ScalarLines::smoothed_at),
                   "The smoothed value at each of the points; empty without smoothing.")
      .def_prop_ro("smoothed_offsets", column(&ScalarLines::smoothed_offsets))
      .def_prop_ro("smoothed_x", column(&ScalarLines::smoothed_x))
      .def_prop_ro("smoothed", column(&ScalarLines::smoothed), "The smoothed curve, decimated by itself.")
      .def_ro("x_min", &ScalarLines::x_min, "Of all points in view; NaN without any.")
      .def_ro("x_max", &ScalarLines::x_max)
      .def_ro("y_min", &ScalarLines::y_min,
              "Of the finite values in view and of the smoothed curve; NaN without any.")
      .def_ro("y_max", &ScalarLines::y_max)
      .def_ro("y_p05", &ScalarLines::y_p05,
              "Low end of y without outliers, of the smoothed curves if asked for; NaN without any.")
      .def_ro("y_p95", &ScalarLines::y_p95);

  m.def(
      "query_scalars",
      [](const std::vector<nb::object>& runs, std::string_view tag, int x, std::optional<double> lo,
         std::optional<double> hi, std::int32_t width, bool log_x, double smoothing, bool all_attempts,
         std::optional<std::uint32_t> max_attempts, std::size_t threads) {
        if (x < 0 || x > 3)
          throw nb::value_error("x must be 0 (step), 1 (relative), 2 (wall time) or 3 (index)");
        return query(runs, tag,
                     {static_cast<XAxis>(x), lo, hi, width, log_x, smoothing, all_attempts,
                      max_attempts.value_or(std::numeric_limits<std::uint32_t>::max()), threads});
      },
      "runs"_a, "tag"_a, nb::kw_only(), "x"_a, "lo"_a.none(), "hi"_a.none(), "width"_a, "log_x"_a,
      "smoothing"_a, "all_attempts"_a, "max_attempts"_a.none() = nb::none(), "threads"_a = 2,
      nb::sig("def query_scalars(runs: Sequence[RunSnapshot], tag: str, *, x: int, lo: float | None, "
              "hi: float | None, width: int, log_x: bool, smoothing: float, all_attempts: bool, "
              "max_attempts: int | None = None, threads: int = 2) -> ScalarLines"),
      "One tag of many runs, decimated to a chart `width` pixels wide.\n\n"
      "x: 0 step, 1 seconds since the first shown point of the run's series, 2 wall time in seconds since "
      "1970,\n"
      "3 index along the line. lo, hi: the range of x in view, None for that of the data. smoothing: weight "
      "of the\n"
      "debiased moving average, 0 ≤ smoothing < 1. A run without the tag gives no line. Decimation and "
      "smoothing see\n"
      "every point. max_attempts: with all_attempts, only so many of each writer, the newest; None for all. "
      "ValueError for a query that makes no sense. The GIL is released.");

  m.def(
      "smooth",
      [](const Input<double>& values, double weight) {
        if (!(weight >= 0 && weight < 1)) throw nb::value_error("weight must be at least 0 and below 1");
        std::vector<double> out(values.shape(0));
        {
          const nb::gil_scoped_release release;
          Smoother(weight).add(span_of(values), out.data());
        }
        return own(std::move(out));
      },
      "values"_a, "weight"_a,
      "The debiased exponential moving average of values [n], float64 [n].\n\n"
      "Values that are not finite pass unchanged and do not touch the average; so does a constant series.");

  m.def(
      "decimate",
      [](const Input<double>& x, const Input<double>& y, double lo, double hi, std::int32_t width,
         bool log_x) {
        if (x.shape(0) != y.shape(0)) throw nb::value_error("x and y must be of equal length");
        if (!(lo <= hi) || width < 1 || (log_x && lo <= 0)) {
          throw nb::value_error("expected lo <= hi, width >= 1, and lo > 0 where log_x");
        }
        std::vector<std::int64_t> kept;
        {
          const nb::gil_scoped_release release;
          M4 chosen({lo, hi, width, log_x}, x.shape(0));
          chosen.add(span_of(x), span_of(y));
          kept = chosen.kept();
        }
        return own(std::move(kept));
      },
      "x"_a, "y"_a, "lo"_a, "hi"_a, "width"_a, "log_x"_a = false,
      "Indices, int64 ascending, of the points that draw x [n], y [n] like all of them on [lo, hi], width "
      "pixels wide.");
}

/// An array of any real dtype, in C order, on the CPU.
using AnyNumbers = nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>;

Dtype dtype_of(nb::dlpack::dtype dtype) {
  const auto is = [&](nb::dlpack::dtype_code code, int bits) {
    return dtype.code == static_cast<std::uint8_t>(code) && dtype.bits == bits && dtype.lanes == 1;
  };
  using Code = nb::dlpack::dtype_code;
  if (is(Code::Float, 32)) return Dtype::kFloat32;
  if (is(Code::Float, 64)) return Dtype::kFloat64;
  if (is(Code::Float, 16)) return Dtype::kFloat16;
  if (is(Code::Bfloat, 16)) return Dtype::kBfloat16;
  if (is(Code::Bool, 8)) return Dtype::kBool;
  if (is(Code::Int, 8)) return Dtype::kInt8;
  if (is(Code::Int, 16)) return Dtype::kInt16;
  if (is(Code::Int, 32)) return Dtype::kInt32;
  if (is(Code::Int, 64)) return Dtype::kInt64;
  if (is(Code::UInt, 8)) return Dtype::kUint8;
  if (is(Code::UInt, 16)) return Dtype::kUint16;
  if (is(Code::UInt, 32)) return Dtype::kUint32;
  if (is(Code::UInt, 64)) return Dtype::kUint64;
  throw nb::type_error(
      "expected an array of bool, int8 to int64, uint8 to uint64, float16, bfloat16, float32 or float64");
}

Numbers numbers_of(const AnyNumbers& array) { return {array.data(), array.size(), dtype_of(array.dtype())}; }

nb::tuple bin_histogram(const AnyNumbers& numbers, const std::optional<Input<double>>& edges,
                        std::size_t max_buckets) {
  const Numbers taken = numbers_of(numbers);
  LegacyHistogram made;
  {
    const nb::gil_scoped_release release;
    if (edges) {
      const std::span<const double> given = span_of(*edges);
      made = legacy_histogram(taken, Edges({given.begin(), given.end()}), max_buckets);
    } else {
      made = legacy_histogram(taken, default_edges(), max_buckets);
    }
  }
  const Moments& moments = made.moments;
  return nb::make_tuple(moments.min, moments.max, static_cast<double>(moments.count), moments.sum,
                        moments.sum_squares, own(std::move(made.limits)), own(std::move(made.counts)));
}

auto bin_uniform(const AnyNumbers& numbers, std::size_t buckets) {
  const Numbers taken = numbers_of(numbers);
  BucketRows rows;
  {
    const nb::gil_scoped_release release;
    rows = uniform_histogram(taken, buckets);
  }
  return own_rows(std::move(rows), 3);
}

void bind_histograms(nb::module_& m) {
  m.def(
      "bin_histogram", &bin_histogram, "numbers"_a, "edges"_a.none() = nb::none(), "max_buckets"_a = 0,
      nb::sig("def bin_histogram(numbers: numpy.typing.NDArray[Any], edges: NDArray[numpy.float64] | None = "
              "None, max_buckets: "
              "int = 0) "
              "-> tuple[float, float, float, float, float, NDArray[numpy.float64], NDArray[numpy.float64]]"),
      "The histogram that torch.utils.tensorboard writes of the elements of an array of any shape and real "
      "dtype.\n\n"
      "edges: ascending float64 [n]; None for the 1,549 default_edges(). max_buckets: neighbouring buckets "
      "are joined\n"
      "down to about as many; 0 for no joining. Returns (min, max, num, sum, sum_squares, limits float64 "
      "[k], counts\n"
      "float64 [k]), where bucket i reaches from limits[i - 1] to limits[i] and counts[0] is 0. Counts are "
      "those of\n"
      "numpy.histogram; NaN and what lies outside the edges is not counted. ValueError when nothing is "
      "counted;\n"
      "TypeError for other dtypes. The GIL is released.");
  m.def(
      "bin_uniform", &bin_uniform, "numbers"_a, "buckets"_a = 30,
      nb::sig(
          "def bin_uniform(numbers: numpy.typing.NDArray[Any], buckets: int = 30) -> NDArray[numpy.float64]"),
      "The histogram that TensorFlow 2 writes: float64 [buckets, 3], rows of left edge, right edge and "
      "count.\n\n"
      "Buckets are of equal width from the smallest to the largest finite element; a single value has "
      "equal edges\n"
      "and its count in the last row; nothing gives zeros. TypeError for dtypes that are not real.");
  m.def(
      "default_edges", [] { return own(std::vector<double>(default_edges().values())); },
      "The 1,549 bucket edges of TensorFlow 1 and of PyTorch's 'tensorflow' bins, float64 ascending.");
}

}  // namespace

void bind_series(nb::module_& m) {
  bind_file_table(m);
  bind_snapshots(m);
  bind_lines(m);
  bind_histograms(m);
}

}  // namespace sonde::bind
