// Python's view of sessions and hyperparameters: what runs say of themselves as trials.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bind/arrays.h"
#include "bind/bind.h"
#include "bind/convert.h"
#include "bind/gil.h"
#include "bind/lines.h"
#include "columns/run_snapshot.h"
#include "events/hparams.h"
#include "events/session.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace sonde::bind {
namespace {

nb::object session(const columns::RunSnapshot& run) {
  const std::optional<events::Session> session = events::session_of(run);
  if (!session) return nb::none();
  return nb::make_tuple(session->started_at, session->start_time, text(session->group), session->ended_at,
                        session->end_time, session->status);
}

nb::list plugin_contents(const std::vector<nb::object>& runs, std::string_view tag, std::string_view kind) {
  nb::list found;
  const std::vector<const columns::RunSnapshot*> snapshots = snapshots_of(runs);
  for (std::size_t run = 0; run < snapshots.size(); ++run) {
    const std::vector<std::string_view> contents = events::plugin_contents(*snapshots[run], tag, kind);
    if (contents.empty()) continue;
    nb::list said;
    for (const std::string_view content : contents) said.append(nb::bytes(content.data(), content.size()));
    found.append(nb::make_tuple(run, nb::tuple(said)));
  }
  return found;
}

nb::tuple read_hparams(const std::vector<nb::bytes>& contents, const Input<std::int32_t>& sessions) {
  std::vector<wire::Bytes> views;
  views.reserve(contents.size());
  for (const nb::bytes& content : contents) views.push_back(bytes_of(content));
  events::Hparams hparams;
  {
    const WithoutGil release;
    hparams = events::read_hparams(views, span_of(sessions));
  }
  nb::list names;
  for (const std::string& name : hparams.names) names.append(text(name));
  nb::list texts;
  for (const std::string& each : hparams.texts) texts.append(nb::bytes(each.data(), each.size()));
  return nb::make_tuple(names, own(std::move(hparams.offsets)), own(std::move(hparams.sessions)),
                        own(std::move(hparams.kinds)), own(std::move(hparams.numbers)),
                        own(std::move(hparams.words)), texts, own(std::move(hparams.damaged)));
}

}  // namespace

void bind_sessions(nb::module_& m) {
  m.def(
      "session", &session, "run"_a,
      nb::sig("def session(run: RunSnapshot) -> tuple[float | None, float, str, float | None, float, int] | "
              "None"),
      "What a run says of its session by TensorBoard's hparams: (started_at, start_time, group, ended_at, "
      "end_time,\n"
      "status); None where it says nothing.\n\n"
      "started_at and ended_at are the wall times of its newest words on either, the others what they say: "
      "times are\n"
      "seconds since 1970, 0 where they are left out; status is 0 unknown, 1 success, 2 failure, 3 running.");
  m.def("plugin_contents", &plugin_contents, "runs"_a, "tag"_a, "kind"_a,
        nb::sig("def plugin_contents(runs: Sequence[RunSnapshot], tag: str, kind: str) -> "
                "list[tuple[int, tuple[bytes, ...]]]"),
        "What a series keeps for its plugin: for each run that says something its index, and what each of "
        "its files "
        "says, in\n"
        "order of wall times.");
  m.def("read_hparams", &read_hparams, "contents"_a, "sessions"_a,
        nb::sig("def read_hparams(contents: Sequence[bytes], sessions: NDArray[numpy.int32]) -> "
                "tuple[list[str], NDArray[numpy.int64], NDArray[numpy.int32], NDArray[numpy.uint8], "
                "NDArray[numpy.float64], NDArray[numpy.int32], list[bytes], NDArray[numpy.int32]]"),
        "The hyperparameters in serialized HParamsPluginData, each of the session whose number (ascending) "
        "stands beside "
        "it;\n"
        "of several of one session, the later ones replace the values of those before.\n\n"
        "Returns (names, offsets, sessions, kinds, numbers, words, texts, damaged). The values of name i are "
        "the entries\n"
        "[offsets[i], offsets[i + 1]), in order of sessions: its session; its kind, the field of "
        "google.protobuf.Value\n"
        "(1 null, 2 number, 3 string, 4 bool, 5 struct, 6 list); its number; and its text, an index into "
        "texts (of "
        "structs\n"
        "and lists their message; -1 for the others). damaged are contents, by index, that cannot be read "
        "whole.\n"
        "ValueError where there are not as many sessions as contents. The GIL is released.");
}

}  // namespace sonde::bind
