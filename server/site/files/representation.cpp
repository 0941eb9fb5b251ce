#include "server/site/files/representation.hpp"

#include <unistd.h>

#include <cerrno>

#include "server/site/files/root_folder.hpp"

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
std::expected<std::string, status> read_steadily(int file, file_version& version) {
  constexpr int tries = 3;
  for (int attempt = 0; attempt < tries; ++attempt) {
    auto content = read_content(file, static_cast<std::size_t>(version.size));
    const auto after = look_at(file);
    if (!after) return std::unexpected(status::internal_error);
    if (content && after->version == version) return content;
    version = after->version;
  }
  return std::unexpected(status::service_unavailable);
}

}  // namespace

std::expected<file_bytes, status> read_file(descriptor opened, std::size_t memory_limit) {
  const auto found = look_at(opened.raw());
  if (!found) return std::unexpected(status::internal_error);
  if (found->what == found_file::kind::folder) return std::unexpected(status::moved_permanently);
  if (found->what != found_file::kind::regular) return std::unexpected(status::not_found);
  file_bytes bytes{.size = 0, .content = nullptr, .opened = nullptr, .version = found->version};
  if (bytes.version.size <= memory_limit) {
    auto content = read_steadily(opened.raw(), bytes.version);
    if (!content) return std::unexpected(content.error());
    bytes.content = std::make_shared<const std::string>(std::move(*content));
  } else {
    bytes.opened = std::make_shared<const descriptor>(std::move(opened));
  }
  bytes.size = bytes.version.size;
  return bytes;
}

}  // namespace synfin::server::site
