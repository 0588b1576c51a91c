#include "writer/deflate.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>

#include "writer/huffman.h"

namespace sonde::writer {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kWindow = 32768;
constexpr std::size_t kShortestMatch = 3;
constexpr std::size_t kLongestMatch = 258;
constexpr std::size_t kEndOfBlock = 256;
constexpr std::size_t kLiteralSymbols = 286;
constexpr std::size_t kDistanceSymbols = 30;

// How hard matches are looked for. Found by trying on photographs, figures and noise: about zlib's default
// level.
constexpr int kTries = 8;
constexpr std::size_t kGoodEnough = 64;   // a match of so many bytes ends the search
constexpr std::size_t kWorthNoLook = 32;  // and one of so many is taken without a look one byte on
constexpr std::size_t kMissesPerSkip = 32;
constexpr std::size_t kFarthestSkip = 16;

// Filtered pixels take four to six bits each as literals, so a short copy from afar takes more than they do.
bool pays(std::size_t length, std::size_t distance) {
  if (length > 5) return true;
  return distance <= (length == 5 ? 4096 : 256);
}

// --- lengths and distances as symbols with extra bits (RFC 1951, 3.2.5)
// ------------------------------------------

struct Ranges {
  std::array<std::uint16_t, kDistanceSymbols> base{};
  std::array<std::uint8_t, kDistanceSymbols> extra{};
};

// Every `same` symbols, ranges double.
constexpr Ranges doubling_ranges(std::size_t count, std::size_t same, std::size_t first) {
  Ranges ranges;
  std::size_t base = first;
  for (std::size_t symbol = 0; symbol < count; ++symbol) {
    const std::size_t extra = symbol < 2 * same ? 0 : symbol / same - 1;
    ranges.base[symbol] = static_cast<std::uint16_t>(base);
    ranges.extra[symbol] = static_cast<std::uint8_t>(extra);
    base += std::size_t{1} << extra;
  }
  return ranges;
}

constexpr Ranges length_ranges() {
  Ranges ranges = doubling_ranges(29, 4, kShortestMatch);
  ranges.base[28] = kLongestMatch;  // the longest has a symbol of its own
  ranges.extra[28] = 0;
  return ranges;
}

constexpr Ranges kLengths = length_ranges();
constexpr Ranges kDistances = doubling_ranges(kDistanceSymbols, 2, 1);

constexpr std::array<std::uint8_t, kLongestMatch + 1> symbols_of_lengths() {
  std::array<std::uint8_t, kLongestMatch + 1> symbols{};
  for (std::size_t symbol = 0; symbol < 29; ++symbol)
    for (std::size_t length = kLengths.base[symbol]; length <= kLongestMatch; ++length)
      symbols[length] = static_cast<std::uint8_t>(symbol);
  return symbols;
}

constexpr auto kSymbolOfLength = symbols_of_lengths();

// Two symbols per power of two.
constexpr std::size_t symbol_of_distance(std::size_t distance) {
  const std::size_t zero_based = distance - 1;
  if (zero_based < 2) return zero_based;
  const auto top = static_cast<std::size_t>(std::bit_width(zero_based)) - 1;
  return 2 * top + ((zero_based >> (top - 1)) & 1);
}

// --- tokens
// ----------------------------------------------------------------------------------------------------

// A literal byte (distance 0), or a copy of `length` bytes from `distance` back.
struct Token {
  std::uint16_t length;  // or the literal
  std::uint16_t distance;
};

struct Block {
  static constexpr std::size_t kTokens = 16384;

  std::array<Token, kTokens> tokens;
  std::size_t size = 0;
  std::array<std::uint32_t, kLiteralSymbols> literals{};
  std::array<std::uint32_t, kDistanceSymbols> distances{};

  bool full() const { return size == kTokens; }
  std::size_t left() const { return kTokens - size; }

  void add_literal(std::uint8_t byte) {
    tokens[size++] = {byte, 0};
    ++literals[byte];
  }

