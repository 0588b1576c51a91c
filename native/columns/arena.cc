// Arena: the blocks that pieces are taken from.
#include "columns/arena.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "columns/block.h"

namespace sonde::columns {
namespace {

/// Small ones first, so that a log of a few thousand points takes no huge page.
constexpr std::size_t kSmallBlock = std::size_t{64} << 10;
constexpr std::size_t kLargeBlock = std::size_t{2} << 20;
constexpr std::size_t kSmallBlocks = 8;

using SharedBlock = std::shared_ptr<Block>;

/// What threads that have ended left unused; at most one block for each thread that ran at the same time.
class Leftovers {
 public:
  void put(SharedBlock block) {
    const std::scoped_lock lock(mutex_);
    blocks_.push_back(std::move(block));
  }
  SharedBlock take() {
    const std::scoped_lock lock(mutex_);
    if (blocks_.empty()) return nullptr;
    SharedBlock block = std::move(blocks_.back());
    blocks_.pop_back();
    return block;
  }

 private:
  std::mutex mutex_;
  std::vector<SharedBlock> blocks_;
};

// Never destroyed: threads may end after the program's static objects have.
Leftovers& leftovers() {
  static auto* const all = new Leftovers;
  return *all;
}

/// The block that a thread takes from.
class Open {
 public:
  Open() : block_(leftovers().take()) {}
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  ~Open() {
    if (block_ != nullptr) leftovers().put(std::move(block_));
  }

  std::shared_ptr<std::uint64_t[]> take(std::size_t count) {
    const std::size_t bytes = Block::bytes_of<std::uint64_t>(count);
    if (block_ == nullptr || block_->room() < bytes) {
      const std::size_t size = made_++ < kSmallBlocks ? kSmallBlock : kLargeBlock;
      block_ = std::make_shared<Block>(std::max(size, bytes));
    }
    return {block_, block_->take<std::uint64_t>(count).data()};
  }

 private:
  SharedBlock block_;
  std::size_t made_ = 0;
};

}  // namespace

std::shared_ptr<std::uint64_t[]> take_words(std::size_t count) {
  thread_local Open open;
  return open.take(count);
}

}  // namespace sonde::columns
