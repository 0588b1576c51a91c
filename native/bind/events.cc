// Python's view of native/events: event files, and decoding of what they only refer to.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "bind/arrays.h"
#include "bind/bind.h"
#include "bind/convert.h"
#include "bind/gil.h"
#include "bind/identities.h"
#include "events/event_file.h"
#include "events/histogram.h"
#include "events/media.h"
#include "events/metadata.h"
#include "events/read_files.h"
#include "events/run_metadata.h"
#include "events/tensor.h"
#include "events/utf8.h"
#include "events/value.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace sonde::bind {
namespace {

using events::EventFile;
using events::FileState;

nb::bytes to_python(wire::Bytes bytes) { return nb::bytes(bytes.data(), bytes.size()); }

nb::dlpack::dtype numpy_type(events::Element element) {
  using events::Element;
  switch (element) {
    case Element::kBool:
      return nb::dtype<bool>();
    case Element::kInt8:
      return nb::dtype<std::int8_t>();
    case Element::kInt16:
      return nb::dtype<std::int16_t>();
    case Element::kInt32:
      return nb::dtype<std::int32_t>();
    case Element::kInt64:
      return nb::dtype<std::int64_t>();
    case Element::kUint8:
      return nb::dtype<std::uint8_t>();
    case Element::kUint16:
      return nb::dtype<std::uint16_t>();
    case Element::kUint32:
      return nb::dtype<std::uint32_t>();
    case Element::kUint64:
      return nb::dtype<std::uint64_t>();
    case Element::kHalf:
      return {static_cast<std::uint8_t>(nb::dlpack::dtype_code::Float), 16, 1};
    case Element::kFloat64:
      return nb::dtype<double>();
    case Element::kComplex64:
      return {static_cast<std::uint8_t>(nb::dlpack::dtype_code::Complex), 64, 1};
    case Element::kComplex128:
      return {static_cast<std::uint8_t>(nb::dlpack::dtype_code::Complex), 128, 1};
    default:
      return nb::dtype<float>();  // everything else was widened
  }
}

events::Tensor decode_aside(wire::Bytes message, std::size_t max_filled) {
  const WithoutGil others_run;
  return events::decode_tensor(message, max_filled);
}

nb::object decode_tensor(const nb::bytes& data, std::size_t max_filled) {
  events::Tensor tensor = decode_aside(bytes_of(data), max_filled);
  if (!tensor.is_text())
    return nb::cast(own_shaped(std::move(tensor.data), tensor.shape, numpy_type(tensor.element)));
  nb::list strings;
  nb::object last;
  const std::uint8_t* at = nullptr;
  for (const wire::Bytes string : tensor.strings) {
    // The string that fills up the others is one object, however often it is repeated.
    if (!last.is_valid() || string.data() != at) last = to_python(string);
    at = string.data();
    strings.append(last);
  }
  return nb::make_tuple(strings, nb::tuple(nb::cast(tensor.shape)));
}

nb::bytes unwrap_run_metadata(const nb::bytes& data) {
  return to_python(events::unwrap_run_metadata(bytes_of(data)));
}

nb::tuple decode_histogram(const nb::bytes& data) {
  events::Histogram read = events::decode_histogram(bytes_of(data));
  return nb::make_tuple(read.min, read.max, read.num, read.sum, read.sum_squares, own(std::move(read.limits)),
                        own(std::move(read.counts)));
}

nb::object metadata_to_python(const events::Value& value) {
  if (!value.has_metadata) return nb::none();
  columns::Metadata metadata;
  const wire::Fault fault = events::read_metadata(wire::MessageCursor(value.metadata), metadata);
  if (fault != wire::Fault::kNone) throw events::DecodeError(std::string("metadata: ") + describe(fault));
  nb::dict result;
  result["plugin_name"] = metadata.plugin_name;
  result["plugin_content"] = to_python(wire::bytes_of(metadata.plugin_content));
  result["display_name"] = metadata.display_name;
  result["description"] = metadata.description;
  result["data_class"] = metadata.data_class;
  return result;
}

nb::object payload_to_python(const events::Value& value, wire::Bytes message) {
  using events::ValueField;
  if (value.field == ValueField::kNone) return nb::none();
  if (value.field == ValueField::kSimpleValue) return nb::float_(value.simple_value);
  const wire::Bytes payload = message.subspan(static_cast<std::size_t>(value.payload.offset),
                                              static_cast<std::size_t>(value.payload.length));
  nb::dict result;
  if (value.field == ValueField::kImage) {
    const events::Image image = events::decode_image(payload);
    result["height"] = image.height;
    result["width"] = image.width;
    result["colorspace"] = image.colorspace;
    result["encoded"] = to_python(image.encoded);
    return result;
  }
  if (value.field == ValueField::kAudio) {
    const events::Audio audio = events::decode_audio(payload);
    result["sample_rate"] = audio.sample_rate;
    result["num_channels"] = audio.num_channels;
    result["length_frames"] = audio.length_frames;
    result["encoded"] = to_python(audio.encoded);
    result["content_type"] = audio.content_type;
    return result;
  }
  return to_python(payload);
}

nb::dict decode_value(const nb::bytes& data) {
  const wire::Bytes message = bytes_of(data);
  events::Value value;
  events::ValueSpace space;
  wire::MessageCursor cursor(message);
  events::read_value(cursor, value, space);
  if (cursor.fault() != wire::Fault::kNone)
    throw events::DecodeError(std::string(describe(cursor.fault())) + " (byte " +
                              std::to_string(cursor.offset()) + " of the value)");
  nb::dict result;
  result["tag"] = events::valid_utf8(wire::text(value.name()));
  result["metadata"] = metadata_to_python(value);
  result["field"] =
      value.field == events::ValueField::kNone ? nb::none() : nb::cast(events::name_of(value.field));
  result["value"] = payload_to_python(value, message);
  return result;
}

bool read_local(EventFile& file, const Path& path) {
  const WithoutGil release;
  wire::LocalFile source(path.value);
  std::vector<std::uint8_t> buffer;
  return file.read(source, buffer);
}

bool read_source(EventFile& file, nb::object source) {
  PythonSource bytes(std::move(source));
  const WithoutGil release;
  std::vector<std::uint8_t> buffer;
  const bool changed = file.read(bytes, buffer);
  file.rest();
  return changed;
}

// What is asked of a file that another thread may be reading is asked without the GIL, which that thread may
// need.
FileState state_of(EventFile& file) {
  const WithoutGil release;
  return file.state();
}

std::vector<std::tuple<std::uint64_t, std::uint64_t, nb::str>> damage_of(EventFile& file) {
  std::vector<wire::Damage> places;
  {
    const WithoutGil release;
    places = file.damage();
  }
  std::vector<std::tuple<std::uint64_t, std::uint64_t, nb::str>> result;
  result.reserve(places.size());
  for (const wire::Damage& place : places)
    result.emplace_back(place.range.offset, place.range.length, nb::str(place.reason.c_str()));
  return result;
}

nb::object error_to_python(const std::exception_ptr& error) {
  if (!error) return nb::none();
  try {
    std::rethrow_exception(error);
  } catch (const wire::FileError& file_error) {
    return os_error(file_error);
  } catch (const std::bad_alloc&) {
    return nb::handle(PyExc_MemoryError)();
  } catch (const std::exception& other) {
    return nb::handle(PyExc_RuntimeError)(other.what());
  }
}

nb::list read_local_files(const std::vector<nb::object>& files, const std::vector<Path>& paths,
                          unsigned threads, const std::optional<nb::callable>& progress) {
  if (files.size() != paths.size()) throw nb::value_error("expected as many paths as files");
  std::vector<events::FileToRead> to_read;
  to_read.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i)
    to_read.push_back({nb::cast<EventFile*>(files[i]), paths[i].value});
  const auto each_tick = [&](std::uint64_t bytes_done) {
    const WithGil gil;
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
    if (progress) (*progress)(bytes_done);
  };
  std::vector<std::exception_ptr> errors;
  {
    const WithoutGil release;
    errors = read_files(to_read, threads, each_tick);
  }
  nb::list result;
  for (const std::exception_ptr& error : errors) result.append(error_to_python(error));
  return result;
}

