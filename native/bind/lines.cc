// What native/lines offers to Python: queries over columns.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "bind/arrays.h"
#include "bind/bind.h"
#include "columns/run_snapshot.h"
#include "lines/query.h"

namespace sonde::bind {
namespace {

namespace nb = nanobind;
using namespace nb::literals;
using namespace lines;

ScalarLines query(const std::vector<nb::object>& runs, std::string_view tag, const ScalarQuery& query) {
  std::vector<const columns::RunSnapshot*> snapshots;
  snapshots.reserve(runs.size());
  for (const nb::object& run : runs) {
    if (!nb::isinstance<columns::RunSnapshot>(run))
      throw nb::type_error("runs must be a list of RunSnapshot");
    snapshots.push_back(nb::inst_ptr<columns::RunSnapshot>(run));
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

}  // namespace

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
}

}  // namespace sonde::bind
