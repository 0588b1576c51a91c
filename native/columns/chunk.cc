// Chunk: choosing the smallest form of each column, and reading it back.
#include "columns/chunk.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

#include "columns/arena.h"

namespace sonde::columns {
namespace {

/// How a column's words are kept: the bytes of each offset from the base, and whether the result is a
/// float32.
struct Form {
  std::uint8_t width = 0;  // bytes per row: 0 (progression), 1, 2, 4 or 8
  bool is_float32 = false;
};

struct Column {
  std::uint64_t base = 0;
  std::uint64_t stride = 0;
  Form form;
};

constexpr std::size_t kHeadWords = 1;
constexpr std::size_t kPlainRows = 4;  // more than that are mostly smaller with the head of a column each
constexpr std::uint64_t kPlain = std::uint64_t{1} << 24;  // in the first word
constexpr std::size_t kColumnWords = 3;

std::size_t payload_words(std::size_t rows, Form form) { return (rows * form.width + 7) / 8; }

std::uint64_t widen(std::uint64_t float_word) {
  const double value = std::bit_cast<float>(static_cast<std::uint32_t>(float_word));
  return std::bit_cast<std::uint64_t>(value);
}

/// Whether each word is `stride` more than the one before. Looked at in parts, so that most columns are done
/// with after the first.
bool is_progression(std::span<const std::uint64_t> words, std::uint64_t stride) {
  constexpr std::size_t kPart = 32;
  for (std::size_t begin = 1; begin < words.size(); begin += kPart) {
    const std::size_t end = std::min(begin + kPart, words.size());
    std::uint64_t different = 0;
    for (std::size_t i = begin; i < end; ++i) different |= (words[i] - words[i - 1]) ^ stride;
    if (different != 0) return false;
  }
  return true;
}

/// Replaces the words by float32 bit patterns if every one is a float64 that float32 holds exactly; else
/// leaves some of them replaced in `narrowed`, which the caller drops.
bool narrow(std::span<const std::uint64_t> words, std::uint32_t* narrowed) {
  constexpr std::size_t kPart = 32;
  for (std::size_t begin = 0; begin < words.size(); begin += kPart) {
    const std::size_t end = std::min(begin + kPart, words.size());
    std::uint64_t different = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const auto value = static_cast<float>(std::bit_cast<double>(words[i]));
      different |= std::bit_cast<std::uint64_t>(static_cast<double>(value)) ^ words[i];
      narrowed[i] = std::bit_cast<std::uint32_t>(value);
    }
    if (different != 0) return false;
  }
  return true;
}

/// The smallest form of offsets from the lowest word. In signed order, so that steps around zero lie close
/// together; all words of float64 wall times have the same sign.
template <typename Word>
Column offset_form(std::span<const Word> words) {
  using Signed = std::make_signed_t<Word>;
  auto lowest = static_cast<Signed>(words[0]);
  Signed highest = lowest;
  for (const Word each : words) {
    const auto word = static_cast<Signed>(each);
    lowest = word < lowest ? word : lowest;
    highest = word > highest ? word : highest;
  }
  const std::uint64_t range = static_cast<Word>(highest) - static_cast<Word>(lowest);
  const auto base = static_cast<std::uint64_t>(static_cast<Word>(lowest));
  if (range <= 0xFF) return {base, 0, {1, false}};
  if (range <= 0xFFFF) return {base, 0, {2, false}};
  if (range <= 0xFFFFFFFF) return {base, 0, {4, false}};
  return {0, 0, {8, false}};
}

/// Chooses the form of a column, and leaves in `words` what that form stores. A float32 form is never larger
/// than one of the float64 words: those have 29 zeros at the end, so that different ones lie 2^29 apart at
/// least.
Column choose_form(std::span<std::uint64_t> words) {
  const std::uint64_t stride = words.size() > 1 ? words[1] - words[0] : 0;
  if (is_progression(words, stride)) return {words[0], stride, {0, false}};
  std::array<std::uint32_t, kChunkRows> narrowed;
  if (!narrow(words, narrowed.data())) return offset_form<std::uint64_t>(words);
  Column column = offset_form<std::uint32_t>({narrowed.data(), words.size()});
  column.form.is_float32 = true;
  std::copy_n(narrowed.begin(), words.size(), words.begin());
  return column;
}

template <typename Offset>
void store_offsets(std::span<const std::uint64_t> words, std::uint64_t base, std::uint64_t* payload) {
  auto* out = reinterpret_cast<std::byte*>(payload);
  for (const std::uint64_t word : words) {
    const auto offset = static_cast<Offset>(word - base);
    std::memcpy(out, &offset, sizeof offset);
    out += sizeof offset;
  }
}

void store(std::span<const std::uint64_t> words, const Column& column, std::uint64_t* payload) {
  switch (column.form.width) {
    case 1:
      return store_offsets<std::uint8_t>(words, column.base, payload);
    case 2:
      return store_offsets<std::uint16_t>(words, column.base, payload);
    case 4:
      return store_offsets<std::uint32_t>(words, column.base, payload);
    case 8:
      return store_offsets<std::uint64_t>(words, column.base, payload);
    default:
      return;
  }
}

struct Stored {
  Column column;
  const std::byte* payload;
};

Stored stored(const std::uint64_t* block, std::size_t column) noexcept {
  const std::uint64_t* head = block + kHeadWords + column * kColumnWords;
  const Form form{static_cast<std::uint8_t>(head[2] & 0xF), (head[2] & 0x10) != 0};
  return {{head[0], head[1], form}, reinterpret_cast<const std::byte*>(block + (head[2] >> 8))};
}

template <typename Offset>
std::uint64_t load(const std::byte* payload, std::size_t row) noexcept {
  Offset offset = 0;
  std::memcpy(&offset, payload + row * sizeof offset, sizeof offset);
  return offset;
}

/// Calls `emit(word of the column)` for rows [begin, end), with one tight loop per form.
template <typename Emit>
void each_word(const Stored& from, std::size_t begin, std::size_t end, Emit emit) noexcept {
  const auto [column, payload] = from;
  switch (column.form.width) {
    case 1:
      for (std::size_t i = begin; i < end; ++i) emit(column.base + load<std::uint8_t>(payload, i));
      return;
    case 2:
      for (std::size_t i = begin; i < end; ++i) emit(column.base + load<std::uint16_t>(payload, i));
      return;
    case 4:
      for (std::size_t i = begin; i < end; ++i) emit(column.base + load<std::uint32_t>(payload, i));
      return;
    case 8:
      for (std::size_t i = begin; i < end; ++i) emit(column.base + load<std::uint64_t>(payload, i));
      return;
    default:
      for (std::size_t i = begin; i < end; ++i) emit(column.base + i * column.stride);
      return;
  }
}

template <typename Out>
void copy_column(const std::uint64_t* block, std::size_t column, std::size_t begin, std::size_t end, Out* out,
                 std::size_t stride) noexcept {
  if ((block[0] & kPlain) != 0) {
    const std::uint64_t* const words = block + kHeadWords + column * (block[0] & 0xFFFF);
    for (std::size_t i = begin; i < end; ++i, out += stride) *out = std::bit_cast<Out>(words[i]);
    return;
  }
  const Stored from = stored(block, column);
  if (from.column.form.is_float32) {
    each_word(from, begin, end, [&](std::uint64_t word) {
      *out = std::bit_cast<Out>(widen(word));
      out += stride;
    });
  } else {
    each_word(from, begin, end, [&](std::uint64_t word) {
      *out = std::bit_cast<Out>(word);
      out += stride;
    });
  }
}

}  // namespace

