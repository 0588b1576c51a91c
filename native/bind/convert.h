// Converting between Python and the plain C++ of the other rooms.
#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <string>

#include "wire/byte_source.h"
#include "wire/bytes.h"

namespace sonde::bind {

/// The bytes of a Python object, which must outlive the view.
inline wire::Bytes bytes_of(const nanobind::bytes& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.c_str()), bytes.size()};
}

/// Text from an event file. What is not UTF-8 in it is shown as U+FFFD.
nanobind::str text(const std::string& bytes);

/// A path as the file system spells it; Python's strings may hold bytes that are not UTF-8 in their own way.
struct Path {
  std::string value;
};

/// Lets wire::FileError arrive in Python as the OSError of its errno, with its file name. Call once.
void register_file_errors();

/// The OSError of a file error; needs the GIL.
nanobind::object os_error(const wire::FileError& error);

/// Bytes behind a Python object with `size() -> int` and `read(offset, length) -> bytes`. Takes the GIL for
/// each call, so it is used without it. Exceptions of the object pass through as nanobind::python_error.
class PythonSource final : public wire::ByteSource {
 public:
  explicit PythonSource(nanobind::object source) : source_(std::move(source)) {}

  std::uint64_t size() override;
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> out) override;

 private:
  nanobind::object source_;
};

}  // namespace sonde::bind

namespace nanobind::detail {

template <>
struct type_caster<sonde::bind::Path> {
  NB_TYPE_CASTER(sonde::bind::Path, const_name("str | os.PathLike[str]"))

  bool from_python(handle source, std::uint8_t flags, cleanup_list* cleanup) noexcept;
};

}  // namespace nanobind::detail
