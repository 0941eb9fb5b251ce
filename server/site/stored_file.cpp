#include "server/site/stored_file.hpp"

#include <unistd.h>

#include <cerrno>

#include <fmt/format.h>

#include "common/http/date.hpp"
#include "server/site/mime_types.hpp"

namespace synfin::server::site {

using http::status;

namespace {

/// Exactly `size` bytes from the file's start; 503 if it ends before, as one that is being rewritten may.
std::expected<std::string, status> read_content(int file, std::size_t size) {
  std::string content(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::pread(file, content.data() + done, size - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::unexpected(status::internal_error);
    if (count == 0) return std::unexpected(status::service_unavailable);
    done += static_cast<std::size_t>(count);
  }
  return content;
}

/// The content of a small file together with the version that it belongs to.
std::expected<std::string, status> read_steadily(int file, struct stat& info) {
  constexpr int tries = 3;
  for (int attempt = 0; attempt < tries; ++attempt) {
    auto content = read_content(file, static_cast<std::size_t>(info.st_size));
    struct stat after{};
    if (::fstat(file, &after) != 0) return std::unexpected(status::internal_error);
    if (content && version_tag(after) == version_tag(info)) return content;
    info = after;
  }
  return std::unexpected(status::service_unavailable);
}

}  // namespace

std::string version_tag(const struct stat& info) {
  return fmt::format("\"{:x}.{:x}-{:x}-{:x}\"", info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_size, info.st_ino);
}

std::expected<file_ptr, status> load_file(descriptor opened, std::string path, std::size_t memory_limit) {
  struct stat info{};
  if (::fstat(opened.raw(), &info) != 0) return std::unexpected(status::internal_error);
  if (S_ISDIR(info.st_mode)) return std::unexpected(status::moved_permanently);
  if (!S_ISREG(info.st_mode)) return std::unexpected(status::not_found);

  auto file = std::make_shared<stored_file>();
  file->in_memory = static_cast<std::uint64_t>(info.st_size) <= memory_limit;
  if (file->in_memory) {
    auto content = read_steadily(opened.raw(), info);
    if (!content) return std::unexpected(content.error());
    file->content = std::move(*content);
  }
  file->size = static_cast<std::uint64_t>(info.st_size);
  file->modified = wall_seconds{std::chrono::seconds{info.st_mtim.tv_sec}};
  file->etag = version_tag(info);
  const http::date_text date = http::format_date(file->modified);
  file->last_modified.assign(date.begin(), date.end());
  file->content_type = content_type(path);
  file->path = std::move(path);
  if (!file->in_memory) file->opened = std::move(opened);
  return file;
}

}  // namespace synfin::server::site
