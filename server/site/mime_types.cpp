#include "server/site/mime_types.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace synfin::server::site {
namespace {

using row = std::pair<std::string_view, std::string_view>;

// By extension, sorted. Types as registered with IANA; text/javascript by RFC 9239.
constexpr std::array types{
    row{"7z", "application/x-7z-compressed"},
    row{"aac", "audio/aac"},
    row{"apng", "image/apng"},
    row{"atom", "application/atom+xml; charset=utf-8"},
    row{"avif", "image/avif"},
    row{"bmp", "image/bmp"},
    row{"bz2", "application/x-bzip2"},
    row{"cjs", "text/javascript; charset=utf-8"},
    row{"css", "text/css; charset=utf-8"},
    row{"csv", "text/csv; charset=utf-8"},
    row{"deb", "application/vnd.debian.binary-package"},
    row{"eot", "application/vnd.ms-fontobject"},
    row{"epub", "application/epub+zip"},
    row{"flac", "audio/flac"},
    row{"gif", "image/gif"},
    row{"gz", "application/gzip"},
    row{"htm", "text/html; charset=utf-8"},
    row{"html", "text/html; charset=utf-8"},
    row{"ico", "image/vnd.microsoft.icon"},
    row{"ics", "text/calendar; charset=utf-8"},
    row{"jpeg", "image/jpeg"},
    row{"jpg", "image/jpeg"},
    row{"js", "text/javascript; charset=utf-8"},
    row{"json", "application/json"},
    row{"jsonld", "application/ld+json"},
    row{"jxl", "image/jxl"},
    row{"m4a", "audio/mp4"},
    row{"map", "application/json"},
    row{"md", "text/markdown; charset=utf-8"},
    row{"mjs", "text/javascript; charset=utf-8"},
    row{"mp3", "audio/mpeg"},
    row{"mp4", "video/mp4"},
    row{"oga", "audio/ogg"},
    row{"ogg", "audio/ogg"},
    row{"ogv", "video/ogg"},
    row{"opus", "audio/ogg"},
    row{"otf", "font/otf"},
    row{"pdf", "application/pdf"},
    row{"png", "image/png"},
    row{"rss", "application/rss+xml; charset=utf-8"},
    row{"svg", "image/svg+xml; charset=utf-8"},
    row{"tar", "application/x-tar"},
    row{"tgz", "application/gzip"},
    row{"tif", "image/tiff"},
    row{"tiff", "image/tiff"},
    row{"toml", "application/toml"},
    row{"ttf", "font/ttf"},
    row{"txt", "text/plain; charset=utf-8"},
    row{"vtt", "text/vtt; charset=utf-8"},
    row{"wasm", "application/wasm"},
    row{"wav", "audio/wav"},
    row{"weba", "audio/webm"},
    row{"webm", "video/webm"},
    row{"webmanifest", "application/manifest+json"},
    row{"webp", "image/webp"},
    row{"woff", "font/woff"},
    row{"woff2", "font/woff2"},
    row{"xhtml", "application/xhtml+xml; charset=utf-8"},
    row{"xml", "application/xml; charset=utf-8"},
    row{"xz", "application/x-xz"},
    row{"yaml", "application/yaml"},
    row{"yml", "application/yaml"},
    row{"zip", "application/zip"},
    row{"zst", "application/zstd"},
};
static_assert(std::ranges::is_sorted(types, {}, &row::first));

constexpr std::string_view unknown = "application/octet-stream";
constexpr std::size_t longest_extension = 11;

}  // namespace

std::string_view content_type(std::string_view file_name) noexcept {
  const auto dot = file_name.rfind('.');
  if (dot == std::string_view::npos || file_name.find('/', dot) != std::string_view::npos) return unknown;
  const std::string_view extension = file_name.substr(dot + 1);
  if (extension.size() > longest_extension) return unknown;
  std::array<char, longest_extension> folded{};
  std::ranges::transform(extension, folded.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  const std::string_view wanted(folded.data(), extension.size());
  const auto found = std::ranges::lower_bound(types, wanted, {}, &row::first);
  return found != types.end() && found->first == wanted ? found->second : unknown;
}

}  // namespace synfin::server::site
