// What native/histograms offers to Python: buckets and counts of arrays.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bind/arrays.h"
#include "bind/bind.h"
#include "bind/convert.h"
#include "bind/gil.h"
#include "events/bucket_rows.h"
#include "events/tensor.h"
#include "histograms/histogram.h"
#include "histograms/percentiles.h"
#include "histograms/rebin.h"

namespace sonde::bind {
namespace {

namespace nb = nanobind;
using namespace nb::literals;
using namespace histograms;

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
    const WithoutGil release;
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
    const WithoutGil release;
    rows = uniform_histogram(taken, buckets);
  }
  return own_rows(std::move(rows), 3);
}

/// Rows of (left edge, right edge, count) of many histograms, one behind the other.
using Rows = nb::ndarray<const double, nb::shape<-1, 3>, nb::c_contig, nb::device::cpu>;

/// Histogram i is the rows [offsets[i], offsets[i + 1]).
class Histograms {
 public:
  Histograms(const Rows& rows, const Input<std::int64_t>& offsets)
      : rows_(rows.data(), rows.size()), offsets_(span_of(offsets)) {
    bool ordered = !offsets_.empty() && offsets_.front() >= 0;
    for (std::size_t i = 1; i < offsets_.size(); ++i) ordered = ordered && offsets_[i - 1] <= offsets_[i];
    if (!ordered || static_cast<std::size_t>(offsets_.back()) > rows.shape(0))
      throw nb::value_error(
          "offsets must be ascending, one more than there are histograms, and end within the rows");
  }
  [[nodiscard]] std::size_t size() const { return offsets_.size() - 1; }
  [[nodiscard]] std::span<const double> all() const { return rows_; }
  [[nodiscard]] std::span<const double> operator[](std::size_t i) const {
    const auto begin = static_cast<std::size_t>(offsets_[i]);
    const auto end = static_cast<std::size_t>(offsets_[i + 1]);
    return rows_.subspan(begin * 3, (end - begin) * 3);
  }

 private:
  std::span<const double> rows_;
  std::span<const std::int64_t> offsets_;
};

nb::tuple decode_bucket_rows(const std::vector<nb::bytes>& values) {
  std::vector<wire::Bytes> messages;
  messages.reserve(values.size());
  for (const nb::bytes& value : values) messages.push_back(bytes_of(value));
  std::vector<double> rows;
  std::vector<std::int64_t> offsets{0};
  std::vector<double> moments;
  std::vector<std::pair<std::size_t, std::string>> errors;
  {
    const WithoutGil release;
    std::size_t may_fill =
        events::kMaxFilled;  // all of them together: a few bytes each could ask for any memory
    for (std::size_t i = 0; i < messages.size(); ++i) {
      events::ToldMoments told;
      try {
        const std::size_t before = rows.size();
        told = events::append_bucket_rows(messages[i], rows, may_fill);
        const std::size_t made = (rows.size() - before) * sizeof(double);
        if (made > messages[i].size()) may_fill -= std::min(may_fill, made - messages[i].size());
      } catch (const events::DecodeError& error) {
        errors.emplace_back(i, error.what());
      }
      offsets.push_back(static_cast<std::int64_t>(rows.size() / 3));
      moments.insert(moments.end(), {told.min, told.max, told.num, told.sum, told.sum_squares});
    }
  }
  return nb::make_tuple(own_rows(std::move(rows), 3), own(std::move(offsets)),
                        own_rows(std::move(moments), 5), nb::cast(errors));
}

auto rebin_rows(const Rows& rows, const Input<std::int64_t>& offsets, std::size_t bins,
                std::optional<std::pair<double, double>> extent) {
  if (bins == 0 || bins > 65536) throw nb::value_error("bins must be from 1 to 65536");
  if (extent && !(extent->first < extent->second)) throw nb::value_error("the extent must have a width");
  const Histograms given(rows, offsets);
  Extent over;
  std::vector<double> counts;
  {
    const WithoutGil release;
    over = extent ? Extent{extent->first, extent->second} : extent_of(given.all());
    counts.reserve(given.size() * bins);
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::vector<double> one = rebin(given[i], over, bins);
      counts.insert(counts.end(), one.begin(), one.end());
    }
  }
  return nb::make_tuple(over.left, over.right, own_rows(std::move(counts), bins));
}

