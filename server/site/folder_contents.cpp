#include "server/site/folder_contents.hpp"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace synfin::server::site {

using http::status;

namespace {

using folder_stream = std::unique_ptr<DIR, decltype([](DIR* open) { ::closedir(open); })>;

constexpr std::int64_t ns_a_second = 1'000'000'000;

/// Can a path hold this name (parse_target)? What cannot be asked for is not shown.
bool can_be_asked_for(std::string_view name) noexcept {
  return !name.starts_with('.') && std::ranges::none_of(name, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == '\\';
  });
}

/// The entry of that name, as a request for it would find it: a link that leads out of the root is not there.
std::optional<listed_entry> entry_of(const root_folder& root, const std::string& folder, const char* name) {
  const auto found = root.look(folder + name);
  if (!found || found->what == found_file::kind::other) return std::nullopt;
  return listed_entry{.name = name,
                      .folder = found->what == found_file::kind::folder,
                      .size = found->version.size,
                      .modified = wall_seconds{std::chrono::seconds{found->version.modified_ns / ns_a_second}}};
}

folder_stream open_stream(descriptor folder) {
  folder_stream stream(::fdopendir(folder.raw()));
  if (stream) folder.release();  // the stream's now
  return stream;
}

}  // namespace

std::vector<std::string> names_in(const root_folder& root, const std::string& relative) {
  constexpr std::size_t enough = 256;
  std::vector<std::string> names;
  auto opened = root.open_folder(relative);
  if (!opened) return names;
  const folder_stream stream = open_stream(*std::move(opened));
  while (stream && names.size() < enough) {
    const dirent* const entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    names.emplace_back(entry->d_name);
  }
  return names;
}

std::expected<listed_folder, status> read_folder(const root_folder& root, const std::string& relative) {
  auto opened = root.open_folder(relative);
  if (!opened) return std::unexpected(opened.error());
  const folder_stream stream = open_stream(*std::move(opened));
  if (!stream) return std::unexpected(status_for(errno));
  listed_folder folder{.path = relative, .entries = {}, .truncated = false};
  while (const dirent* const entry = ::readdir(stream.get())) {
    if (!can_be_asked_for(entry->d_name)) continue;
    if (folder.entries.size() == most_listed) {
      folder.truncated = true;
      break;
    }
    if (auto shown = entry_of(root, relative, entry->d_name)) folder.entries.push_back(*std::move(shown));
  }
  return folder;
}

}  // namespace synfin::server::site
