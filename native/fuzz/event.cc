// Fuzz target: one event, decoded from memory and decoded where it lies.
//
// What must hold: both ways give the same series and the same verdict; a snapshot can be taken; and a summary
// value that was referred to can be taken apart.
#include <vector>

#include "events/event_decoder.h"
#include "fuzz/fuzz.h"
#include "series/file_table.h"
#include "wire/record_writer.h"

namespace {

using namespace sonde;

struct Decoded {
  series::FileTable table;
  events::EventDecoder decoder{table};
  bool good = false;
};

void decode(Decoded& decoded, wire::Bytes file, std::uint64_t length, bool resident) {
  std::vector<std::uint8_t> buffer;
  wire::MemorySource source(file);
  wire::Window window(source, buffer);
  wire::Record record;
  record.length = length;
  record.resident = resident;
  if (resident) record.payload = file.subspan(wire::kHeaderBytes, length);
  // Twice: the second time every tag and its metadata are known.
  decoded.good = decoded.decoder.decode(record, window);
  decoded.decoder.decode(record, window);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMaxSize =
      4096;  // longer tensors are never numbers to the one, but may be to the other
  if (size > kMaxSize) return 0;
  const wire::Bytes payload(data, size);
  std::vector<std::uint8_t> file;
  const wire::Header header = wire::header_of(size);
  const wire::Footer footer = wire::footer_of(payload);
  file.insert(file.end(), header.begin(), header.end());
  file.insert(file.end(), payload.begin(), payload.end());
  file.insert(file.end(), footer.begin(), footer.end());

  Decoded resident;
  Decoded sparse;
  decode(resident, file, size, true);
  decode(sparse, file, size, false);
  SONDE_PROMISE(resident.good == sparse.good);
  SONDE_PROMISE(resident.decoder.problem() == sparse.decoder.problem());
  SONDE_PROMISE(resident.table.size() == sparse.table.size());
  SONDE_PROMISE(resident.table.points() == sparse.table.points());
  SONDE_PROMISE(resident.decoder.facts().writer == sparse.decoder.facts().writer);
  const series::FileSnapshot one = resident.table.snapshot("resident");
  const series::FileSnapshot other = sparse.table.snapshot("sparse");
  for (series::SeriesId id = 0; id < resident.table.size(); ++id) {
    const series::Identity& a = resident.table.identity(id);
    const series::Identity& b = sparse.table.identity(id);
    SONDE_PROMISE(a.tag == b.tag && a.kind == b.kind && a.storage == b.storage);
    SONDE_PROMISE(a.metadata.plugin_content == b.metadata.plugin_content);
  }
  SONDE_PROMISE(one.points() == other.points());
  return 0;
}
