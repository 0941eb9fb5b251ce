#include "server/site/root_folder.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "common/error.hpp"

namespace synfin::server::site {

using http::status;

namespace {

int open_beneath(int folder, const char* path) noexcept {
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, path, &how, sizeof how));
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

root_folder::root_folder(const std::string& path) : folder_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  if (!folder_.valid()) throw system_failure(errno, "cannot serve the folder " + path);
  const descriptor probe(open_beneath(folder_.raw(), "."));
  if (probe.valid()) return;
  if (errno == ENOSYS)
    throw system_failure(errno, "cannot open files safely: this kernel has no openat2 (Linux 5.6 or newer)");
  throw system_failure(errno, "cannot read the folder " + path);
}

std::expected<descriptor, status> root_folder::open(std::string_view relative) const {
  const std::string path(relative);
  // EAGAIN: something was renamed while the kernel walked a path with "..", in a link; it asks to be called again.
  constexpr int tries = 4;
  int raw = -1;
  for (int attempt = 0; attempt < tries; ++attempt) {
    raw = open_beneath(folder_.raw(), path.c_str());
    if (raw >= 0 || errno != EAGAIN) break;
  }
  if (raw < 0) return std::unexpected(status_for(errno));
  return descriptor(raw);
}

}  // namespace synfin::server::site
