// The words of this room: what a series is, and what one of its points refers to.
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>

namespace sonde::columns {

/// Number of a series inside one FileTable: 0, 1, 2 … in order of first appearance, never reused.
using SeriesId = std::uint32_t;

/// How the points of a series are kept: as a number, or as the place in the file where the bytes stand.
enum class Storage : std::uint8_t { kScalar = 0, kBlob = 1 };

/// Where the bytes of a blob point stand in its event file. Blobs are never copied into memory at load.
///
/// `record_offset` is the byte of the TFRecord header. `offset` and `length` are the absolute range of the
/// serialized message: a Summary.Value (field 0), or Event.graph_def (4), Event.tagged_run_metadata (8),
/// Event.meta_graph_def (9). `length` may be 0.
struct BlobRef {
  std::uint64_t record_offset = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint8_t field = 0;

  friend bool operator==(const BlobRef&, const BlobRef&) = default;
};

/// The SummaryMetadata of a tag; `present` is false when the file gave none. `plugin_content` holds bytes.
struct Metadata {
  std::string plugin_name;
  std::string plugin_content;
  std::string display_name;
  std::string description;
  int data_class = 0;
  bool present = false;

  friend bool operator==(const Metadata&, const Metadata&) = default;
};

class Identities;

/// What a series is called and said to be. Its key inside a run is (tag, kind): a tag that was written with
/// two kinds is two series.
struct Identity {
  std::string tag;
  std::string kind;
  Storage storage = Storage::kScalar;
  std::shared_ptr<const Metadata> metadata;  // never null; most series share one that is not present

  const Identities* owner = nullptr;  // who keeps it
  std::uint32_t key = 0;              // a number for its tag and kind among those of its owner
  mutable std::atomic<const Identity*> follower = nullptr;  // what was asked for after it the last time
};

/// Whether one stands before the other among the series of a run: by tag, then kind, then storage.
inline std::strong_ordering order(const Identity& a, const Identity& b) {
  if (&a == &b) return std::strong_ordering::equal;
  if (const auto tags = a.tag <=> b.tag; tags != 0) return tags;
  if (const auto kinds = a.kind <=> b.kind; kinds != 0) return kinds;
  return a.storage <=> b.storage;
}

}  // namespace sonde::columns
