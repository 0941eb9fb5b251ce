#include "client/server_side.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "client/trace/flow/both_sides.hpp"
#include "client/trace/flow/flow_reader.hpp"
#include "common/boot.hpp"
#include "common/clock.hpp"

namespace synfin::client {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_wait = 2s;
constexpr auto between_looks = 20ms;
constexpr std::streamoff most_read = 16 * 1024 * 1024;

using lines = std::expected<std::string, std::string>;

lines cannot_read(const std::string& path, const std::string& why) {
  return std::unexpected(fmt::format("cannot read {}: {}", path, why));
}

/// The file's whole lines; of a long one those at its end, where what is new stands.
lines last_lines(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return cannot_read(path, std::system_category().message(errno));
  if (S_ISDIR(info.st_mode)) return cannot_read(path, "it is a folder");
  std::ifstream file(path, std::ios::binary);
  const bool long_one = info.st_size > most_read;
  if (long_one) file.seekg(-most_read, std::ios::end);
  std::string text(static_cast<std::size_t>(std::min<std::streamoff>(info.st_size, most_read)), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file && !file.eof()) return cannot_read(path, "reading fails");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (long_one) text.erase(0, text.find('\n') + 1);
  return text;
}

/// Without a last line that is still being written.
std::string_view complete(std::string_view text) { return text.substr(0, text.rfind('\n') + 1); }

std::expected<bool, std::string> try_to_add(const std::string& path, std::string_view text, bool live,
                                            trace::flow& seen) {
  const auto all = trace::read_flows(text);
  if (!all) return std::unexpected(fmt::format("{}: {}", path, all.error()));
  const trace::written_flow* found = trace::same_connection(seen, *all);
  if (found == nullptr) return false;
  trace::add_server_side(seen, *found, trace::same_clock(seen, *found, live ? boot_id() : std::string{}));
  return true;
}

}  // namespace

std::expected<void, std::string> add_server_side(const std::string& path, bool live, trace::flow& seen) {
  const auto deadline = steady::now() + (live ? longest_wait : 0s);
  std::size_t looked_at = 0;
  for (;;) {
    const auto text = last_lines(path);
    if (!text) return std::unexpected(text.error());
    const std::string_view whole = live ? complete(*text) : std::string_view(*text);
    if (whole.size() != looked_at) {
      const auto added = try_to_add(path, whole, live, seen);
      if (!added) return std::unexpected(added.error());
      if (*added) return {};
      looked_at = whole.size();
    }
    if (steady::now() >= deadline) break;
    std::this_thread::sleep_for(between_looks);
  }
  return std::unexpected(fmt::format("{}: no line of the connection from {} to {}{}; does the server trace it?", path,
                                     seen.client.text(), seen.server.text(), live ? " after two seconds" : ""));
}

}  // namespace synfin::client
