#include "client/sandbox/small_site.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace synfin::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view page =
    "<!doctype html>\n<title>sandbox</title>\n<p>One connection, in a network of its own. "
    "<a href=\"large.bin\">A larger file</a></p>\n";

constexpr std::array<int, 3> endings{SIGHUP, SIGINT, SIGTERM};

/// What a signal that ends us removes: in a handler nothing can be allocated (signal-safety(7)).
std::array<std::string, 3> to_remove;

void remove_and_end(int signal) {
  for (const std::string& each : to_remove) {
    if (::unlink(each.c_str()) != 0) ::rmdir(each.c_str());
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

bool write(const fs::path& where, std::string_view text) {
  std::ofstream file(where, std::ios::binary);
  file << text << std::flush;
  return file.good();
}

}  // namespace

std::expected<small_site, std::string> small_site::make() {
  std::error_code problem;
  std::string folder = (fs::temp_directory_path(problem) / "synfin-sandbox-XXXXXX").string();
  if (problem || ::mkdtemp(folder.data()) == nullptr) {
    return std::unexpected(fmt::format("--sandbox: no folder for its site, {} ({}): give one by --root DIR", folder,
                                       std::system_category().message(errno)));
  }
  small_site made(std::move(folder));
  const fs::path top = made.folder();
  to_remove = {(top / "index.html").string(), (top / "large.bin").string(), top.string()};
  for (const int each : endings) std::signal(each, remove_and_end);
  if (write(top / "index.html", page) && write(top / "large.bin", std::string(1 << 20, 's'))) return made;
  return std::unexpected(fmt::format("--sandbox: cannot write its site to {}: give one by --root DIR", made.folder()));
}

small_site::small_site(std::string folder) noexcept : folder_(std::move(folder)) {}
small_site::small_site(small_site&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}

small_site::~small_site() {
  if (folder_.empty()) return;
  for (const int each : endings) std::signal(each, SIG_DFL);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace synfin::sandbox
