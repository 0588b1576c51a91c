// Fuzz target: one event and some that differ from it in one bit, decoded in two ways.
//
// What must hold: from memory and where they lie they give the same series, points and verdicts. The way
// through memory recognises values that differ from the last one in their number only; the other one takes
// every value apart.
#include <bit>
#include <string>
#include <vector>

#include "columns/file_table.h"
#include "events/event_decoder.h"
#include "fuzz/frame.h"
#include "fuzz/fuzz.h"

namespace {

using namespace sonde;

struct Decoded {
  columns::FileTable table;
  events::EventDecoder decoder{table};
};

std::vector<std::uint8_t> framed(wire::Bytes payload) {
  const wire::Header header = wire::header_of(payload.size());
  const wire::Footer footer = wire::footer_of(payload);
  std::vector<std::uint8_t> file(header.begin(), header.end());
  file.insert(file.end(), payload.begin(), payload.end());
  file.insert(file.end(), footer.begin(), footer.end());
  return file;
}

bool decode(Decoded& decoded, wire::Bytes file, bool resident) {
  std::vector<std::uint8_t> buffer;
  wire::MemorySource source(file);
  wire::Window window(source, buffer);
  wire::Record record;
  record.length = file.size() - wire::kFrameBytes;
  record.resident = resident;
  if (resident) record.payload = file.subspan(wire::kHeaderBytes, record.length);
  return decoded.decoder.decode(record, window);
}

std::string plugin_content(const columns::Identity& identity) {
  return identity.metadata ? identity.metadata->plugin_content : "(none)";
}

void compare(const columns::SeriesSnapshot& a, const columns::SeriesSnapshot& b) {
  const columns::Identity& identity = a.identity();
  SONDE_PROMISE(identity.tag == b.identity().tag && identity.kind == b.identity().kind);
  SONDE_PROMISE(identity.storage == b.identity().storage);
  SONDE_PROMISE(plugin_content(identity) == plugin_content(b.identity()));
  SONDE_PROMISE(a.points() == b.points());
  const auto bits = [](double number) { return std::bit_cast<std::uint64_t>(number); };
  for (std::size_t i = 0; i < a.points(); ++i) {
    SONDE_PROMISE(a.step_at(i) == b.step_at(i) && bits(a.wall_time_at(i)) == bits(b.wall_time_at(i)));
    if (identity.storage == columns::Storage::kScalar)
      SONDE_PROMISE(bits(a.value_at(i)) == bits(b.value_at(i)));
    if (identity.storage == columns::Storage::kBlob) SONDE_PROMISE(a.blob_at(i) == b.blob_at(i));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMaxSize =
      4096;  // longer tensors are never numbers to the one, but may be to the other
  constexpr std::size_t kVariants = 8;
  if (size > kMaxSize) return 0;
  std::vector<std::uint8_t> event(data, data + size);
  Decoded resident;
  Decoded sparse;
  for (std::size_t i = 0; i < 2 * kVariants; ++i) {
    const std::size_t place = i / 2 * size / kVariants;
    const bool changed = i % 2 == 1 && place < size;
    if (changed) event[place] ^= static_cast<std::uint8_t>(1U << (i / 2));
    const std::vector<std::uint8_t> file = framed(event);
    SONDE_PROMISE(decode(resident, file, true) == decode(sparse, file, false));
    SONDE_PROMISE(resident.decoder.problem() == sparse.decoder.problem());
    if (changed) event[place] ^= static_cast<std::uint8_t>(1U << (i / 2));
  }
  SONDE_PROMISE(resident.decoder.facts().writer == sparse.decoder.facts().writer);
  const columns::FileSnapshot one = resident.table.snapshot("resident");
  const columns::FileSnapshot other = sparse.table.snapshot("sparse");
  SONDE_PROMISE(one.series().size() == other.series().size());
  for (std::size_t i = 0; i < one.series().size(); ++i) compare(one.series()[i], other.series()[i]);
  return 0;
}
