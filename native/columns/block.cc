// Block: asking the system for huge pages.
#include "columns/block.h"

#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace sonde::columns {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

}  // namespace

Block::Block(std::size_t bytes) : size_(bytes) {
  // A huge page is worth it when most of it is used.
  const bool is_large = bytes >= kHugePage / 2;
  const std::size_t unit = is_large ? kHugePage : kAlignment;
  const std::size_t rounded = (bytes + unit - 1) / unit * unit;
  if (rounded == 0) return;
  memory_.reset(static_cast<std::byte*>(std::aligned_alloc(unit, rounded)));
  if (!memory_) throw std::bad_alloc();
#ifdef __linux__
  // A hint: where there are no huge pages the memory is as good.
  if (is_large) static_cast<void>(madvise(memory_.get(), rounded, MADV_HUGEPAGE));
#endif
}

}  // namespace sonde::columns