void bind_event_file(const nb::module_& m) {
  nb::class_<EventFile>(m, "EventFile",
                        "One event file, read from where reading stopped. Any thread may use it.")
      .def(
          "__init__",
          [](EventFile* self, std::string name, const SharedIdentities* identities) {
            new (self) EventFile(std::move(name), identities != nullptr ? identities->shared : nullptr);
          },
          "name"_a, "identities"_a.none() = nb::none(),
          "`identities` are those that all files of a board share; None for a file by itself.")
      .def_prop_ro("name", &EventFile::name)
      .def("read_local", read_local, "path"_a,
           "Read on to the end of the file. True if there was something new. Raises OSError; what was read "
           "stays.")
      .def("read_source", read_source, "source"_a,
           "The same for an object with size() -> int and read(offset, length) -> bytes. Raises what it "
           "raises.")
      .def("snapshot", &EventFile::snapshot, nb::call_guard<WithoutGil>(),
           "The series as they are now; cheap, also while the file is read.")
      .def_prop_ro("version", &EventFile::version,
                   "Grows whenever something was read; costs nothing, also while the file is read.")
      .def_prop_ro(
          "records", [](EventFile& file) { return state_of(file).records; }, "Intact records.")
      .def_prop_ro(
          "bytes", [](EventFile& file) { return state_of(file).bytes; },
          "Offset after the last whole record, or the damage behind it.")
      .def_prop_ro(
          "pending_bytes", [](EventFile& file) { return state_of(file).pending_bytes; },
          "Bytes of a record whose end is not written yet.")
      .def_prop_ro(
          "damage_count", [](EventFile& file) { return state_of(file).damage_count; },
          "Places with damage, neighbouring ones counted as one.")
      .def_prop_ro("damage", damage_of, "The first 1,000 of them: (offset, length, reason).")
      .def_prop_ro(
          "shrank", [](EventFile& file) { return state_of(file).shrank; },
          "Whether the file was found shorter than what was read of it.")
      .def_prop_ro(
          "rewritten", [](EventFile& file) { return state_of(file).rewritten; },
          "Whether what was read before does not stand any more: other bytes are in its place, or a torn "
          "record "
          "that was given up has got its rest. Nothing more is read then: begin anew.")
      .def_prop_rw("patient", &EventFile::patient, &EventFile::set_patient,
                   "Whether a torn record at the end is waited for, instead of looking for others behind it.")
      .def_prop_ro(
          "first_wall_time", [](EventFile& file) { return state_of(file).facts.first_wall_time; },
          "Of the first event, in seconds since the epoch.")
      .def_prop_ro(
          "last_wall_time", [](EventFile& file) { return state_of(file).facts.last_wall_time; },
          "The latest of all events.")
      .def_prop_ro("file_version", [](EventFile& file) { return state_of(file).facts.file_version; })
      .def_prop_ro(
          "writer", [](EventFile& file) { return state_of(file).facts.writer; },
          "The program that wrote the file, if it says so.")
      .def_prop_ro(
          "session_starts",
          [](EventFile& file) {
            std::vector<std::tuple<std::uint64_t, std::int64_t>> starts;
            for (const events::SessionStart& start : state_of(file).facts.sessions)
              starts.emplace_back(start.record_offset, start.step);
            return starts;
          },
          "Every SessionLog.START, the first 10,000: (offset of its record, its step).");
}

}  // namespace