  void add_match(std::size_t length, std::size_t distance) {
    tokens[size++] = {static_cast<std::uint16_t>(length), static_cast<std::uint16_t>(distance)};
    ++literals[kEndOfBlock + 1 + kSymbolOfLength[length]];
    ++distances[symbol_of_distance(distance)];
  }

  void clear() {
    size = 0;
    literals.fill(0);
    distances.fill(0);
  }
};

// --- bits
// ------------------------------------------------------------------------------------------------------

class Bits {
 public:
  explicit Bits(std::uint8_t* at) : at_(at) {}

  // At most 48 bits since the last `spill`.
  void put(std::uint64_t bits, unsigned count) {
    held_ |= bits << count_;
    count_ += count;
  }

  void put(const Word& word) { put(word.bits, word.length); }

  void spill() {
    std::memcpy(at_, &held_, sizeof held_);
    at_ += count_ / 8;
    held_ >>= count_ & ~7U;
    count_ &= 7U;
  }

  void align() {
    count_ = (count_ + 7) & ~7U;
    spill();
  }

  void bytes(Bytes bytes) {
    if (!bytes.empty()) std::memcpy(at_, bytes.data(), bytes.size());
    at_ += bytes.size();
  }

  std::uint8_t* at() const { return at_; }

 private:
  std::uint8_t* at_;
  std::uint64_t held_ = 0;
  unsigned count_ = 0;
};

// --- blocks
// ----------------------------------------------------------------------------------------------------

// The head of a block with codes of its own: how long the words are, run-length coded, and a code for that.
class CodeLengths {
 public:
  CodeLengths(std::span<const Word> literals, std::span<const Word> distances)
      : literals_(used(literals, 257)), distances_(used(distances, 1)) {
    std::array<std::uint8_t, kLiteralSymbols + kDistanceSymbols> lengths{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < literals_; ++i) lengths[count++] = literals[i].length;
    for (std::size_t i = 0; i < distances_; ++i) lengths[count++] = distances[i].length;
    for (std::size_t at = 0; at < count;) {
      std::size_t run = 1;
      while (at + run < count && lengths[at + run] == lengths[at]) ++run;
      add_run(lengths[at], run);
      at += run;
    }
    std::array<std::uint32_t, 19> counts{};
    for (std::size_t i = 0; i < size_; ++i) ++counts[runs_[i].symbol];
    make_code(counts, 7, words_);
    sent_ = kOrder.size();
    while (sent_ > 4 && words_[kOrder[sent_ - 1]].length == 0) --sent_;
  }

  std::size_t bits() const {
    std::size_t sum = 5 + 5 + 4 + 3 * sent_;
    for (std::size_t i = 0; i < size_; ++i) sum += words_[runs_[i].symbol].length + extra(runs_[i].symbol);
    return sum;
  }

  void put(Bits& out) const {
    out.put(literals_ - 257, 5);
    out.put(distances_ - 1, 5);
    out.put(sent_ - 4, 4);
    for (std::size_t i = 0; i < sent_; ++i) {
      out.put(words_[kOrder[i]].length, 3);
      out.spill();
    }
    for (std::size_t i = 0; i < size_; ++i) {
      out.put(words_[runs_[i].symbol]);
      out.put(runs_[i].more, extra(runs_[i].symbol));
      out.spill();
    }
  }

 private:
  struct Run {
    std::uint8_t symbol;  // a length, 16 for the last length again, 17 or 18 for zeros
    std::uint8_t more;    // how many more than the symbol's fewest
  };

  static constexpr std::array<std::uint8_t, 19> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                          11, 4,  12, 3, 13, 2, 14, 1, 15};

  static std::size_t used(std::span<const Word> words, std::size_t least) {
    std::size_t count = words.size();
    while (count > least && words[count - 1].length == 0) --count;
    return count;
  }

  static unsigned extra(std::uint8_t symbol) {
    return symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
  }

  void add(std::size_t symbol, std::size_t more) {
    runs_[size_++] = {static_cast<std::uint8_t>(symbol), static_cast<std::uint8_t>(more)};
  }

