// Python's view of native/wire: whether records hold.
#include <nanobind/nanobind.h>

#include <utility>

#include "bind/bind.h"
#include "bind/convert.h"
#include "bind/gil.h"
#include "wire/verify.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace sonde::bind {
namespace {

bool verify_record(const Path& path, std::uint64_t record_offset) {
  const WithoutGil release;
  wire::LocalFile file(path.value);
  return wire::record_holds(file, record_offset);
}

bool verify_record_source(nb::object source, std::uint64_t record_offset) {
  PythonSource bytes(std::move(source));
  const WithoutGil release;
  return wire::record_holds(bytes, record_offset);
}

}  // namespace

void bind_wire(nb::module_& m) {
  register_file_errors();
  m.def("verify_record", verify_record, "path"_a, "record_offset"_a,
        "Whether an intact record starts there: header, payload and both checksums. Raises OSError.");
  m.def(
      "verify_record_source", verify_record_source, "source"_a, "record_offset"_a,
      "The same for an object with size() -> int and read(offset, length) -> bytes. Raises what it raises.");
}

}  // namespace sonde::bind
