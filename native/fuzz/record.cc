// Fuzz target: the record cursor, over files as they are and over files put together by script.
//
// What must hold: records, damage and the tail lie side by side and cover the file; a record that is shown
// has valid checksums; reading ends; and all of that also while the file grows.
#include <algorithm>
#include <vector>

#include "fuzz/frame.h"
#include "fuzz/fuzz.h"
#include "wire/record_cursor.h"
#include "wire/verify.h"

namespace {

using namespace sonde::wire;

using File = std::vector<std::uint8_t>;

// Reads on until the end of what is shown; returns how far that is.
void read_on(RecordCursor& cursor, Bytes shown, std::vector<std::uint8_t>& buffer) {
  MemorySource source(shown);
  Window window(source, buffer);
  std::uint64_t expected = cursor.offset();
  for (Step step = cursor.next(window); step != Step::kEnd; step = cursor.next(window)) {
    const bool is_record = step == Step::kRecord;
    SONDE_PROMISE(expected == (is_record ? cursor.record().offset : cursor.damage().range.offset));
    SONDE_PROMISE(cursor.offset() > expected && cursor.offset() <= shown.size());
    SONDE_PROMISE(cursor.offset() == (is_record ? cursor.record().end() : cursor.damage().range.end()));
    if (is_record && cursor.record().resident) {
      MemorySource again(shown);
      SONDE_PROMISE(record_holds(again, cursor.record().offset));
    }
    SONDE_PROMISE(is_record || !cursor.damage().reason.empty());
    expected = cursor.offset();
  }
  const RecordCursor::Tail& tail = cursor.tail();
  SONDE_PROMISE(cursor.offset() + tail.damage.range.length + tail.pending_bytes == shown.size());
  SONDE_PROMISE(tail.damage.range.length == 0 || tail.damage.range.offset == cursor.offset());
}

void read_at_once_and_growing(Bytes file) {
  std::vector<std::uint8_t> buffer;
  RecordCursor at_once;
  read_on(at_once, file, buffer);
  RecordCursor growing;
  const std::size_t piece = 1 + file.size() / 7;
  for (std::size_t shown = 0; shown < file.size(); shown += piece)
    read_on(growing, file.first(shown), buffer);
  read_on(growing, file, buffer);
}

void append(File& file, Bytes bytes) { file.insert(file.end(), bytes.begin(), bytes.end()); }

// Two bytes say what comes next and how long it is: a whole record, one with a wrong checksum, one that lies
// about its length, one without its end, or bytes of no meaning. Chance alone finds no valid checksum.
File by_script(Bytes script) {
  File file;
  while (script.size() >= 2) {
    const std::uint8_t what = script[0];
    const Bytes payload = script.subspan(2).first(std::min<std::size_t>(script[1], script.size() - 2));
    script = script.subspan(2 + payload.size());
    const std::uint64_t lie = std::uint64_t{payload.size()} << (what % 64);
    switch (what % 6) {
      case 0:
      case 1:
        append(file, header_of(payload.size()));
        append(file, payload);
        append(file, footer_of(payload));
        break;
      case 2:
        append(file, header_of(payload.size()));
        append(file, payload);
        append(file, footer_of({}));
        break;
      case 3:
        append(file, header_of(lie));
        append(file, payload);
        break;
      case 4:
        append(file, header_of(payload.size() + what));
        append(file, payload);
        break;
      default:
        append(file, payload);
        break;
    }
  }
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input(data, size);
  read_at_once_and_growing(input);
  read_at_once_and_growing(by_script(input));
  return 0;
}
