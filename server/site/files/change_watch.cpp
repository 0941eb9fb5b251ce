#include "server/site/files/change_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

namespace synfin::server::site {
namespace {

constexpr std::uint32_t of_files =
    IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
constexpr std::uint32_t of_folder = IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

// After these a path may lead into another folder than the one that is watched for it.
constexpr std::uint32_t of_paths = IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF | IN_ISDIR | IN_UNMOUNT;

}  // namespace

change_watch::change_watch() : events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

void change_watch::watch(int folder, const std::string& name) {
  if (!events_.valid()) return;
  // Links may give one folder any number of names. What is not watched is looked at now and then all the same.
  if (watched_.size() >= most_names && !watches(name)) start_anew();
  // The descriptor names the folder that was really opened, whatever happens to its path meanwhile.
  const std::string path = "/proc/self/fd/" + std::to_string(folder);
  const int made = ::inotify_add_watch(events_.raw(), path.c_str(), of_files | of_folder);
  if (made < 0) return;
  const auto [known, fresh] = watched_.try_emplace(name, made);
  if (!fresh && known->second == made) return;
  // Another folder stands there now than before, as after a rename further up.
  if (!fresh) drop(std::exchange(known->second, made), name);
  folders_.emplace(made, name);
}

change_watch::news change_watch::collect() {
  alignas(inotify_event) std::array<char, 16 * 1024> buffer;
  news found = news::none;
  for (ssize_t size = 0; (size = ::read(events_.raw(), buffer.data(), buffer.size())) > 0;) {
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      at += sizeof event + event.len;
      if ((event.mask & IN_IGNORED) != 0) {
        forget(event.wd);
      } else {
        found = std::max(found, (event.mask & of_paths) != 0 ? news::folders : news::files);
      }
    }
  }
  if (found == news::folders) start_anew();
  return found;
}

/// The kernel watches this folder no longer.
void change_watch::forget(int watch) {
  const auto [first, last] = folders_.equal_range(watch);
  for (auto each = first; each != last; ++each) watched_.erase(each->second);
  folders_.erase(first, last);
}

/// `name` is no longer that folder's.
void change_watch::drop(int watch, const std::string& name) {
  const auto [first, last] = folders_.equal_range(watch);
  const auto found = std::find_if(first, last, [&](const auto& each) { return each.second == name; });
  if (found != last) folders_.erase(found);
  if (!folders_.contains(watch)) ::inotify_rm_watch(events_.raw(), watch);
}

void change_watch::start_anew() {
  for (const auto& [watch, name] : folders_) ::inotify_rm_watch(events_.raw(), watch);
  folders_.clear();
  watched_.clear();
}

}  // namespace synfin::server::site
