#include "server/site/codings/file_snapshot.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>

namespace synfin::server::site {
namespace {

constexpr std::size_t piece_size = 256 * 1024;

/// How many bytes were read; 0 at the end, negative if it failed.
ssize_t read_piece(int file, std::string& into, std::uint64_t from) {
  while (true) {
    const ssize_t count = ::pread(file, into.data(), into.size(), static_cast<off_t>(from));
    if (count >= 0 || errno != EINTR) return count;
  }
}

}  // namespace

std::optional<file_snapshot> snapshot_of(int file) noexcept {
  descriptor another(::fcntl(file, F_DUPFD_CLOEXEC, 0));
  const auto version = version_of(another.raw());
  if (!version) return std::nullopt;
  return file_snapshot{.file = std::move(another), .version = *version};
}

bool read_through(const file_snapshot& of, const std::function<void(std::string_view)>& take,
                  const std::stop_token& stop) {
  const int file = of.file.raw();
  if (version_of(file) != of.version) return false;
  // Only advice: where it is not taken, reading is slower.
  [[maybe_unused]] const int advised = ::posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
  std::string piece(piece_size, '\0');
  std::uint64_t done = 0;
  while (done < of.version.size) {
    if (stop.stop_requested()) return false;
    const ssize_t count = read_piece(file, piece, done);
    if (count <= 0) return false;
    const auto fresh = static_cast<std::size_t>(count);
    if (fresh > of.version.size - done) return false;  // it grows
    take(std::string_view(piece).substr(0, fresh));
    done += fresh;
  }
  return version_of(file) == of.version;
}

}  // namespace synfin::server::site