auto rebin_between(const Rows& rows, const Input<std::int64_t>& offsets, const Input<double>& edges) {
  const std::span<const double> asked = span_of(edges);
  bool ascending = asked.size() >= 2 && std::isfinite(asked.front()) && std::isfinite(asked.back());
  for (std::size_t i = 1; i < asked.size(); ++i) ascending = ascending && asked[i - 1] < asked[i];
  if (!ascending) throw nb::value_error("edges must be ascending and finite, two at least");
  const Histograms given(rows, offsets);
  const std::size_t bins = asked.size() - 1;
  std::vector<double> counts;
  {
    const WithoutGil release;
    counts.reserve(given.size() * bins);
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::vector<double> one = rebin(given[i], asked);
      counts.insert(counts.end(), one.begin(), one.end());
    }
  }
  return own_rows(std::move(counts), bins);
}

auto percentiles_of(const Rows& rows, const Input<std::int64_t>& offsets, const Input<double>& shares,
                    double whole) {
  if (shares.shape(0) == 0) throw nb::value_error("at least one share must be asked for");
  const Histograms given(rows, offsets);
  const std::span<const double> asked = span_of(shares);
  std::vector<double> values;
  {
    const WithoutGil release;
    values.reserve(given.size() * asked.size());
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::vector<double> one = percentiles(given[i], asked, whole);
      values.insert(values.end(), one.begin(), one.end());
    }
  }
  return own_rows(std::move(values), asked.size());
}

void bind_bucket_rows(nb::module_& m) {
  m.def("decode_bucket_rows", &decode_bucket_rows, "values"_a,
        nb::sig("def decode_bucket_rows(values: list[bytes]) -> tuple[NDArray[numpy.float64], "
                "NDArray[numpy.int64], NDArray[numpy.float64], list[tuple[int, str]]]"),
        "Histograms of serialized Summary.Values, in either form that summaries have: (rows, offsets, "
        "moments, errors).\n\n"
        "rows: float64 [k, 3], left edge, right edge and count of every bucket; histogram i is the rows "
        "[offsets[i], offsets[i + 1]) of\n"
        "offsets: int64 [n + 1]. moments: float64 [n, 5], min, max, num, sum and sum of squares as the value "
        "says them,\n"
        "NaN where it says none. errors: (i, what is wrong) for each value that is no histogram; it has no "
        "rows.");
  m.def("rebin", &rebin_rows, "rows"_a, "offsets"_a, "bins"_a = 30, "extent"_a = nb::none(),
        nb::sig(
            "def rebin(rows: NDArray[numpy.float64], offsets: NDArray[numpy.int64], bins: int = 30, extent: "
            "tuple[float, float] | None = None) -> tuple[float, float, NDArray[numpy.float64]]"),
        "Counts all histograms over into the same bins of equal width: (left, right, counts float64 [n, "
        "bins]).\n\n"
        "extent: where the first bin begins and the last one ends; None takes all finite edges, widened "
        "where they "
        "are one value.\n"
        "A bucket's count is shared out by overlap, as TensorBoard's pages do. ValueError for offsets, bins "
        "or an "
        "extent that make no sense.");
  m.def("rebin_between", &rebin_between, "rows"_a, "offsets"_a, "edges"_a,
        nb::sig("def rebin_between(rows: NDArray[numpy.float64], offsets: NDArray[numpy.int64], edges: "
                "NDArray[numpy.float64]) -> NDArray[numpy.float64]"),
        "The same for the bins between ascending edges, whatever their widths: counts float64 [n, edges - "
        "1].\n\n"
        "ValueError for offsets or edges that make no sense.");
  m.def(
      "percentiles", &percentiles_of, "rows"_a, "offsets"_a, "shares"_a, "whole"_a = 1.0,
      nb::sig("def percentiles(rows: NDArray[numpy.float64], offsets: NDArray[numpy.int64], shares: "
              "NDArray[numpy.float64], whole: float = 1.0) -> NDArray[numpy.float64]"),
      "The value below which each of these ascending shares (0 to whole) of each histogram lies: float64 [n, "
      "shares].\n\n"
      "Linear inside a bucket, as in TensorBoard's Distributions. A histogram without rows gives zeros.");
}

}  // namespace

void bind_histograms(nb::module_& m) {
  bind_bucket_rows(m);
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
}

}  // namespace sonde::bind