namespace {

/// The forms of columns, and the words that a block of them takes.
struct Plan {
  std::array<Column, kMaxColumns> forms;
  std::size_t size = 0;
  bool is_plain = false;
};

Plan plan_of(std::span<const std::span<std::uint64_t>> columns) {
  const std::size_t rows = columns[0].size();
  Plan plan;
  const std::size_t plain = kHeadWords + rows * columns.size();
  plan.size = kHeadWords + columns.size() * kColumnWords;
  plan.is_plain = rows <= kPlainRows;
  if (plan.is_plain) {
    plan.size = plain;
    return plan;
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    plan.forms[c] = choose_form(columns[c]);
    plan.size += payload_words(rows, plan.forms[c].form);
  }
  return plan;
}

void write(const Plan& plan, std::span<const std::span<std::uint64_t>> columns, std::uint64_t* block) {
  const std::size_t rows = columns[0].size();
  block[0] = rows | columns.size() << 16 | (plan.is_plain ? kPlain : 0) |
             static_cast<std::uint64_t>(plan.size) << 32;
  if (plan.is_plain) {
    std::uint64_t* out = block + kHeadWords;
    for (const std::span<std::uint64_t> column : columns) out = std::ranges::copy(column, out).out;
    return;
  }
  std::size_t at = kHeadWords + columns.size() * kColumnWords;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Column& column = plan.forms[c];
    std::uint64_t* head = block + kHeadWords + c * kColumnWords;
    head[0] = column.base;
    head[1] = column.stride;
    head[2] = column.form.width | (column.form.is_float32 ? 0x10U : 0U) | static_cast<std::uint64_t>(at) << 8;
    store(columns[c], column, block + at);
    at += payload_words(rows, column.form);
  }
}

}  // namespace

Chunk Chunk::pack_to_keep(std::span<const std::span<std::uint64_t>> columns) {
  const Plan plan = plan_of(columns);
  auto block = take_words(plan.size);
  write(plan, columns, block.get());
  return Chunk(std::move(block));
}

Chunk Chunk::pack(std::span<const std::span<std::uint64_t>> columns) {
  const Plan plan = plan_of(columns);
  auto block = std::make_shared_for_overwrite<std::uint64_t[]>(plan.size);
  write(plan, columns, block.get());
  return Chunk(std::move(block));
}

std::size_t Chunk::pack_onto(std::vector<std::uint64_t>& words,
                             std::span<const std::span<std::uint64_t>> columns) {
  const Plan plan = plan_of(columns);
  words.resize(words.size() + plan.size);
  write(plan, columns, words.data() + words.size() - plan.size);
  return plan.size;
}

std::uint64_t Chunk::at(std::size_t column, std::size_t row) const noexcept {
  std::uint64_t word = 0;
  copy_column(block_.get(), column, row, row + 1, &word, 1);
  return word;
}

void Chunk::copy(std::size_t column, std::size_t begin, std::size_t end, std::uint64_t* out,
                 std::size_t stride) const noexcept {
  copy_column(block_.get(), column, begin, end, out, stride);
}

void Chunk::copy(std::size_t column, std::size_t begin, std::size_t end, std::int64_t* out) const noexcept {
  copy_column(block_.get(), column, begin, end, out, 1);
}

void Chunk::copy(std::size_t column, std::size_t begin, std::size_t end, double* out) const noexcept {
  copy_column(block_.get(), column, begin, end, out, 1);
}

std::size_t Chunk::bytes() const noexcept {
  return block_ ? static_cast<std::size_t>(block_[0] >> 32) * sizeof(std::uint64_t) : 0;
}

}  // namespace sonde::columns
