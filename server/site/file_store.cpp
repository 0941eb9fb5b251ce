#include "server/site/file_store.hpp"

#include <sys/stat.h>

namespace synfin::server::site {

using http::status;

namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string{} : path.substr(0, slash + 1);
}

bool is_folder(std::string_view relative) noexcept { return relative.empty() || relative.ends_with('/'); }

/// What an entry costs beside the content: the file's own strings, its head, the table's node. An estimate.
constexpr std::size_t entry_overhead = 1024;

}  // namespace

file_store::file_store(const std::string& root, std::vector<std::string> index, const store_limits& limits)
    : root_(root), index_(std::move(index)), limits_(limits) {}

std::expected<file_ptr, status> file_store::find(std::string_view relative, steady::time_point now) {
  if (entry* const found = known(relative)) {
    if (now - found->checked < recheck) return found->file;
    found->checked = now;
    if (unchanged(relative, *found->file)) return found->file;
    forget(found->file->path);
  }
  auto file = open(relative);
  if (file) keep(relative, {*file, now});
  return file;
}

/// The paths that `relative` may stand for; the first that is there wins.
std::vector<std::string> file_store::candidates(std::string_view relative) const {
  if (!is_folder(relative)) return {std::string(relative)};
  std::vector<std::string> paths(index_);
  for (std::string& name : paths) name.insert(0, relative);
  return paths;
}

std::expected<file_ptr, status> file_store::open(std::string_view relative) {
  for (std::string& path : candidates(relative)) {
    auto file = open_exactly(std::move(path));
    const bool absent = !file && (file.error() == status::not_found || file.error() == status::moved_permanently);
    if (!absent || !is_folder(relative)) return file;
  }
  return std::unexpected(status::not_found);
}

std::expected<file_ptr, status> file_store::open_exactly(std::string path) {
  // Watched before it is opened: a change in between is reported, and costs one more opening at the most.
  watch_folder_of(path);
  auto opened = root_.open(path);
  if (!opened) return std::unexpected(opened.error());
  return load_file(std::move(*opened), std::move(path), limits_.memory_file);
}

file_store::entry* file_store::known(std::string_view relative) {
  const auto young = young_.find(relative);
  if (young != young_.end()) return &young->second;
  const auto old = old_.find(relative);
  if (old == old_.end()) return nullptr;
  const entry moved = std::move(old->second);
  old_.erase(old);
  keep(relative, moved);
  return &young_.find(relative)->second;
}

/// Is `file` still what `relative` leads to? A folder may have got another index.
bool file_store::unchanged(std::string_view relative, const stored_file& file) const {
  for (const std::string& path : candidates(relative)) {
    const auto opened = root_.open(path);
    struct stat info{};
    const bool there = opened && ::fstat(opened->raw(), &info) == 0 && S_ISREG(info.st_mode);
    if (path == file.path) return there && version_tag(info) == file.etag;
    if (there) return false;
  }
  return false;
}

void file_store::keep(std::string_view relative, const entry& found) {
  const std::size_t bytes = found.file->content.size() + entry_overhead;
  const std::size_t opens = found.file->in_memory ? 0 : 1;
  const bool full = young_bytes_ + bytes > limits_.memory_store / 2 || young_open_ + opens > limits_.open_files / 2;
  if (full) {
    old_ = std::move(young_);
    young_.clear();
    young_bytes_ = young_open_ = 0;
  }
  young_.insert_or_assign(std::string(relative), found);
  young_bytes_ += bytes;
  young_open_ += opens;
}

void file_store::forget(const std::string& path) {
  const std::string folder = folder_of(path);
  for (entries* const generation : {&young_, &old_}) {
    generation->erase(path);
    generation->erase(folder);  // its index may be another file now
  }
}

void file_store::forget_everything() {
  young_.clear();
  old_.clear();
  young_bytes_ = young_open_ = 0;
}

void file_store::watch_folder_of(const std::string& path) {
  const std::string folder = folder_of(path);
  if (watch_.watches(folder)) return;
  const auto opened = root_.open(folder.empty() ? "." : folder);
  if (opened) watch_.watch(opened->raw(), folder);
}

void file_store::take_changes() {
  watch_.collect([this](const std::string& path) { forget(path); }, [this] { forget_everything(); });
}

}  // namespace synfin::server::site
