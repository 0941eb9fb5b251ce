#include "server/site/mime_types.hpp"

#include <doctest/doctest.h>

#include <string_view>

namespace synfin::server::site {
namespace {

struct named {
  std::string_view file;
  std::string_view type;
};

constexpr std::string_view unknown = "application/octet-stream";

constexpr named files[] = {
    {"index.html", "text/html; charset=utf-8"},
    {"INDEX.HTM", "text/html; charset=utf-8"},
    {"docs/a.b.css", "text/css; charset=utf-8"},
    {"app.3f9a1c.js", "text/javascript; charset=utf-8"},
    {"a.mjs", "text/javascript; charset=utf-8"},
    {"a.json", "application/json"},
    {"a.txt", "text/plain; charset=utf-8"},
    {"a.svg", "image/svg+xml; charset=utf-8"},
    {"a.Png", "image/png"},
    {"a.jpeg", "image/jpeg"},
    {"a.7z", "application/x-7z-compressed"},
    {"a.zst", "application/zstd"},
    {"a.tar.gz", "application/gzip"},
    {"font.woff2", "font/woff2"},
    {"site.webmanifest", "application/manifest+json"},
    {"a.wasm", "application/wasm"},
    {"README", unknown},
    {"", unknown},
    {".", unknown},
    {"a.", unknown},
    {"a.unknown", unknown},
    {"a.webmanifests", unknown},
    {"a.ht", unknown},
    {"a.htmlx", unknown},
    {"a.html/b", unknown},
    {"a.html ", unknown},
    {"html", unknown},
};

TEST_CASE("the last extension decides the type, whatever its case") {
  for (const auto& [file, type] : files) {
    CAPTURE(file);
    CHECK(content_type(file) == type);
  }
}

}  // namespace
}  // namespace synfin::server::site