void bind_events(nb::module_& m) {
  bind_event_file(m);
  m.def("read_local_files", read_local_files, "files"_a, "paths"_a, "threads"_a = 0,
        "progress"_a = nb::none(),
        nb::sig("def read_local_files(files: collections.abc.Sequence[EventFile], "
                "paths: collections.abc.Sequence[str | os.PathLike[str]], threads: int = 0, "
                "progress: collections.abc.Callable[[int], object] | None = None) -> list[Exception | None]"),
        "Read many files, the largest first, on several threads (0: one for each processor). Returns each "
        "file's "
        "error or None. `progress` is called about ten times a second with the bytes read so far; what it "
        "raises "
        "stops the reading.");
  m.def("decode_value", decode_value, "data"_a,
        nb::sig("def decode_value(data: bytes) -> dict[str, typing.Any]"),
        "A serialized Summary.Value as {tag, metadata, field, value}: a float for simple_value, a dict for "
        "image and "
        "audio, the bytes of the message for tensor and histo. Raises ValueError.");
  const nb::exception<events::FilledError> filled(m, "FilledError", PyExc_ValueError);
  m.def("decode_tensor", decode_tensor, "data"_a, "max_filled"_a = events::kMaxFilled,
        nb::sig("def decode_tensor(data: bytes, max_filled: int = 67108864) -> "
                "numpy.typing.NDArray[typing.Any] | tuple[list[bytes], tuple[int, ...]]"),
        "A serialized TensorProto as an array, or as (list of bytes, shape) for strings. Raises ValueError, "
        "and "
        "FilledError, which is one, where entries that are not listed would take more than `max_filled` "
        "bytes.");
  m.def("unwrap_run_metadata", unwrap_run_metadata, "data"_a,
        "The serialized RunMetadata in a serialized TaggedRunMetadata. Raises ValueError.");
  m.def("decode_histogram", decode_histogram, "data"_a,
        nb::sig("def decode_histogram(data: bytes) -> tuple[float, float, float, float, float, "
                "numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]]"),
        "A serialized HistogramProto as (min, max, num, sum, sum_squares, right edges, counts). Raises "
        "ValueError.");
}

}  // namespace sonde::bind
