// TagList: keeping sums in step with runs.
#include "columns/tag_list.h"

#include <algorithm>

namespace sonde::columns {
namespace {

/// Takes the name over if there is none yet; false when there is another.
bool agree(const std::string*& known, const std::string& said) {
  if (said.empty()) return true;
  if (known == nullptr) known = &said;
  return *known == said;
}

/// Whether a word that was said before is not said any more.
bool unsays(const Metadata& now, const Metadata& before) {
  const auto is_other = [](const std::string& a, const std::string& b) { return !b.empty() && a != b; };
  return is_other(now.display_name, before.display_name) || is_other(now.description, before.description);
}

}  // namespace

std::vector<const TagSum*> TagSums::sorted() const {
  std::vector<const TagSum*> sums;
  for (const auto& page : pages_) {
    for (const TagSum& sum : *page) {
      if (sum.runs > 0) sums.push_back(&sum);
    }
  }
  std::ranges::sort(sums,
                    [](const TagSum* a, const TagSum* b) { return order(*a->identity, *b->identity) < 0; });
  return sums;
}

bool TagList::replace(const RunSnapshot* before, const RunSnapshot* now) {
  bool follows = true;
  if (now == nullptr) {
    for (std::size_t j = 0; before != nullptr && j < before->size(); ++j) follows &= remove(*before, j);
    return follows;
  }
  keep(*now);
  compare(
      *now, before, [&](std::size_t i) { follows &= add(*now, i); },
      [&](std::size_t j) { follows &= before != nullptr && remove(*before, j); },
      [&](std::size_t i, std::size_t j) {
        if (before == nullptr || !differs(*now, i, *before, j)) return;
        TagSum& sum = sum_of(now->directory().identity(i));
        const double latest = now->wall_range_of(i).latest;
        follows &=
            latest >= before->wall_range_of(j).latest || before->wall_range_of(j).latest < sum.last_wall_time;
        sum.points += now->points_of(i) - before->points_of(j);
        sum.last_wall_time = std::max(sum.last_wall_time, latest);
        follows &= name(*now, i, sum) && !unsays(*now->identity(i).metadata, *before->identity(j).metadata);
      });
  return follows;
}

void TagList::sum_up(std::span<const RunSnapshot* const> runs) {
  keys_.reset();
  owners_.clear();
  pages_.clear();
  for (const RunSnapshot* run : runs) {
    keep(*run);
    for (std::size_t i = 0; i < run->size(); ++i)
      add(*run, i);  // names are those of the first run that has any
  }
}

bool TagList::add(const RunSnapshot& run, std::size_t i) {
  TagSum& sum = sum_of(run.directory().identity(i));
  ++sum.runs;
  sum.points += run.points_of(i);
  sum.last_wall_time = std::max(sum.last_wall_time, run.wall_range_of(i).latest);
  return name(run, i, sum);
}

bool TagList::remove(const RunSnapshot& run, std::size_t i) {
  TagSum& sum = sum_of(run.directory().identity(i));
  --sum.runs;
  sum.points -= run.points_of(i);
  if (sum.runs == 0) {
    sum = {};
    return true;
  }
  const Metadata& metadata = *run.identity(i).metadata;
  return run.wall_range_of(i).latest < sum.last_wall_time && metadata.display_name.empty() &&
         metadata.description.empty();
}

bool TagList::name(const RunSnapshot& run, std::size_t i, TagSum& sum) {
  const Metadata& metadata = *run.identity(i).metadata;
  const bool agrees = agree(sum.display_name, metadata.display_name);
  return agree(sum.description, metadata.description) && agrees;
}

/// Keeps the identities of the run for as long as the sums.
void TagList::keep(const RunSnapshot& run) {
  for (const FileSnapshot& file : run.files()) {
    const std::shared_ptr<Identities>& owner = file.list().identities;
    if (keys_ == nullptr) keys_ = owner;
    if (std::ranges::find(owners_, owner) == owners_.end()) owners_.push_back(owner);
  }
}

std::uint32_t TagList::key_of(const Identity& identity) {
  return identity.owner == keys_.get() ? identity.key : keys_->key(identity.tag, identity.kind);
}

TagSum& TagList::sum_of(const Identity& identity) {
  const std::uint32_t key = key_of(identity);
  const std::size_t at = key / TagSums::kPageSums;
  while (pages_.size() <= at) pages_.push_back(std::make_shared<TagSums::Page>(TagSums::kPageSums));
  std::shared_ptr<TagSums::Page>& page = pages_[at];
  if (page.use_count() > 1) page = std::make_shared<TagSums::Page>(*page);  // somebody reads it
  TagSum& sum = (*page)[key % TagSums::kPageSums];
  if (sum.identity == nullptr) sum.identity = &identity;
  return sum;
}

TagSums TagList::sums() const {
  TagSums sums;
  sums.pages_.assign(pages_.begin(), pages_.end());
  sums.owners_ = owners_;
  return sums;
}

}  // namespace sonde::columns
