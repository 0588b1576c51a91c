// What native/lines offers to Python of groups of runs.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bind/bind.h"
#include "bind/gil.h"
#include "bind/lines.h"
#include "lines/group_lines.h"

namespace sonde::bind {
namespace {

namespace nb = nanobind;
using namespace nb::literals;
using namespace lines;

template <typename Enum>
Enum choice(int value, int count, const char* what) {
  if (value < 0 || value >= count) throw nb::value_error(what);
  return static_cast<Enum>(value);
}

/// The query as Python tells it: `how` is (statistic, band, alignment, comparison).
GroupQuery group_query(const LineQuery& line, double smoothing, const std::vector<int>& how, int ddof,
                       std::pair<double, double> quantiles, double confidence) {
  if (how.size() != 4) throw nb::value_error("how must be (statistic, band, alignment, comparison)");
  GroupQuery query{};
  static_cast<LineQuery&>(query) = line;
  query.width = 1;
  query.smoothing = smoothing;
  query.spread = {
      .statistic = choice<Statistic>(how[0], 2, "statistic must be 0 (mean) or 1 (median)"),
      .band = choice<Band>(how[1], 6,
                           "band must be 0 (none), 1 (std), 2 (sem), 3 (minmax), 4 (quantiles) or 5 "
                           "(bootstrap)"),
      .ddof = ddof,
      .lower_quantile = quantiles.first,
      .upper_quantile = quantiles.second,
      .confidence = confidence};
  query.alignment = choice<Alignment>(how[2], 3, "alignment must be 0 (linear), 1 (exact) or 2 (previous)");
  query.comparison =
      choice<Comparison>(how[3], 3, "comparison must be 0 (none), 1 (difference) or 2 (ratio)");
  return query;
}

/// The members of group i are members[offsets[i]] up to members[offsets[i + 1]].
std::vector<Group> groups_of(std::span<const std::int64_t> offsets, std::span<const std::int32_t> members) {
  if (offsets.empty() || offsets.front() != 0 || !std::ranges::is_sorted(offsets) ||
      offsets.back() != static_cast<std::int64_t>(members.size())) {
    throw nb::value_error("offsets must begin with 0, never decrease, and end with the number of members");
  }
  std::vector<Group> groups;
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
    const auto begin = static_cast<std::size_t>(offsets[i]);
    groups.push_back(members.subspan(begin, static_cast<std::size_t>(offsets[i + 1]) - begin));
  }
  return groups;
}

/// A column of polylines of an answer, as a property.
template <typename Column>
auto polyline(Bands GroupLines::* bands, Polylines Bands::* lines, Column Polylines::* member) {
  return [=](nb::handle_t<GroupLines> self) {
    return show(((nb::cast<const GroupLines&>(self).*bands).*lines).*member, self);
  };
}

void bind_group_lines(nb::module_& m) {
  const auto values = [](Polylines Bands::* lines, auto member) {
    return polyline(&GroupLines::values, lines, member);
  };
  const auto smoothed = [](Polylines Bands::* lines, auto member) {
    return polyline(&GroupLines::smoothed, lines, member);
  };
  nb::class_<GroupLines>(
      m, "GroupLines",
      "The answer of group_lines. Arrays are read-only views.\n\n"
      "One entry per group in runs … one_of. What stands for group i are the points [offsets[i], offsets[i + "
      "1]) of\n"
      "x, centre, counts and smoothed_at; the edges of its band and the same of smoothed values have points "
      "and\n"
      "offsets of their own, each thinned by itself. Without a band, and without smoothing, these have none.")
      .def("__len__", [](const GroupLines& self) { return self.lines.size(); })
      .def_prop_ro("runs", column(&GroupLines::runs), "Those of the group that have the tag.")
      .def_prop_ro("lines", column(&GroupLines::lines), "Of these runs: each parallel writer is one.")
      .def_prop_ro("points", column(&GroupLines::points), "Of these lines.")
      .def_prop_ro("places", column(&GroupLines::places), "Places in view at which the group was looked at.")
      .def_prop_ro("one_of", column(&GroupLines::one_of),
                   "How many places there are for each of these, about; 1 where it was looked at in all.")
      .def_prop_ro("offsets", values(&Bands::centre, &Polylines::offsets))
      .def_prop_ro("x", values(&Bands::centre, &Polylines::x))
      .def_prop_ro("centre", values(&Bands::centre, &Polylines::y))
      .def_prop_ro("counts", column(&GroupLines::counts), "Lines with a value, at each of these points.")
      .def_prop_ro("smoothed_at", column(&GroupLines::smoothed_at),
                   "The smoothed centre at each of these points; empty without smoothing.")
      .def_prop_ro("lower_offsets", values(&Bands::lower, &Polylines::offsets))
      .def_prop_ro("lower_x", values(&Bands::lower, &Polylines::x))
      .def_prop_ro("lower", values(&Bands::lower, &Polylines::y),
                   "NaN where too few lines have a value for a band.")
      .def_prop_ro("upper_offsets", values(&Bands::upper, &Polylines::offsets))
      .def_prop_ro("upper_x", values(&Bands::upper, &Polylines::x))
      .def_prop_ro("upper", values(&Bands::upper, &Polylines::y))
      .def_prop_ro("smoothed_offsets", smoothed(&Bands::centre, &Polylines::offsets))
      .def_prop_ro("smoothed_x", smoothed(&Bands::centre, &Polylines::x))
      .def_prop_ro("smoothed", smoothed(&Bands::centre, &Polylines::y),
                   "What stands for the lines' smoothed values.")
      .def_prop_ro("smoothed_lower_offsets", smoothed(&Bands::lower, &Polylines::offsets))
      .def_prop_ro("smoothed_lower_x", smoothed(&Bands::lower, &Polylines::x))
      .def_prop_ro("smoothed_lower", smoothed(&Bands::lower, &Polylines::y))
      .def_prop_ro("smoothed_upper_offsets", smoothed(&Bands::upper, &Polylines::offsets))
      .def_prop_ro("smoothed_upper_x", smoothed(&Bands::upper, &Polylines::x))
      .def_prop_ro("smoothed_upper", smoothed(&Bands::upper, &Polylines::y))
      .def_ro("x_min", &GroupLines::x_min, "Of all places in view; NaN without any.")
      .def_ro("x_max", &GroupLines::x_max)
      .def_ro("y_min", &GroupLines::y_min, "Of centres and bands in view, smoothed or not; NaN without any.")
      .def_ro("y_max", &GroupLines::y_max)
      .def_ro("y_p05", &GroupLines::y_p05,
              "Low end of y without outliers, of what is smoothed if asked for; NaN without any.")
      .def_ro("y_p95", &GroupLines::y_p95);

  m.def(
      "group_lines",
      [](const std::vector<nb::object>& runs, std::string_view tag, const Input<std::int64_t>& offsets,
         const Input<std::int32_t>& members, const Input<std::int32_t>& baseline, const std::vector<int>& how,
         int x, std::optional<double> lo, std::optional<double> hi, std::int32_t width, bool log_x,
         double smoothing, int ddof, std::pair<double, double> quantiles, double confidence,
         std::size_t most_cells, std::size_t threads) {
        const auto snapshots = snapshots_of(runs);
        const auto groups = groups_of(span_of(offsets), span_of(members));
        GroupQuery query = group_query(line_query(x, log_x, false, std::nullopt, threads), smoothing, how,
                                       ddof, quantiles, confidence);
        query.lo = lo;
        query.hi = hi;
        query.width = width;
        query.most_cells = most_cells;
        const WithoutGil release;
        return group_lines(snapshots, groups, span_of(baseline), tag, query);
      },
      "runs"_a, "tag"_a, "offsets"_a, "members"_a, "baseline"_a, nb::kw_only(), "how"_a, "x"_a, "lo"_a.none(),
      "hi"_a.none(), "width"_a, "log_x"_a, "smoothing"_a, "ddof"_a, "quantiles"_a, "confidence"_a,
      "most_cells"_a, "threads"_a = 2,
      nb::sig("def group_lines(runs: Sequence[RunSnapshot], tag: str, offsets: NDArray[numpy.int64], "
              "members: NDArray[numpy.int32], baseline: NDArray[numpy.int32], *, how: Sequence[int], x: int, "
              "lo: float | None, hi: float | None, width: int, log_x: bool, smoothing: float, ddof: int, "
              "quantiles: tuple[float, float], confidence: float, most_cells: int, threads: int = 2) -> "
              "GroupLines"),
      "What groups of runs come to at every place of the x axis where one of their lines has a finite value, "
      "thinned\n"
      "to a chart `width` pixels wide.\n\n"
      "Group i holds the runs members[offsets[i]] up to members[offsets[i + 1]]; baseline: the runs that "
      "they are\n"
      "told beside. how: (statistic, band, alignment, comparison); statistic 0 mean, 1 median; band 0 none, "
      "1 mean ±\n"
      "standard deviation with `ddof`, 2 mean ± standard error, 3 least and most, 4 `quantiles`, 5 bootstrap "
      "interval\n"
      "of the mean that holds `confidence` of its resamples; alignment 0 linear between a line's own "
      "neighbouring\n"
      "points, 1 exact, 2 the point before; comparison 0 none, 1 difference, 2 ratio. most_cells: so many "
      "values of\n"
      "lines at places are looked at, about. The rest is as in query_scalars, of current points. ValueError "
      "for a\n"
      "query that makes no sense. The GIL is released.");
}

void bind_groups_at(nb::module_& m) {
  nb::class_<GroupsAt>(
      m, "GroupsAt",
      "The answer of groups_at. Arrays are read-only views of one length: an entry per group and "
      "place that has\nsomething, group by group.")
      .def("__len__", [](const GroupsAt& self) { return self.groups.size(); })
      .def_prop_ro("groups", column(&GroupsAt::groups))
      .def_prop_ro("places", column(&GroupsAt::places), "Index into the places that were asked for.")
      .def_prop_ro("x", column(&GroupsAt::x), "Where the group was looked at.")
      .def_prop_ro("last", column(&GroupsAt::last), "1 where the group has no later place.")
      .def_prop_ro("counts", column(&GroupsAt::counts), "Of lines with a value there.")
      .def_prop_ro("centre", column(&GroupsAt::centre))
      .def_prop_ro("lower", column(&GroupsAt::lower))
      .def_prop_ro("upper", column(&GroupsAt::upper))
      .def_prop_ro("smoothed", column(&GroupsAt::smoothed),
                   "Of the lines' smoothed values; the values without smoothing.")
      .def_prop_ro("smoothed_lower", column(&GroupsAt::smoothed_lower))
      .def_prop_ro("smoothed_upper", column(&GroupsAt::smoothed_upper));

  m.def(
      "groups_at",
      [](const std::vector<nb::object>& runs, std::string_view tag, const Input<std::int64_t>& offsets,
         const Input<std::int32_t>& members, const Input<std::int32_t>& baseline, const Input<double>& places,
         const std::vector<int>& how, int x, bool log_x, double smoothing, int ddof,
         std::pair<double, double> quantiles, double confidence) {
        const auto snapshots = snapshots_of(runs);
        const auto groups = groups_of(span_of(offsets), span_of(members));
        const GroupQuery query = group_query(line_query(x, log_x, false, std::nullopt, 1), smoothing, how,
                                             ddof, quantiles, confidence);
        const WithoutGil release;
        return groups_at(snapshots, groups, span_of(baseline), tag, query, span_of(places));
      },
      "runs"_a, "tag"_a, "offsets"_a, "members"_a, "baseline"_a, "places"_a, nb::kw_only(), "how"_a, "x"_a,
      "log_x"_a, "smoothing"_a, "ddof"_a, "quantiles"_a, "confidence"_a,
      nb::sig(
          "def groups_at(runs: Sequence[RunSnapshot], tag: str, offsets: NDArray[numpy.int64], "
          "members: NDArray[numpy.int32], baseline: NDArray[numpy.int32], places: NDArray[numpy.float64], *, "
          "how: Sequence[int], x: int, log_x: bool, smoothing: float, ddof: int, "
          "quantiles: tuple[float, float], confidence: float) -> GroupsAt"),
      "What groups of runs come to at some places of the x axis, float64 [n]: at the last place of each "
      "group that is\n"
      "not above the asked one and at which one of its lines has a finite value.\n\n"
      "The rest is as in group_lines. ValueError for a query that makes no sense. The GIL is released.");
}

}  // namespace

void bind_groups(nb::module_& m) {
  bind_group_lines(m);
  bind_groups_at(m);
}

}  // namespace sonde::bind
