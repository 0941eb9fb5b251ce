#include "server/site/change_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace synfin::server::site {
namespace {

constexpr std::uint32_t of_files =
    IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
constexpr std::uint32_t of_folder = IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t of_everything =
    IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_ISDIR | IN_UNMOUNT;

}  // namespace

change_watch::change_watch() : events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

void change_watch::watch(int folder, const std::string& relative) {
  if (!events_.valid() || watches(relative)) return;
  // The descriptor names the folder that was really opened, whatever happens to its path meanwhile.
  const std::string path = "/proc/self/fd/" + std::to_string(folder);
  const int made = ::inotify_add_watch(events_.raw(), path.c_str(), of_files | of_folder);
  if (made < 0) return;
  folders_[made] = relative;
  watched_[relative] = made;
}

void change_watch::collect(const std::function<void(const std::string&)>& changed,
                           const std::function<void()>& everything) {
  alignas(inotify_event) std::array<char, 16 * 1024> buffer;
  for (ssize_t size = 0; (size = ::read(events_.raw(), buffer.data(), buffer.size())) > 0;) {
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* const name = buffer.data() + at + sizeof event;
      at += sizeof event + event.len;
      const auto folder = folders_.find(event.wd);
      if ((event.mask & of_everything) != 0) everything();
      if (folder == folders_.end()) continue;
      if (event.len > 0) changed(folder->second + name);
      if ((event.mask & IN_IGNORED) == 0) continue;
      watched_.erase(folder->second);
      folders_.erase(folder);
    }
  }
}

}  // namespace synfin::server::site
