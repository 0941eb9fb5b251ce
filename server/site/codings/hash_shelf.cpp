#include "server/site/codings/hash_shelf.hpp"

#include <utility>

namespace synfin::server::site {

hash_shelf::answer hash_shelf::request(int file, const file_version& version) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = known_.find(version); found != known_.end()) {
    settle(found->second);
    const entry& known = found->second;
    if (known.hash || known.under_way) return {known.hash, known.under_way};
    known_.erase(found);  // it could not be read: the file has changed since, or another try may do better
    return {};
  }
  if (under_way_ >= most_under_way) settle_all();
  if (under_way_ >= most_under_way) return {};
  auto snapshot = snapshot_of(file);
  if (!snapshot || snapshot->version != version) return {};
  auto work = std::make_shared<hashing>(*std::move(snapshot));
  if (!doer_.take(work)) return {};
  make_room();
  ++under_way_;
  known_.emplace(version, entry{work, std::nullopt});
  return {std::nullopt, std::move(work)};
}

/// Takes the result of what is over.
void hash_shelf::settle(entry& known) {
  if (!known.under_way || !known.under_way->over()) return;
  known.hash = std::exchange(known.under_way, nullptr)->result();
  --under_way_;
}

void hash_shelf::settle_all() {
  for (auto& [version, known] : known_) settle(known);
}

/// Which hashes go does not matter much: what is still asked for is soon found out again.
void hash_shelf::make_room() {
  for (auto each = known_.begin(); known_.size() >= most_ && each != known_.end();)
    each = each->second.under_way ? std::next(each) : known_.erase(each);
}

}  // namespace synfin::server::site