  void add_run(std::uint8_t length, std::size_t run) {
    if (length != 0) {
      add(length, 0);
      --run;
    }
    const std::size_t most = length == 0 ? 138 : 6;
    while (run >= 3) {
      const std::size_t now = std::min(run, most);
      if (length != 0) {
        add(16, now - 3);
      } else if (now < 11) {
        add(17, now - 3);
      } else {
        add(18, now - 11);
      }
      run -= now;
    }
    for (; run > 0; --run) add(length, 0);
  }

  std::size_t literals_;
  std::size_t distances_;
  std::array<Run, kLiteralSymbols + kDistanceSymbols> runs_{};
  std::size_t size_ = 0;
  std::array<Word, 19> words_{};
  std::size_t sent_ = 0;
};

void put_tokens(const Block& block, std::span<const Word> literals, std::span<const Word> distances,
                Bits& out) {
  for (std::size_t i = 0; i < block.size; ++i) {
    const Token token = block.tokens[i];
    if (token.distance == 0) {
      out.put(literals[token.length]);
      out.spill();
      continue;
    }
    const std::size_t length = kSymbolOfLength[token.length];
    const std::size_t distance = symbol_of_distance(token.distance);
    out.put(literals[kEndOfBlock + 1 + length]);
    out.put(token.length - kLengths.base[length], kLengths.extra[length]);
    out.put(distances[distance]);
    out.put(token.distance - kDistances.base[distance], kDistances.extra[distance]);
    out.spill();
  }
  out.put(literals[kEndOfBlock]);
  out.spill();
}

std::size_t token_bits(const Block& block, std::span<const Word> literals, std::span<const Word> distances) {
  std::size_t bits = 0;
  for (std::size_t i = 0; i < literals.size(); ++i)
    bits += std::size_t{block.literals[i]} * literals[i].length;
  for (std::size_t i = 0; i < 29; ++i)
    bits += std::size_t{block.literals[kEndOfBlock + 1 + i]} * kLengths.extra[i];
  for (std::size_t i = 0; i < distances.size(); ++i)
    bits += std::size_t{block.distances[i]} * (distances[i].length + kDistances.extra[i]);
  return bits;
}

// The bytes as they are, for what no code makes shorter.
void put_stored(Bytes bytes, bool last, Bits& out) {
  do {
    const std::size_t now = std::min<std::size_t>(bytes.size(), 65535);
    out.put(last && now == bytes.size() ? 1 : 0, 3);
    out.align();
    out.put(now, 16);
    out.put(now ^ 0xFFFFU, 16);
    out.spill();
    out.bytes(bytes.first(now));
    bytes = bytes.subspan(now);
  } while (!bytes.empty());
}

void put_block(Block& block, Bytes covered, bool last, Bits& out) {
  ++block.literals[kEndOfBlock];
  std::array<Word, kLiteralSymbols> literals{};
  std::array<Word, kDistanceSymbols> distances{};
  make_code(block.literals, kLongestWord, literals);
  make_code(block.distances, kLongestWord, distances);
  const CodeLengths lengths(literals, distances);
  const std::size_t coded_bits = 3 + lengths.bits() + token_bits(block, literals, distances);
  if (coded_bits >= 8 * covered.size() + 40) {
    put_stored(covered, last, out);
  } else {
    out.put((last ? 1 : 0) | 2U << 1U, 3);
    lengths.put(out);
    put_tokens(block, literals, distances, out);
  }
  block.clear();
}

// --- matches
// ---------------------------------------------------------------------------------------------------

// Where each sequence of four bytes was seen: the newest place by hash, and the one before each place.
class Places {
 public:
  explicit Places(Bytes data) : data_(data) { newest_.fill(kNowhere); }

  struct Match {
    std::size_t length = 0;
    std::size_t distance = 0;
  };

