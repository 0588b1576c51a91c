// Converting between Python and C++: paths, file errors, sources.
#include "bind/convert.h"

#include <algorithm>

#include "bind/gil.h"

namespace nb = nanobind;

namespace sonde::bind {

nb::str text(const std::string& bytes) {
  PyObject* made = PyUnicode_DecodeUTF8(bytes.data(), static_cast<Py_ssize_t>(bytes.size()), "replace");
  if (made == nullptr) nb::raise_python_error();
  return nb::steal<nb::str>(made);
}

nb::object os_error(const wire::FileError& error) {
  const nb::object path = nb::steal(
      PyUnicode_DecodeFSDefaultAndSize(error.path().data(), static_cast<Py_ssize_t>(error.path().size())));
  const int number = error.code().value();
  return nb::handle(PyExc_OSError)(number, error.code().message().c_str(), path);
}

void register_file_errors() {
  nb::register_exception_translator([](const std::exception_ptr& pointer, void*) {
    try {
      std::rethrow_exception(pointer);
    } catch (const wire::FileError& error) {
      const nb::object raised = os_error(error);
      PyErr_SetObject(raised.type().ptr(), raised.ptr());
    }
  });
}

std::uint64_t PythonSource::size() {
  const WithGil gil;
  return nb::cast<std::uint64_t>(source_.attr("size")());
}

std::size_t PythonSource::read(std::uint64_t offset, std::span<std::uint8_t> out) {
  const WithGil gil;
  std::size_t done = 0;
  while (done < out.size()) {  // a source may give less than asked
    const auto piece = nb::cast<nb::bytes>(source_.attr("read")(offset + done, out.size() - done));
    const std::size_t count = std::min(piece.size(), out.size() - done);
    if (count == 0) break;
    std::memcpy(out.data() + done, piece.c_str(), count);
    done += count;
  }
  return done;
}

}  // namespace sonde::bind

namespace nanobind::detail {

bool type_caster<sonde::bind::Path>::from_python(handle source, std::uint8_t /*flags*/,
                                                 cleanup_list* /*cleanup*/) noexcept {
  PyObject* encoded = nullptr;
  if (PyUnicode_FSConverter(source.ptr(), static_cast<void*>(&encoded)) == 0) {
    PyErr_Clear();
    return false;
  }
  const object owner = steal(encoded);
  value.value.assign(PyBytes_AsString(encoded), static_cast<std::size_t>(PyBytes_Size(encoded)));
  return true;
}

}  // namespace nanobind::detail
