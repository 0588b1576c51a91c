// sonde._native.EventWriter: the engine of native/writer for Python, and what it means to wait without the
// GIL.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/shared_ptr.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bind/bind.h"
#include "bind/gil.h"
#include "writer/event_bytes.h"
#include "writer/event_writer.h"
#include "writer/flusher.h"
#include "writer/image_array.h"

namespace nb = nanobind;

namespace sonde::bind {

namespace {

using writer::Added;
using writer::EventWriter;
using writer::Moment;

// What an add_* of EventWriter answers; all but `taken` send its Python caller to look closer.
enum class Answer : int {
  kTaken = 0,
  kAttend = 1,   // taken or given up, and there is news: see report()
  kClosed = 2,   // not taken: the writer is closed
  kForeign = 3,  // not taken: an argument is not plain, convert it and call again
};

constexpr std::chrono::duration<double> kLongestDelay{0.2};  // a point is on the page within a second

// Plain arguments only: anything else would run foreign code, or raise.

std::optional<std::string_view> plain_text(nb::handle text) {
  if (!PyUnicode_CheckExact(text.ptr())) return {};
  Py_ssize_t size = 0;
  const char* characters = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (characters == nullptr) {
    PyErr_Clear();  // a lone surrogate
    return {};
  }
  return std::string_view(characters, static_cast<std::size_t>(size));
}

std::optional<double> plain_number(nb::handle number) {
  if (PyFloat_Check(number.ptr())) return PyFloat_AsDouble(number.ptr());
  if (!PyLong_Check(number.ptr())) return {};
  const double value = PyLong_AsDouble(number.ptr());
  if (value == -1.0 && PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    return {};
  }
  return value;
}

std::optional<std::int64_t> plain_step(nb::handle step) {
  if (step.is_none()) return 0;
  if (!PyLong_Check(step.ptr())) return {};
  int overflow = 0;
  const long long value = PyLong_AsLongLongAndOverflow(step.ptr(), &overflow);
  if (overflow != 0) return {};
  return value;
}

std::optional<double> plain_wall_time(nb::handle wall_time) {
  return wall_time.is_none() ? writer::now() : plain_number(wall_time);
}

std::optional<Moment> plain_moment(nb::handle step, nb::handle wall_time) {
  const auto at_step = plain_step(step);
  const auto at_time = plain_wall_time(wall_time);
  if (!at_step || !at_time) return {};
  return Moment{*at_time, *at_step};
}

template <class Event>
Answer add(EventWriter& self, const Event& event) {
  Added added = self.add(event);
  while (added == Added::kFull) {
    bool room = false;
    {
      const WithoutGil release;
      room = self.wait_for_room(event.size());
    }
    if (!room) {
      self.drop(1);
      break;
    }
    added = self.add(event);
  }
  if (added == Added::kClosed) return Answer::kClosed;
  return self.attention() ? Answer::kAttend : Answer::kTaken;
}

int add_scalar(EventWriter& self, nb::handle tag, nb::handle value, nb::handle step, nb::handle wall_time) {
  const auto name = plain_text(tag);
  const auto number = plain_number(value);
  const auto moment = plain_moment(step, wall_time);
  if (!name || !number || !moment) return static_cast<int>(Answer::kForeign);
  return static_cast<int>(add(self, writer::SimpleScalar{*moment, *name, static_cast<float>(*number)}));
}

int add_tensor_scalar(EventWriter& self, nb::handle tag, nb::handle value, nb::handle step,
                      nb::handle wall_time, const nb::bytes& metadata, bool double_precision) {
  const auto name = plain_text(tag);
  const auto number = plain_number(value);
  const auto moment = plain_moment(step, wall_time);
  if (!name || !number || !moment) return static_cast<int>(Answer::kForeign);
  return static_cast<int>(add(
      self,
      writer::TensorScalar{*moment, *name, *number, double_precision, {metadata.c_str(), metadata.size()}}));
}

int add_summary(EventWriter& self, const nb::bytes& summary, nb::handle step, nb::handle wall_time) {
  const auto moment = plain_moment(step, wall_time);
  if (!moment) return static_cast<int>(Answer::kForeign);
  return static_cast<int>(add(self, writer::SummaryEvent{*moment, {summary.c_str(), summary.size()}}));
}

int add_event(EventWriter& self, const nb::bytes& event) {
  return static_cast<int>(add(self, writer::RawEvent{{event.c_str(), event.size()}}));
}

std::string text_of(const nb::bytes& bytes) { return {bytes.c_str(), bytes.size()}; }

std::shared_ptr<EventWriter> make(const nb::bytes& directory, const nb::bytes& suffix,
                                  const nb::bytes& source, double flush_secs, bool lazy) {
  const double delay = std::isfinite(flush_secs) ? std::max(flush_secs, 0.0) : kLongestDelay.count();
  return EventWriter::make({{text_of(directory), text_of(suffix), text_of(source)},
                            std::chrono::duration_cast<std::chrono::nanoseconds>(
                                std::min(std::chrono::duration<double>(delay), kLongestDelay))},
                           lazy);
}

std::chrono::nanoseconds patience_of(double seconds) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(std::clamp(seconds, 0.0, 1e6)));
}

bool flush(EventWriter& self, double patience_secs) { return self.flush(patience_of(patience_secs)); }

