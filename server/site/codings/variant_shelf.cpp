#include "server/site/codings/variant_shelf.hpp"

#include <algorithm>
#include <cstdint>
#include <list>
#include <mutex>
#include <new>
#include <unordered_map>
#include <utility>

#include "server/site/codings/compress.hpp"

namespace synfin::server::site {
namespace {

// What an entry takes beside its variants, roughly: so that entries without any are bounded too.
constexpr std::size_t entry_bytes = 512;

std::uint64_t size_of(const content_source& source) {
  if (const auto* text = std::get_if<std::shared_ptr<const std::string>>(&source)) return *text ? (*text)->size() : 0;
  return std::get<file_snapshot>(source).version.size;
}

}  // namespace

/// What is kept, and what is under way.
class variant_shelf::books {
 public:
  explicit books(std::size_t limit) : limit_(limit) {}

  /// A quarter of the shelf, so that all that comes of one content finds room.
  bool wants(std::uint64_t size) const noexcept {
    return size >= least_compressed && size <= most_compressed && size <= limit_ / 4;
  }

  answer look(const std::string& hash) {
    const std::scoped_lock lock(mutex_);
    return find(hash);
  }

  /// The same; else `start` says which errand is under way from now on, null if none could be begun.
  template <typename Start>
  answer look_or(const std::string& hash, Start start) {
    const std::scoped_lock lock(mutex_);
    answer known = find(hash);
    if (known.variants || known.awaits || !worth_another_time(hash)) return known;
    known.awaits = start();
    if (known.awaits) under_way_.insert_or_assign(hash, known.awaits);
    return known;
  }

  /// What came of an errand; nullopt if nothing.
  void note(const std::string& hash, const std::optional<variant_set>& made) {
    const std::scoped_lock lock(mutex_);
    under_way_.erase(hash);
    if (!made) return;
    remember(hash);
    keep(hash, *made);
  }

  std::size_t bytes() const {
    const std::scoped_lock lock(mutex_);
    return bytes_;
  }

 private:
  /// What was made before, and had to go since.
  struct past {
    unsigned times = 0;
    unsigned asked = 0;  // since it was made last
  };

  /// Where not all that is asked for has room, making it anew each time would keep a processor busy for nothing: each
  /// time it has to be asked for four times as often.
  bool worth_another_time(const std::string& hash) {
    const auto found = past_.find(hash);
    if (found == past_.end()) return true;
    constexpr unsigned rarest = 12;
    const unsigned needed = 1U << std::min(rarest, 2 * found->second.times);
    return ++found->second.asked >= needed;
  }

  void remember(const std::string& hash) {
    constexpr std::size_t most = 16 * 1024;
    if (past_.size() >= most) past_.clear();
    past& of = past_[hash];
    ++of.times;
    of.asked = 0;
  }

  struct entry {
    std::string hash;
    variant_set variants;
    std::size_t bytes = 0;
  };

  answer find(const std::string& hash) {
    if (const auto at = by_hash_.find(hash); at != by_hash_.end()) {
      entries_.splice(entries_.begin(), entries_, at->second);
      return {.variants = at->second->variants, .awaits = nullptr};
    }
    const auto at = under_way_.find(hash);
    return {.variants = std::nullopt, .awaits = at == under_way_.end() ? nullptr : at->second.lock()};
  }

  void keep(const std::string& hash, const variant_set& made) {
    const std::size_t size = made.bytes() + entry_bytes;
    if (size > limit_ || by_hash_.contains(hash)) return;
    while (bytes_ + size > limit_) drop_oldest();
    entries_.push_front({.hash = hash, .variants = made, .bytes = size});
    by_hash_.emplace(hash, entries_.begin());
    bytes_ += size;
  }

  void drop_oldest() {
    bytes_ -= entries_.back().bytes;
    by_hash_.erase(entries_.back().hash);
    entries_.pop_back();
  }

  std::size_t limit_;
  mutable std::mutex mutex_;
  std::list<entry> entries_;  // the one that was asked for last comes first
  std::unordered_map<std::string, std::list<entry>::iterator> by_hash_;
  // Weak: a background that is stopped drops what it has not begun.
  std::unordered_map<std::string, std::weak_ptr<compression>> under_way_;
  std::unordered_map<std::string, past> past_;
  std::size_t bytes_ = 0;
};

/// Notes its results before it is over.
class variant_shelf::shelved_compression final : public compression {
 public:
  shelved_compression(std::shared_ptr<books> into, std::string hash, content_source source)
      : compression(std::move(source)), into_(std::move(into)), hash_(std::move(hash)) {}

 private:
  void work(const std::stop_token& stop) noexcept override {
    compression::work(stop);
    try {
      into_->note(hash_, results());
    } catch (const std::bad_alloc&) {
      // Nothing is kept: it is made anew when it is asked for again.
      into_->note(hash_, std::nullopt);
    }
  }

  std::shared_ptr<books> into_;
  std::string hash_;
};

variant_shelf::variant_shelf(std::size_t limit, background& doer)
    : books_(std::make_shared<books>(limit)), doer_(doer) {}

variant_shelf::~variant_shelf() = default;

variant_shelf::answer variant_shelf::look(const std::string& hash) { return books_->look(hash); }

variant_shelf::answer variant_shelf::request(const std::string& hash, content_source source) {
  if (!books_->wants(size_of(source))) return {.variants = variant_set{}, .awaits = nullptr};
  return books_->look_or(hash, [&]() -> std::shared_ptr<compression> {
    auto made = std::make_shared<shelved_compression>(books_, hash, std::move(source));
    return doer_.take(made) ? made : nullptr;
  });
}

std::size_t variant_shelf::bytes() const { return books_->bytes(); }

}  // namespace synfin::server::site