  // Notes the place `at`, and returns the longest of the first few matches of more than `least` bytes there.
  Match find(std::size_t at, std::size_t least) {
    const std::uint32_t hash = hash_at(at);
    std::uint32_t place = newest_[hash];
    newest_[hash] = static_cast<std::uint32_t>(at);
    before_[at % kWindow] = place;
    Match best{least, 0};
    const std::size_t most = std::min(kLongestMatch, data_.size() - at);
    for (int tries = kTries; tries > 0 && place != kNowhere && at - place < kWindow; --tries) {
      if (most > best.length && data_[place + best.length] == data_[at + best.length]) {
        const std::size_t length = common(place, at, most);
        if (length > best.length && pays(length, at - place)) best = {length, at - place};
        if (length >= kGoodEnough) break;
      }
      place = before_[place % kWindow];
    }
    return best.distance == 0 ? Match{} : best;
  }

  void note(std::size_t at) {
    const std::uint32_t hash = hash_at(at);
    before_[at % kWindow] = newest_[hash];
    newest_[hash] = static_cast<std::uint32_t>(at);
  }

  static constexpr std::size_t kNeeded = 4;  // bytes at a place

 private:
  static constexpr std::uint32_t kNowhere = 0xFFFFFFFF;
  static constexpr unsigned kHashBits = 15;

  std::uint32_t hash_at(std::size_t at) const {
    std::uint32_t four = 0;
    std::memcpy(&four, data_.data() + at, sizeof four);
    return (four * 0x9E3779B1U) >> (32 - kHashBits);
  }

  std::size_t common(std::size_t a, std::size_t b, std::size_t most) const {
    std::size_t length = 0;
    for (; length + 8 <= most; length += 8) {
      std::uint64_t x = 0;
      std::uint64_t y = 0;
      std::memcpy(&x, data_.data() + a + length, sizeof x);
      std::memcpy(&y, data_.data() + b + length, sizeof y);
      if (x != y) return length + static_cast<std::size_t>(std::countr_zero(x ^ y)) / 8;
    }
    while (length < most && data_[a + length] == data_[b + length]) ++length;
    return length;
  }

  Bytes data_;
  std::array<std::uint32_t, std::size_t{1} << kHashBits> newest_;
  std::array<std::uint32_t, kWindow> before_;
};

}  // namespace

void deflate(Bytes data, std::vector<std::uint8_t>& out) {
  // A block is stored when that is shorter, so this is enough; 64 more for the last word that `spill` writes.
  const std::size_t before = out.size();
  out.resize(before + data.size() + 5 * (data.size() / Block::kTokens + 2) + 64);
  Bits bits(out.data() + before);
  const auto block = std::make_unique<Block>();
  const auto places = std::make_unique<Places>(data);

  std::size_t at = 0;
  std::size_t start = 0;   // of the block
  std::size_t misses = 0;  // places without a match since the last one
  const auto room_at = [&](std::size_t place) { return place + Places::kNeeded <= data.size(); };
  while (at < data.size()) {
    if (block->full()) {
      put_block(*block, data.subspan(start, at - start), false, bits);
      start = at;
    }
    Places::Match match = room_at(at) ? places->find(at, kShortestMatch) : Places::Match{};
    if (match.length == 0) {
      // The longer nothing matched, the fewer places are looked at: noise has no matches to find.
      const std::size_t passed = 1 + std::min(kFarthestSkip, misses / kMissesPerSkip);
      const std::size_t literals = std::min({passed, data.size() - at, block->left()});
      for (std::size_t i = 0; i < literals; ++i) block->add_literal(data[at++]);
      ++misses;
      continue;
    }
    misses = 0;
    std::size_t noted = at + 1;
    // A longer match one byte on is worth a literal.
    while (match.length < kWorthNoLook && room_at(at + 1) && block->left() > 1) {
      const Places::Match next = places->find(at + 1, match.length);
      ++noted;
      if (next.length == 0) break;
      block->add_literal(data[at++]);
      match = next;
    }
    block->add_match(match.length, match.distance);
    at += match.length;
    for (; noted < at && room_at(noted); ++noted) places->note(noted);
  }
  put_block(*block, data.subspan(start), true, bits);
  bits.align();
  out.resize(static_cast<std::size_t>(bits.at() - out.data()));
}

}  // namespace sonde::writer
