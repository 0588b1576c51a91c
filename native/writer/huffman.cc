#include "writer/huffman.h"

#include <algorithm>

namespace sonde::writer {

namespace {

using LengthCounts = std::array<std::uint32_t, 64>;  // how many words have each length

// The lengths of Huffman's code for ascending `weights`: two queues, one of leaves and one of joined nodes,
// both ascending.
LengthCounts huffman_lengths(std::span<const std::uint32_t> weights) {
  const std::size_t leaves = weights.size();
  std::array<std::uint64_t, 2 * kMostSymbols> weight{};
  std::array<std::uint16_t, 2 * kMostSymbols> parent{};
  std::copy(weights.begin(), weights.end(), weight.begin());
  std::size_t leaf = 0;
  std::size_t joined = leaves;
  for (std::size_t node = leaves; node < 2 * leaves - 1; ++node) {
    for (int child = 0; child < 2; ++child) {
      const bool take_leaf = leaf < leaves && (joined >= node || weight[leaf] <= weight[joined]);
      const std::size_t lightest = take_leaf ? leaf++ : joined++;
      weight[node] += weight[lightest];
      parent[lightest] = static_cast<std::uint16_t>(node);
    }
  }
  std::array<std::uint8_t, 2 * kMostSymbols> depth{};
  LengthCounts lengths{};
  for (std::size_t node = 2 * leaves - 2; node-- > 0;) {
    depth[node] = static_cast<std::uint8_t>(depth[parent[node]] + 1);
    if (node < leaves) ++lengths[std::min<std::size_t>(depth[node], lengths.size() - 1)];
  }
  return lengths;
}

// Shortens the words above `limit` to it, and lengthens others until all fit into the code space again
// (Kraft's sum).
void limit_lengths(LengthCounts& lengths, unsigned limit) {
  std::uint64_t space = 0;  // in units of the longest word
  for (unsigned length = limit + 1; length < lengths.size(); ++length) {
    lengths[limit] += lengths[length];
    lengths[length] = 0;
  }
  for (unsigned length = 1; length <= limit; ++length)
    space += static_cast<std::uint64_t>(lengths[length]) << (limit - length);
  for (; space > std::uint64_t{1} << limit; --space) {
    --lengths[limit];
    unsigned length = limit - 1;
    while (lengths[length] == 0) --length;
    --lengths[length];
    lengths[length + 1] += 2;
  }
}

std::uint16_t reversed(std::uint32_t bits, unsigned length) {
  std::uint32_t out = 0;
  for (unsigned bit = 0; bit < length; ++bit) out |= ((bits >> bit) & 1U) << (length - 1 - bit);
  return static_cast<std::uint16_t>(out);
}

// Words in the order that deflate rebuilds them in: by length, then by symbol (RFC 1951, 3.2.2).
void assign_bits(std::span<Word> words) {
  std::array<std::uint32_t, kLongestWord + 2> next{};
  for (const Word& word : words)
    if (word.length != 0) ++next[word.length + 1U];
  for (unsigned length = 2; length < next.size(); ++length)
    next[length] = (next[length - 1] + next[length]) << 1U;
  for (Word& word : words)
    if (word.length != 0) word.bits = reversed(next[word.length]++, word.length);
}

}  // namespace

void make_code(std::span<const std::uint32_t> counts, unsigned limit, std::span<Word> words) {
  std::array<std::uint16_t, kMostSymbols> symbols{};
  std::size_t used = 0;
  for (std::size_t symbol = 0; symbol < counts.size(); ++symbol) {
    words[symbol] = {};
    if (counts[symbol] != 0) symbols[used++] = static_cast<std::uint16_t>(symbol);
  }
  std::sort(symbols.begin(), symbols.begin() + static_cast<std::ptrdiff_t>(used),
            [&](auto a, auto b) { return counts[a] != counts[b] ? counts[a] < counts[b] : a < b; });
  if (used == 1) words[symbols[0]].length = 1;
  if (used > 1) {
    std::array<std::uint32_t, kMostSymbols> weights{};
    for (std::size_t i = 0; i < used; ++i) weights[i] = counts[symbols[i]];
    LengthCounts lengths = huffman_lengths({weights.data(), used});
    limit_lengths(lengths, limit);
    std::size_t rarest = 0;
    for (unsigned length = limit; length > 0; --length)
      for (std::uint32_t count = lengths[length]; count > 0; --count)
        words[symbols[rarest++]].length = static_cast<std::uint8_t>(length);
  }
  assign_bits(words);
}

}  // namespace sonde::writer
