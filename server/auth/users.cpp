#include "server/auth/users.hpp"

#include <sys/stat.h>

#include <chrono>
#include <utility>

namespace synfin::server::auth {

users::users(std::string path, reporter report) : path_(std::move(path)), report_(std::move(report)) {}

void users::refresh(steady::time_point now) {
  if (look_ && now < next_look_) return;
  next_look_ = now + std::chrono::seconds{1};
  const look fresh = look_at_file();
  if (look_ == fresh) return;
  look_ = fresh;  // before the reading: what changes while we read shows at the next look
  auto read = password_file::read(path_);
  if (!read) {
    const std::string_view outcome =
        file_ ? "; the users that were read before stay" : "; nobody can log in by this file until it is mended";
    return report_(read.error().append(outcome));
  }
  file_ = std::make_shared<const password_file>(*std::move(read));
  ++version_;
}

users::look users::look_at_file() const {
  struct stat info{};
  if (::stat(path_.c_str(), &info) != 0) return {};
  return {.there = true,
          .device = info.st_dev,
          .inode = info.st_ino,
          .size = static_cast<std::uint64_t>(info.st_size),
          .modified_s = info.st_mtim.tv_sec,
          .modified_ns = info.st_mtim.tv_nsec};
}

}  // namespace synfin::server::auth
