// What native/histograms offers to Python: buckets and counts of arrays.
#include <nanobind/stl/optional.h>

#include <optional>
#include <span>
#include <utility>

#include "bind/arrays.h"
#include "bind/bind.h"
#include "histograms/histogram.h"

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

}  // namespace

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
}

}  // namespace sonde::bind
