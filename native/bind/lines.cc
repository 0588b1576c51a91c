// What native/lines offers to Python: queries over columns.
#include "bind/lines.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string_view>
#include <vector>

#include "bind/bind.h"
#include "bind/gil.h"
#include "lines/metrics.h"
#include "lines/points_at.h"
#include "lines/query.h"
#include "lines/smooth.h"
#include "lines/summary.h"
#include "lines/thin.h"

namespace sonde::bind {
namespace {

namespace nb = nanobind;
using namespace nb::literals;
using namespace lines;

/// What an answer says of the line that a row belongs to, as a property.
template <typename Answer, typename Column>
auto line_column(Column LineColumns::* member) {
  return
      [member](nb::handle_t<Answer> self) { return show(nb::cast<const Answer&>(self).lines.*member, self); };
}

template <typename Answer>
void bind_line_columns(nb::class_<Answer>& answer) {
  answer.def("__len__", [](const Answer& self) { return self.lines.runs.size(); })
      .def_prop_ro("runs", line_column<Answer>(&LineColumns::runs), "Index into the runs of the query.")
      .def_prop_ro("files", line_column<Answer>(&LineColumns::files),
                   "The file of the line's last point, an index into the files of its run.")
      .def_prop_ro("attempts", line_column<Answer>(&LineColumns::attempts),
                   "The attempt of the line's last point.")
      .def_prop_ro("attempt_counts", line_column<Answer>(&LineColumns::attempt_counts),
                   "How many attempts the line's writer made, shown or not.")
      .def_prop_ro("writers", line_column<Answer>(&LineColumns::writers))
      .def_prop_ro("writer_counts", line_column<Answer>(&LineColumns::writer_counts),
                   "How many writers the series has at one time.")
      .def_prop_ro("points", line_column<Answer>(&LineColumns::points), "All points of the line.");
}

void bind_points_at(nb::module_& m) {
  nb::class_<PointsAt> answer(
      m, "PointsAt",
      "The answer of points_at. Arrays are read-only views of one length: an entry per line and place that\n"
      "has a point, line by line.");
  bind_line_columns(answer);
  answer.def_prop_ro("places", column(&PointsAt::places), "Index into the places that were asked for.")
      .def_prop_ro("indices", column(&PointsAt::indices), "Of the point in its line.")
      .def_prop_ro("steps", column(&PointsAt::steps))
      .def_prop_ro("wall_times", column(&PointsAt::wall_times), "Seconds since 1970.")
      .def_prop_ro("relative_times", column(&PointsAt::relative_times),
                   "Seconds since the first shown point of the run's series.")
      .def_prop_ro("x", column(&PointsAt::x))
      .def_prop_ro("values", column(&PointsAt::values))
      .def_prop_ro("smoothed", column(&PointsAt::smoothed),
                   "Over all points of the line up to this one; the values without smoothing.");
  m.def(
      "points_at",
      [](const std::vector<nb::object>& runs, std::string_view tag, const Input<double>& places, int x,
         bool log_x, double smoothing, bool all_attempts, std::optional<std::uint32_t> max_attempts,
         std::size_t threads) {
        const auto snapshots = snapshots_of(runs);
        const LineQuery query = line_query(x, log_x, all_attempts, max_attempts, threads);
        const WithoutGil release;
        return points_at(snapshots, tag, query, span_of(places), smoothing);
      },
      "runs"_a, "tag"_a, "places"_a, nb::kw_only(), "x"_a, "log_x"_a, "smoothing"_a, "all_attempts"_a,
      "max_attempts"_a.none() = nb::none(), "threads"_a = 2,
      nb::sig(
          "def points_at(runs: Sequence[RunSnapshot], tag: str, places: NDArray[numpy.float64], *, x: int, "
          "log_x: bool, smoothing: float, all_attempts: bool, max_attempts: int | None = None, "
          "threads: int = 2) -> PointsAt"),
      "Of each line of a tag the point at some places of the x axis, float64 [n], or the nearest before "
      "them.\n\n"
      "That is the point with the largest x not above the place, of equal ones the last in line order; a "
      "line "
      "that\n"
      "begins later gives none. Smoothing sees every point. The rest is as in query_scalars. ValueError for "
      "a query\n"
      "that makes no sense. The GIL is released.");
}

void bind_summaries(nb::module_& m) {
  nb::class_<Summaries> answer(m, "Summaries",
                               "The answer of summarise. Arrays are read-only views of one length: an entry "
                               "per line that has a point\n"
                               "in the stretch.");
  bind_line_columns(answer);
  answer.def_prop_ro("counts", column(&Summaries::counts), "Points in the stretch.")
      .def_prop_ro("finite_counts", column(&Summaries::finite_counts), "Those of them with a finite value.")
      .def_prop_ro("start_steps", column(&Summaries::start_steps),
                   "Of the point with the smallest x, the first of equal ones.")
      .def_prop_ro("start_wall_times", column(&Summaries::start_wall_times), "Seconds since 1970.")
      .def_prop_ro("start_values", column(&Summaries::start_values))
      .def_prop_ro("end_steps", column(&Summaries::end_steps),
                   "Of the point with the largest x, the last of equal ones.")
      .def_prop_ro("end_wall_times", column(&Summaries::end_wall_times), "Seconds since 1970.")
      .def_prop_ro("end_values", column(&Summaries::end_values))
      .def_prop_ro("mins", column(&Summaries::mins), "Of finite values; NaN without any.")
      .def_prop_ro("min_steps", column(&Summaries::min_steps), "The first in line order of equal ones.")
      .def_prop_ro("maxs", column(&Summaries::maxs), "Of finite values; NaN without any.")
      .def_prop_ro("max_steps", column(&Summaries::max_steps), "The first in line order of equal ones.")
      .def_prop_ro("means", column(&Summaries::means), "Of finite values; NaN without any.");
  m.def(
      "summarise",
      [](const std::vector<nb::object>& runs, std::string_view tag, double lo, double hi, int x, bool log_x,
         bool all_attempts, std::optional<std::uint32_t> max_attempts, std::size_t threads) {
        const auto snapshots = snapshots_of(runs);
        const LineQuery query = line_query(x, log_x, all_attempts, max_attempts, threads);
        const WithoutGil release;
        return summarise(snapshots, tag, query, lo, hi);
      },
      "runs"_a, "tag"_a, nb::kw_only(), "lo"_a, "hi"_a, "x"_a, "log_x"_a, "all_attempts"_a,
      "max_attempts"_a.none() = nb::none(), "threads"_a = 2,
      nb::sig("def summarise(runs: Sequence[RunSnapshot], tag: str, *, lo: float, hi: float, x: int, "
              "log_x: bool, all_attempts: bool, max_attempts: int | None = None, threads: int = 2) -> "
              "Summaries"),
      "What the points of each line of a tag with lo ≤ x ≤ hi come to.\n\n"
      "The rest is as in query_scalars. ValueError for a query that makes no sense. The GIL is released.");
}

/// A column of Metrics as an array [tags, runs].
template <typename T>
auto grid(std::vector<T> Metrics::* member) {
  return [member](nb::handle_t<Metrics> self) {
    const auto& metrics = nb::cast<const Metrics&>(self);
    return nb::ndarray<nb::numpy, const T, nb::ndim<2>>((metrics.*member).data(),
                                                        {metrics.tags, metrics.runs}, self);
  };
}

void bind_metrics(nb::module_& m) {
  nb::class_<Metrics>(
      m, "Metrics",
      "The answer of metrics. Arrays are read-only views of the shape [tags, runs]; zeros where "
      "the run does not\n"
      "have the tag.")
      .def_prop_ro("counts", grid(&Metrics::counts), "Current points.")
      .def_prop_ro("finite_counts", grid(&Metrics::finite_counts), "Those of them with a finite value.")
      .def_prop_ro("firsts", grid(&Metrics::firsts), "Of parallel writers, the one's that began first.")
      .def_prop_ro("first_steps", grid(&Metrics::first_steps))
      .def_prop_ro("lasts", grid(&Metrics::lasts), "Of parallel writers, the one's that wrote last.")
      .def_prop_ro("last_steps", grid(&Metrics::last_steps))
      .def_prop_ro("last_wall_times", grid(&Metrics::last_wall_times), "Seconds since 1970.")
      .def_prop_ro("mins", grid(&Metrics::mins), "Of finite values; NaN without any.")
      .def_prop_ro("min_steps", grid(&Metrics::min_steps), "The first of equal ones.")
      .def_prop_ro("maxs", grid(&Metrics::maxs), "Of finite values; NaN without any.")
      .def_prop_ro("max_steps", grid(&Metrics::max_steps), "The first of equal ones.")
      .def_prop_ro("means", grid(&Metrics::means), "Of finite values; NaN without any.");
  m.def(
      "metrics",
      [](const std::vector<nb::object>& runs, const std::vector<std::string>& tags, std::size_t threads) {
        const auto snapshots = snapshots_of(runs);
        const WithoutGil release;
        return metrics_of(snapshots, tags, threads);
      },
      "runs"_a, "tags"_a, nb::kw_only(), "threads"_a = 2,
      nb::sig(
          "def metrics(runs: Sequence[RunSnapshot], tags: Sequence[str], *, threads: int = 2) -> Metrics"),
      "What the current points of some scalar tags come to in some runs, those of parallel writers "
      "together.\n\n"
      "Sealed chunks of a series are gone through once and never again. The GIL is released.");
  m.def(
      "paces",
      [](const std::vector<nb::object>& runs, std::size_t threads) {
        const auto snapshots = snapshots_of(runs);
        Paces paces;
        {
          const WithoutGil release;
          paces = paces_of(snapshots, threads);
        }
        return nb::make_tuple(own_bools(std::move(paces.known)), own(std::move(paces.last_steps)),
                              own(std::move(paces.steps_per_second)));
      },
      "runs"_a, nb::kw_only(), "threads"_a = 2,
      nb::sig("def paces(runs: Sequence[RunSnapshot], *, threads: int = 2) -> tuple[NDArray[numpy.bool_], "
              "NDArray[numpy.int64], NDArray[numpy.float64]]"),
      "How far some runs have come: (known bool, last_steps int64, steps_per_second float64), each of shape "
      "[runs].\n\n"
      "last_steps is where the furthest series of a run stands, steps_per_second how fast that went in its "
      "newest attempt\n"
      "(NaN where no time passed); known is False for a run without points. The GIL is released.");
}

void bind_computed(nb::module_& m) {
  m.def(
      "thin_lines",
      [](const Input<std::int64_t>& offsets, const Input<std::int64_t>& steps,
         const Input<double>& wall_times, const Input<double>& x, const Input<double>& values,
         std::optional<double> lo, std::optional<double> hi, std::int32_t width, bool log_x,
         double smoothing) {
        const PointColumns lines{span_of(offsets), span_of(steps), span_of(wall_times), span_of(x),
                                 span_of(values)};
        const ScalarQuery query{{.log_x = log_x}, lo, hi, width, smoothing};
        const WithoutGil release;
        return thin(lines, query);
      },
      "offsets"_a, "steps"_a, "wall_times"_a, "x"_a, "values"_a, nb::kw_only(), "lo"_a.none(), "hi"_a.none(),
      "width"_a, "log_x"_a, "smoothing"_a,
      nb::sig(
          "def thin_lines(offsets: NDArray[numpy.int64], steps: NDArray[numpy.int64], "
          "wall_times: NDArray[numpy.float64], x: NDArray[numpy.float64], values: NDArray[numpy.float64], *, "
          "lo: float | None, hi: float | None, width: int, log_x: bool, smoothing: float) -> ScalarLines"),
      "Lines whose points stand in arrays, decimated and smoothed as query_scalars does.\n\n"
      "The points of line i are [offsets[i], offsets[i + 1]). Of the answer's columns of lines only runs "
      "(the "
      "index of\n"
      "each), points, in_range and hidden are filled. ValueError for arrays that do not fit each other and "
      "for "
      "a query that\n"
      "makes no sense. The GIL is released.");
  m.def(
      "smooth",
      [](const Input<double>& values, double weight) {
        if (!(weight >= 0 && weight < 1)) throw nb::value_error("weight must be at least 0 and below 1");
        const std::span<const double> in = span_of(values);
        std::vector<double> out(in.size());
        {
          const WithoutGil release;
          Smoother(weight).add(in, out.data());
        }
        return own(std::move(out));
      },
      "values"_a, "weight"_a,
      nb::sig("def smooth(values: NDArray[numpy.float64], weight: float) -> NDArray[numpy.float64]"),
      "The debiased moving average of the values so far, as query_scalars smooths: values that are not "
      "finite "
      "are passed\n"
      "on. ValueError unless 0 ≤ weight < 1. The GIL is released.");
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
      .def_prop_ro("superseded", column(&ScalarLines::superseded),
                   "Points of the line's writer that are superseded, where they are left out.")
      .def_prop_ro("start_offsets", column(&ScalarLines::start_offsets))
      .def_prop_ro(
          "start_attempts", column(&ScalarLines::start_attempts),
          "The attempts after the run's first that line i has points of, the newest max_attempts of them:\n"
          "[start_offsets[i], start_offsets[i + 1]).")
      .def_prop_ro("start_x", column(&ScalarLines::start_x), "Where each of them begins.")
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
        const auto snapshots = snapshots_of(runs);
        const ScalarQuery query{line_query(x, log_x, all_attempts, max_attempts, threads), lo, hi, width,
                                smoothing};
        const WithoutGil release;
        return query_scalars(snapshots, tag, query);
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

  bind_points_at(m);
  bind_summaries(m);
  bind_metrics(m);
  bind_computed(m);
}

}  // namespace sonde::bind
