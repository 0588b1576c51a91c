// What tests alone need of the native rooms: the module sonde._native._testing, of which the stub says nothing.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bind/arrays.h"
#include "bind/bind.h"
#include "bind/convert.h"
#include "bind/gil.h"
#include "columns/file_table.h"
#include "crc32c/crc32c.h"
#include "crc32c/unit.h"
#include "events/tensor.h"
#include "histograms/histogram.h"
#include "lines/m4.h"
#include "lines/smooth.h"
#include "wire/byte_source.h"
#include "wire/verify.h"

namespace sonde::bind {
namespace {

namespace nb = nanobind;
using namespace nb::literals;

nb::bytes read_blob(const Path& path, std::uint64_t offset, std::uint64_t length) {
  std::vector<std::uint8_t> blob;
  {
    const WithoutGil release;
    wire::LocalFile file(path.value);
    blob = wire::read_range(file, {offset, length});
  }
  if (blob.size() < length) throw wire::FileError(ENODATA, path.value);
  return nb::bytes(blob.data(), blob.size());
}

/// A table of columns that no file stands behind.
void bind_file_table(nb::module_& m) {
  using namespace columns;
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

void bind_checksums(nb::module_& m) {
  m.def(
      "masked_crc32c", [](const nb::bytes& data) { return crc32c::masked(bytes_of(data)); }, "data"_a,
      "The checksum that TFRecord files store.");
  m.def(
      "crc32c_variants",
      [] {
        std::vector<std::pair<std::string, bool>> names;
        for (const crc32c::Variant& variant : crc32c::variants())
          names.emplace_back(variant.name, variant.usable);
        return names;
      },
      "Name of every CRC-32C variant, slowest first, and whether this processor can run it.");
  m.def(
      "crc32c",
      [](const std::string& name, const nb::bytes& data, std::uint32_t crc) {
        for (const crc32c::Variant& variant : crc32c::variants())
          if (variant.name == name && variant.usable) return variant.extend(crc, bytes_of(data));
        throw nb::value_error("no variant of this name runs here; see crc32c_variants()");
      },
      "variant"_a, "data"_a, "crc"_a = 0, "Carry a checksum on over data, by one variant.");
  m.def(
      "short_crc32c",
      [](const nb::bytes& data) {
        const wire::Bytes bytes = bytes_of(data);
        if (bytes.size() < 8 || !crc32c::unit_works()) throw nb::value_error("expected eight bytes or more");
        return crc32c::short_value(bytes.data(), bytes.size());
      },
      "data"_a, "The checksum of eight bytes or more, as the reading of scalars has it inlined.");
}

void bind_drawing(nb::module_& m) {
  using namespace lines;
  m.def(
      "smooth",
      [](const Input<double>& values, double weight) {
        if (!(weight >= 0 && weight < 1)) throw nb::value_error("weight must be at least 0 and below 1");
        std::vector<double> out(values.shape(0));
        {
          const WithoutGil release;
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
          const WithoutGil release;
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

}  // namespace

void bind_testing(nb::module_& m) {
  nb::module_ testing = m.def_submodule("_testing", "Parts of the core that only tests need to see.");
  bind_file_table(testing);
  bind_checksums(testing);
  bind_drawing(testing);
  testing.def("read_blob", read_blob, "path"_a, "offset"_a, "length"_a,
              "Bytes [offset, offset + length) of a file. Raises OSError, also when the file ends before.");
  testing.def(
      "default_edges", [] { return own(std::vector<double>(histograms::default_edges().values())); },
      "The 1,549 bucket edges of TensorFlow 1 and of PyTorch's 'tensorflow' bins, float64 ascending.");
  testing.def(
      "single_number",
      [](const nb::bytes& data) -> std::optional<double> {
        const std::optional<events::Number> number = events::single_number(bytes_of(data));
        return number ? std::optional(number->value) : std::nullopt;
      },
      "data"_a, "The value of a TensorProto that is one real number, else None.");
}

}  // namespace sonde::bind