bool close(EventWriter& self, double patience_secs) { return self.close(patience_of(patience_secs)); }

nb::dict report(EventWriter& self) {
  const writer::Report report = self.report();
  nb::dict told;
  told["error"] = report.fault.error;
  told["attempt"] = report.fault.attempt;
  told["fault_path"] = nb::bytes(report.fault.path.data(), report.fault.path.size());
  told["stalled"] = report.stalled;
  told["dropped"] = report.dropped;
  told["waiting"] = report.waiting;
  told["opened"] = report.opened;
  told["taken_away"] = report.taken_away;
  told["path"] = nb::bytes(report.path.data(), report.path.size());
  return told;
}

// --- pictures --------------------------------------------------------------------------------

using Image = nb::ndarray<nb::ro, nb::ndim<3>, nb::device::cpu>;
using PixelArray = nb::ndarray<nb::numpy, std::uint8_t, nb::ndim<3>>;

template <class Number>
void put_pixels_of(const Image& image, std::uint8_t* out) {
  const writer::ImageArray<Number> array{static_cast<const Number*>(image.data()),
                                         {image.shape(0), image.shape(1), image.shape(2)},
                                         {image.stride(0), image.stride(1), image.stride(2)}};
  const WithoutGil release;
  writer::put_pixels(array, out);
}

PixelArray image_pixels(const Image& image) {
  const std::size_t size = image.size();
  auto pixels = std::make_unique<std::uint8_t[]>(std::max<std::size_t>(size, 1));
  if (image.dtype() == nb::dtype<float>()) {
    put_pixels_of<float>(image, pixels.get());
  } else if (image.dtype() == nb::dtype<double>()) {
    put_pixels_of<double>(image, pixels.get());
  } else if (image.dtype() == nb::dtype<std::uint8_t>()) {
    put_pixels_of<std::uint8_t>(image, pixels.get());
  } else {
    throw nb::type_error("expected an image of uint8, float32 or float64");
  }
  std::uint8_t* data = pixels.release();
  const nb::capsule owner(data, [](void* owned) noexcept { delete[] static_cast<std::uint8_t*>(owned); });
  return PixelArray(data, {image.shape(0), image.shape(1), image.shape(2)}, owner);
}

}  // namespace

void bind_writer(nb::module_& m) {
  using namespace nb::literals;
  const auto without_gil = nb::call_guard<WithoutGil>();

  nb::class_<EventWriter>(
      m, "EventWriter",
      "Appends events to a file of its own in `directory`, by one background thread per process.\n\n"
      "The add methods answer 0 when the event was taken, 1 when it was and report() has news, 2 when "
      "the writer is closed, and 3 when an argument is not plain (str, int, float, bytes or None).")
      .def(nb::new_(&make), "directory"_a, "suffix"_a, "source"_a, "flush_secs"_a, "lazy"_a)
      .def("open", &EventWriter::open, without_gil,
           "Makes the file now; false when that fails, or hangs for five seconds.")
      .def("add_scalar", &add_scalar, "tag"_a.none(), "value"_a.none(), "step"_a.none(), "wall_time"_a.none(),
           "Adds a Summary.Value with simple_value, a float32. No wall time means now.")
      .def("add_tensor_scalar", &add_tensor_scalar, "tag"_a.none(), "value"_a.none(), "step"_a.none(),
           "wall_time"_a.none(), "metadata"_a, "double_precision"_a,
           "Adds a Summary.Value with a rank-0 tensor, float32 or float64, and a serialized SummaryMetadata.")
      .def("add_summary", &add_summary, "summary"_a, "step"_a.none(), "wall_time"_a.none(),
           "Adds a serialized Summary.")
      .def("add_event", &add_event, "event"_a, "Adds a serialized Event as it is.")
      .def("drop", &EventWriter::drop, "events"_a, "Counts events that were given up before they came here.")
      .def("flush", &flush, "patience_secs"_a = 5.0, without_gil,
           "Hands all events to the operating system; false when that fails, or nothing moves for so long.")
      .def("close", &close, "patience_secs"_a, without_gil,
           "Flushes, gives up what can't be written, takes no more. When nothing moves for so long, the rest "
           "is "
           "written in the background, whenever that is possible.")
      .def("acknowledge", &EventWriter::acknowledge, "Ends the news that the add methods answer 1 for.")
      .def("report", &report, nb::sig("def report(self) -> dict[str, Any]"),
           "How the writer fares: error (errno, 0 for none), attempt, fault_path, stalled, dropped, "
           "waiting (events), opened, taken_away, path.");

  m.def("image_pixels", &image_pixels, "image"_a,
        nb::sig("def image_pixels(image: numpy.typing.NDArray[Any]) -> numpy.typing.NDArray[numpy.uint8]"),
        "Pixels uint8 [height, width, channels] of an array of that shape and any strides: uint8 as it is, "
        "float32 and "
        "float64 in [0, 1] times 255, clipped and cut. NaN gives 0. TypeError for other dtypes.");
  m.def(
      "stop_writing_in_background",
      [](double patience_secs) { writer::Flusher::instance().stop(patience_of(patience_secs)); },
      "patience_secs"_a, without_gil,
      "Writes what waits in all writers and ends the background thread, for the end of the process. One that "
      "hangs for so long is left.");
}

}  // namespace sonde::bind
