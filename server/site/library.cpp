#include "server/site/library.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "server/site/resolver.hpp"

namespace synfin::server::site {
namespace {

/// What an entry costs beside the content: strings, fields, heads, the table's node. An estimate.
constexpr std::size_t entry_overhead = 1024;

/// Bytes that an entry holds for itself, and descriptors.
struct weight {
  std::size_t bytes = entry_overhead;
  std::size_t opened = 0;
};

weight weight_of(const resource& found) {
  weight all;
  for (const representation_ptr& form : found.forms) {
    const file_bytes& bytes = form->bytes;
    all.bytes += entry_overhead;
    if (bytes.in_memory()) all.bytes += bytes.content->size();
    if (bytes.opened) ++all.opened;
  }
  constexpr std::size_t line = 512;  // of each page that is made of it
  if (found.listing) all.bytes += found.listing->entries.size() * (sizeof(listed_entry) + line * most_pages);
  return all;
}

/// Are files that are held open what they were? One that is rewritten in place is told by inotify too, but only in a
/// while, and its answer would carry the tag of another content.
bool still_whole(const resource& found) {
  return std::ranges::all_of(found.forms, [](const representation_ptr& form) {
    return !form->bytes.opened || version_of(form->bytes.opened->raw()) == form->bytes.version;
  });
}

}  // namespace

library::library(std::shared_ptr<const host_table> hosts, const site_services& services, const library_limits& limits)
    : hosts_(std::move(hosts)), services_(services), limits_(limits) {
  for (const host& each : hosts_->hosts()) roots_.emplace_back(each.settings.root, each.settings.symlinks);
}

std::expected<resource_ptr, dead_end> library::find(const host& of, std::string_view path, const moment& now) {
  return find(of, place_view{of.number, manner::by_rules, path}, now);
}

std::expected<resource_ptr, dead_end> library::find_file(const host& of, std::string_view path, const moment& now) {
  return find(of, place_view{of.number, manner::exactly, path}, now);
}

std::expected<resource_ptr, dead_end> library::find(const host& of, const place_view& where, const moment& now) {
  if (now.steady_time - roots_looked_at_ >= recheck) look_after_roots(now);
  entry* const found = known(where);
  if (found == nullptr) return look_up(of, where, now, nullptr);
  const bool done = found->found->awaits && found->found->awaits->over();
  if (!done && still_whole(*found->found) && found->changes == changes_ && now.steady_time - found->checked < recheck)
    return found->found;
  const bool same = unchanged(of, *found->found);
  if (same && !done && found->found->lasting) {
    found->checked = now.steady_time;
    found->changes = changes_;
    return found->found;
  }
  const resource_ptr before = found->found;
  forget(where);
  return look_up(of, where, now, same ? before.get() : nullptr);
}

std::expected<resource_ptr, dead_end> library::look_up(const host& of, const place_view& where, const moment& now,
                                                       const resource* before) {
  std::vector<std::string> watched;  // in this look: files lie in one folder mostly
  const auto watch = [&](std::string_view folder) {
    if (std::ranges::find(watched, folder) != watched.end()) return;
    watched.emplace_back(folder);
    watch_folder(of, folder);
  };
  const resolving by{.of = of,
                     .root = roots_[of.number],
                     .services = services_,
                     .memory_file = limits_.memory_file,
                     .most_inflated = limits_.memory_store / 4,
                     .now = now,
                     .watch = watch,
                     .before = before};
  auto found = where.how == manner::by_rules ? resolve(by, where.path) : resolve_file(by, where.path.substr(1));
  if (!found) return std::unexpected(std::move(found.error()));
  auto kept = std::make_shared<const resource>(*std::move(found));
  keep(where, {kept, now.steady_time, changes_});
  return kept;
}

library::entry* library::known(const place_view& where) {
  const auto young = young_.find(where);
  if (young != young_.end()) return &young->second;
  const auto old = old_.find(where);
  if (old == old_.end()) return nullptr;
  entry moved = std::move(old->second);
  old_.erase(old);
  keep(where, std::move(moved));
  return &young_.find(where)->second;
}

/// Is everything that was looked at still as it was?
bool library::unchanged(const host& of, const resource& found) const {
  const root_folder& root = roots_[of.number];
  return std::ranges::all_of(found.witnesses, [&](const witness& each) {
    const auto seen = root.look(each.path.empty() ? "." : each.path);
    if (!seen || !each.seen) return seen.has_value() == each.seen.has_value();
    return seen->what == each.seen->what && seen->version == each.seen->version;
  });
}

void library::keep(const place_view& where, entry found) {
  const weight more = weight_of(*found.found);
  const bool full =
      young_bytes_ + more.bytes > limits_.memory_store / 2 || young_open_ + more.opened > limits_.open_files / 2;
  if (full) {
    old_ = std::move(young_);
    young_.clear();
    young_bytes_ = young_open_ = 0;
  }
  young_.insert_or_assign(place{where.host, where.how, std::string(where.path)}, std::move(found));
  young_bytes_ += more.bytes;
  young_open_ += more.opened;
}

void library::forget(const place_view& where) {
  for (entries* const generation : {&young_, &old_}) {
    const auto found = generation->find(where);
    if (found != generation->end()) generation->erase(found);
  }
}

void library::watch_folder(const host& of, std::string_view folder) {
  const std::string name = std::to_string(of.number) + ':' + std::string(folder);
  const auto opened = roots_[of.number].open_folder(folder);
  if (opened) watch_.watch(opened->raw(), name);
}

void library::take_changes() {
  const change_watch::news what = watch_.collect();
  if (what == change_watch::news::none) return;
  ++changes_;
  if (what != change_watch::news::folders) return;
  // Looked up anew, what is asked for is watched anew too.
  forget_everything();
}

/// A root's path may lead to another folder by now.
void library::look_after_roots(const moment& now) {
  roots_looked_at_ = now.steady_time;
  for (const host& each : hosts_->hosts()) {
    root_folder& root = roots_[each.number];
    if (!root.replaced()) continue;
    try {
      root = root_folder(each.settings.root, each.settings.symlinks);
    } catch (const std::system_error&) {
      continue;  // it is gone again: the next look tells
    }
    watch_.forget_all();
    forget_everything();
  }
}

void library::forget_everything() {
  young_.clear();
  old_.clear();
  young_bytes_ = young_open_ = 0;
}

}  // namespace synfin::server::site
