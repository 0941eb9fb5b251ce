#include "server/site/files/file_version.hpp"

#include <chrono>

namespace synfin::server::site {
namespace {

constexpr std::int64_t ns_a_second = 1'000'000'000;

std::int64_t in_ns(const timespec& time) noexcept { return time.tv_sec * ns_a_second + time.tv_nsec; }

}  // namespace

file_version version_of(const struct stat& info) noexcept {
  return {.device = info.st_dev,
          .inode = info.st_ino,
          .size = static_cast<std::uint64_t>(info.st_size),
          .modified_ns = in_ns(info.st_mtim),
          .changed_ns = in_ns(info.st_ctim)};
}

std::optional<file_version> version_of(int file) noexcept {
  struct stat info{};
  if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return version_of(info);
}

bool settled(const file_version& seen, wall::time_point looked_at) noexcept {
  // Ten times what a kernel at 100 Hz stamps by, and `looked_at` may be a tick of the worker old itself.
  constexpr std::chrono::milliseconds wide_enough{100};
  const auto age = looked_at.time_since_epoch() - std::chrono::nanoseconds{seen.changed_ns};
  return age > wide_enough;
}

std::size_t file_version_hash::operator()(const file_version& version) const noexcept {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
  std::uint64_t mixed = version.inode;
  for (const std::uint64_t part : {version.device, version.size, static_cast<std::uint64_t>(version.modified_ns),
                                   static_cast<std::uint64_t>(version.changed_ns)})
    mixed = (mixed ^ part) * odd;
  return static_cast<std::size_t>(mixed ^ (mixed >> 32U));
}

}  // namespace synfin::server::site
