#include "server/site/files/root_folder.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "common/error.hpp"

namespace synfin::server::site {

using http::status;

namespace {

int open_through(int folder, const char* path, int flags, std::uint64_t resolve) noexcept {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(static_cast<unsigned>(flags) | static_cast<unsigned>(O_CLOEXEC));
  how.resolve = resolve;
  return static_cast<int>(::syscall(SYS_openat2, folder, path, &how, sizeof how));
}

std::uint64_t resolve_flags(config::symlink_policy links) noexcept {
  switch (links) {
    case config::symlink_policy::never: return RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    case config::symlink_policy::always: return RESOLVE_NO_MAGICLINKS;
    default: return RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  }
}

constexpr int for_reading = O_RDONLY | O_NONBLOCK | O_NOCTTY;

found_file::kind kind_of(mode_t mode) noexcept {
  if (S_ISREG(mode)) return found_file::kind::regular;
  return S_ISDIR(mode) ? found_file::kind::folder : found_file::kind::other;
}

}  // namespace

status status_for(int os_error) noexcept {
  switch (os_error) {
    case EACCES:
    case EPERM: return status::forbidden;
    // EXDEV: the path leads out of the root; what is there is none of the peer's business.
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case EXDEV:
    case ENXIO:
    case ENAMETOOLONG: return status::not_found;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EAGAIN: return status::service_unavailable;
    default: return status::internal_error;
  }
}

root_folder::root_folder(const std::string& path, config::symlink_policy links)
    : path_(path), folder_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), resolve_(resolve_flags(links)) {
  if (!folder_.valid()) throw system_failure(errno, "cannot serve the folder " + path);
  const descriptor probe(open_through(folder_.raw(), ".", for_reading, resolve_));
  if (probe.valid()) return;
  if (errno == ENOSYS)
    throw system_failure(errno, "cannot open files safely: this kernel has no openat2 (Linux 5.6 or newer)");
  throw system_failure(errno, "cannot read the folder " + path);
}

bool root_folder::replaced() const noexcept {
  struct stat now{};
  struct stat held{};
  // One that is gone may be on its way: what was there is served until something else is.
  if (::stat(path_.c_str(), &now) != 0 || !S_ISDIR(now.st_mode) || ::fstat(folder_.raw(), &held) != 0) return false;
  return now.st_dev != held.st_dev || now.st_ino != held.st_ino;
}

std::expected<descriptor, status> root_folder::open(std::string_view relative) const {
  return open(relative, for_reading);
}

std::expected<descriptor, status> root_folder::open(std::string_view relative, int flags) const {
  const std::string path(relative);
  // EAGAIN: something was renamed while the kernel walked a path with "..", in a link; it asks to be called again.
  constexpr int tries = 4;
  int raw = -1;
  for (int attempt = 0; attempt < tries; ++attempt) {
    raw = open_through(folder_.raw(), path.c_str(), flags, resolve_);
    if (raw >= 0 || errno != EAGAIN) break;
  }
  if (raw < 0) return std::unexpected(status_for(errno));
  return descriptor(raw);
}

std::optional<found_file> look_at(int file) noexcept {
  struct stat info{};
  if (::fstat(file, &info) != 0) return std::nullopt;
  return found_file{kind_of(info.st_mode), version_of(info)};
}

std::optional<found_file> root_folder::look(std::string_view relative) const {
  const auto opened = open(relative, O_PATH);
  return opened ? look_at(opened->raw()) : std::nullopt;
}

std::expected<descriptor, status> root_folder::open_folder(std::string_view relative) const {
  return open(relative.empty() ? "." : relative, for_reading | O_DIRECTORY);
}

}  // namespace synfin::server::site
