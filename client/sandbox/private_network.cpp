#include "client/sandbox/private_network.hpp"

#include <sched.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace synfin::sandbox {
namespace {

/// A kernel's or distribution's switch against namespaces.
struct obstacle {
  std::string_view file;
  int forbids;  ///< its value that does
  std::string_view what_to_do;
};

constexpr std::array obstacles{
    obstacle{"/proc/sys/user/max_net_namespaces", 0, "set user.max_net_namespaces (sysctl) to more than 0"},
    obstacle{"/proc/sys/user/max_user_namespaces", 0,
             "run it as root, or set user.max_user_namespaces (sysctl) to more than 0"},
    obstacle{"/proc/sys/kernel/unprivileged_userns_clone", 0,
             "run it as root, or set kernel.unprivileged_userns_clone (sysctl) to 1"},
    obstacle{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 1,
             "run it as root, or set kernel.apparmor_restrict_unprivileged_userns (sysctl) to 0"},
};

std::unexpected<std::string> refused(int reason) {
  std::string_view what_to_do =
      "run it as root; in a container, with CAP_SYS_ADMIN or a seccomp profile that allows unshare(2)";
  for (const obstacle& each : obstacles) {
    std::ifstream file{std::string(each.file)};
    int value = 0;
    if (!(file >> value) || value != each.forbids) continue;
    what_to_do = each.what_to_do;
    break;
  }
  return std::unexpected(
      fmt::format("--sandbox: no private network ({}): {}", std::system_category().message(reason), what_to_do));
}

bool write_file(const char* path, std::string_view text) {
  std::ofstream file(path);
  file << text << std::flush;
  return file.good();
}

/// Root there is who we are here (user_namespaces(7), "Defining user and group ID mappings").
bool map_ids(uid_t user, gid_t group) {
  return write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", fmt::format("0 {} 1\n", user)) &&
         write_file("/proc/self/gid_map", fmt::format("0 {} 1\n", group));
}

}  // namespace

std::expected<void, std::string> enter_private_network() {
  if (::unshare(CLONE_NEWNET) == 0) return {};
  if (errno != EPERM) return refused(errno);
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return refused(errno);
  if (!map_ids(user, group)) return refused(EPERM);
  return {};
}

}  // namespace synfin::sandbox
