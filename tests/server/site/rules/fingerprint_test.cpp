#include "server/site/rules/fingerprint.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <string_view>

namespace synfin::server::site::rules {
namespace {

constexpr std::string_view hashed[] = {
    // webpack, Parcel
    "app.3f9a1c.js",
    "app.3f9a1c.js.map",
    "app.3f9a1c7.css",
    "main.4f2a9c1b.css",
    "main.4f2a9c1b.chunk.js",
    "2.4f2a9c1b.chunk.css.map",
    "runtime~main.9b1c0a2f.js",
    "vendors-node_modules_react.4f2a9c1b.min.js",
    "main.0b3f5a7c9d1e.js",
    "index.4f2a9c1b.mjs",
    "logo.5d8e1b7f.svg",
    "logo.5d8e1b7f0a4c2e9b6f31.png",
    "5d8e1b7f0a4c2e9b6f31.png",
    "5d8e1b7f0a4c2e9b6f31.woff2",
    // Rollup, Gatsby, Next.js
    "main-4f2a9c1b.css",
    "app-5d8e1b7f0a4c2e9b6f31.js",
    "117-3a9c81f0b2d4e657.js",
    "roboto-4f2a9c1b.woff2",
    // Rails, Hugo
    "application-3b4c9d1e0f7a6b5c2d8e1f0a9b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f90a1b2.js",
    "main.min.3b4c9d1e0f7a6b5c2d8e1f0a9b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f90a1b2.css",
    "application-0cc175b9c0f1b6a831c399e269772661.css",
    // Vite
    "index-DiwrgT4a.js",
    "index-DiwrgT4a.js.map",
    "index-B4xKq9Tz.css",
    "entry.B4xKq9Tz.js",
    "logo-B4xKq9Tz.png",
    "some-long-name-Cq7dXz2B.js",
    // esbuild, Angular
    "chunk-ABCD1234.js",
    "chunk-5XQ7KZ2B.js",
    "chunk-5XQ7KZ2B.js.map",
    "main-5XQ7KZ2B.js",
    "polyfills-B6TNHZQ6.css",
};

constexpr std::string_view plain[] = {
    "",
    ".",
    ".js",
    "app.js",
    "main.css",
    "index.html",
    "jquery-3.7.1.min.js",
    "jquery.min.js",
    "bootstrap-5.3.0-alpha1.min.css",
    "d3.v7.min.js",
    "main.es2015.js",
    "lib-1.2.3.js",
    "app.12345678.js",
    "font-12345678.woff2",
    "photo-20240101.jpg",
    "photo-2024-01-01.jpg",
    "2024-01-01T12-00-00.png",
    "IMG_20240101_123456.jpg",
    "DSC00012.jpg",
    "data-grid.js",
    "dataTable.js",
    "v2beta1.js",
    "api-v2beta1.js",
    "face2face.png",
    "my-face2face.png",
    "decade90.mp3",
    "best-of.decade90.mp3",
    "hits-decade90.mp3",
    "facade.css",
    "x.deadbeef.js",
    "x-deadbeef.js",
    "x.decade.js",
    "x.facade12.js",
    "x.12facade.js",
    "x.00ff00.png",
    "x.ffaa00.svg",
    "swatch-3f9a1c.svg",
    "3f9a1c.png",
    "3f9a1c7b.png",
    "abc123.js",
    "track-01a.mp3",
    "photo-Summer24.jpg",
    "photo-NewLogo2.png",
    "photo-MyFile01.png",
    "photo-Type2Doc.png",
    "tool-Win32Api.js",
    "tool-Mp3ToWav.js",
    "case-iPhone6s.png",
    "case-iPhone8X.jpg",
    "component-DataGrid.js",
    "component-DataTable.js",
    "font-Roboto25.woff",
    "app-Version2.js",
    "a-Photo-01.js",
    "a-ABCDEFGH.js",
    "a-abcdefgh.js",
    "a-AbCdEfGh.js",
    "photo-SUMMER24.jpg",
    "model-QN65Q7FD.png",
    "guide-MODEL3XL.js",
    "sheet-A4PAPER2.css",
    "norm-ISO27001.js",
    "chunk-ABCDEFGH.js",
    "chunk-12345678.js",
    "chunk-ABCD1234.png",
    "chunk-ABCD12345.js",
    // people's numbers
    "cam-00a1b2c3d4e5.jpg",
    "user-507f1f77bcf86cd799439011.png",
    "user-550e8400e29b41d4a716446655440000.png",
    "550e8400e29b41d4a716446655440000.png",
    "550e8400-e29b-41d4-a716-446655440000.png",
    "3f2b8c1d-7e4a-4b9c-8d2f-9b1deb4d3b7d.js",
    "photo-3f2b8c1d-7e4a-4b9c-8d2f-9b1deb4d3b7d.jpg",
    "order-A1234.js",
    "ticket-4711.css",
    // nothing that pages are made of
    "index.4f2a9c1b.html",
    "index-DiwrgT4a.html",
    "index-DiwrgT4a.htm",
    "index-DiwrgT4a.xhtml",
    "report-20240101.pdf",
    "report.3f9a1c.pdf",
    "backup-4f2a9c1b.zip",
    "data-4f2a9c1b.json",
    "feed.4f2a9c1b.xml",
    "sitemap.4f2a9c1b.txt",
    "app.3f9a1c",
    "app.3f9a1c.map",
    "app.3f9a1c.png.map",
    "app.3f9a1c.js.gz",
    "app.3F9A1C.js",
    "app.3f9a1g.js",
    "app_4f2a9c1b.js",
    "app.4f2a9c1b.part.js",
    "app.4f2a9.js",
};

TEST_CASE("names that bundlers give to hashed files are known") {
  for (const std::string_view name : hashed) {
    CAPTURE(name);
    CHECK(fingerprinted(name));
  }
}

TEST_CASE("a name that people may have given is no fingerprint") {
  for (const std::string_view name : plain) {
    CAPTURE(name);
    CHECK_FALSE(fingerprinted(name));
  }
}

/// Of a hundred hashes of those letters, how many are known?
int known_of_hundred(std::string_view start, std::string_view letters, std::size_t length, std::string_view end) {
  std::mt19937 random{11};
  int known = 0;
  for (int round = 0; round < 100; ++round) {
    std::string name{start};
    while (name.size() < start.size() + length) name += letters[random() % letters.size()];
    known += fingerprinted(name + std::string{end}) ? 1 : 0;
  }
  return known;
}

TEST_CASE("most hashes of the usual forms are known, and long ones nearly all") {
  constexpr std::string_view hex = "0123456789abcdef";
  constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  CHECK(known_of_hundred("app.", hex, 8, ".js") > 50);
  CHECK(known_of_hundred("app.", hex, 20, ".js") > 90);
  CHECK(known_of_hundred("app-", hex, 64, ".js") > 98);
  CHECK(known_of_hundred("index-", base64, 8, ".js") > 30);
  CHECK(known_of_hundred("chunk-", base32, 8, ".js") > 70);
  CHECK(known_of_hundred("main-", base32, 8, ".js") > 40);
}

}  // namespace
}  // namespace synfin::server::site::rules
