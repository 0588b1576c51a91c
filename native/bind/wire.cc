// Python's view of native/wire: checksums, record writing, and reading ranges of files.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "bind/bind.h"
#include "bind/convert.h"
#include "crc32c/crc32c.h"
#include "wire/record_writer.h"
#include "wire/verify.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace sonde::bind {
namespace {

std::uint32_t masked_crc32c(const nb::bytes& data) { return crc32c::masked(bytes_of(data)); }

nb::bytes read_blob(const Path& path, std::uint64_t offset, std::uint64_t length) {
  std::vector<std::uint8_t> blob;
  {
    const nb::gil_scoped_release release;
    wire::LocalFile file(path.value);
    blob = wire::read_range(file, {offset, length});
  }
  if (blob.size() < length) throw wire::FileError(ENODATA, path.value);
  return nb::bytes(blob.data(), blob.size());
}

bool verify_record(const Path& path, std::uint64_t record_offset) {
  const nb::gil_scoped_release release;
  wire::LocalFile file(path.value);
  return wire::record_holds(file, record_offset);
}

bool verify_record_source(nb::object source, std::uint64_t record_offset) {
  PythonSource bytes(std::move(source));
  const nb::gil_scoped_release release;
  return wire::record_holds(bytes, record_offset);
}

void bind_record_writer(const nb::module_& m) {
  nb::class_<wire::RecordWriter>(m, "RecordWriter",
                                 "Writes TFRecords to a local file. Not for two threads at once.")
      .def(
          "__init__",
          [](wire::RecordWriter* self, const Path& path, bool append) {
            new (self) wire::RecordWriter(path.value, append);
          },
          "path"_a, "append"_a = false,
          "Create the file or empty it; with `append`, go on at its end. Raises OSError.")
      .def(
          "write", [](wire::RecordWriter& self, const nb::bytes& payload) { self.write(bytes_of(payload)); },
          "payload"_a, "Frame and buffer one payload. Raises OSError.")
      .def("flush", &wire::RecordWriter::flush,
           "Hand all buffered bytes to the operating system. Raises OSError.")
      .def("close", &wire::RecordWriter::close, "Flush and close; closing twice is fine. Raises OSError.");
}

void bind_testing(nb::module_& m) {
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
}

}  // namespace

void bind_wire(nb::module_& m) {
  register_file_errors();
  m.def("masked_crc32c", masked_crc32c, "data"_a, "The checksum that TFRecord files store.");
  m.def("read_blob", read_blob, "path"_a, "offset"_a, "length"_a,
        "Bytes [offset, offset + length) of a file. Raises OSError, also when the file ends before.");
  m.def("verify_record", verify_record, "path"_a, "record_offset"_a,
        "Whether an intact record starts there: header, payload and both checksums. Raises OSError.");
  m.def(
      "verify_record_source", verify_record_source, "source"_a, "record_offset"_a,
      "The same for an object with size() -> int and read(offset, length) -> bytes. Raises what it raises.");
  bind_record_writer(m);
  nb::module_ testing = m.def_submodule("_testing", "Parts of the core that only tests need to see.");
  bind_testing(testing);
}

}  // namespace sonde::bind
