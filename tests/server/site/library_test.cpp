#include "server/site/library.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/temp_site.hpp"
#include "tests/support/test_library.hpp"

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;
using test::temp_site;

constexpr steady::time_point start{1h};
constexpr library_limits small{.memory_file = 100, .memory_store = 40'000, .open_files = 4};

/// Long after all that a test writes.
moment at(steady::time_point time) { return {time, wall::now() + 1h}; }

/// A library of one site, with that index and nothing else that is not usual.
struct shelves {
  explicit shelves(const temp_site& site, std::vector<std::string> index = {"index.html", "index.htm"})
      : held(settings(site, std::move(index)), small) {}

  std::expected<resource_ptr, dead_end> find(std::string_view path, steady::time_point now = start) {
    return held.sites.find(held.host(), path, at(now));
  }

  /// What a path leads to: the content, `large SIZE`, or the status.
  std::string found(std::string_view path, steady::time_point now = start) {
    const auto what = find(path, now);
    if (!what) return std::to_string(http::code(what.error().status));
    const file_bytes& bytes = (*what)->forms.front()->bytes;
    return bytes.in_memory() ? *bytes.content : "large " + std::to_string(bytes.size);
  }

  void take_changes() { held.sites.take_changes(); }

  static config::server_settings settings(const temp_site& site, std::vector<std::string> index) {
    config::server_settings all;
    all.site.root = site.root();
    all.site.index = std::move(index);
    return all;
  }

  test::test_library held;
};

TEST_CASE("a path leads to its file, a folder to its index") {
  const temp_site site;
  site.write("index.html", "home");
  site.write("docs/index.htm", "docs");
  site.write("empty/x", "");
  site.write("folder/index.html/x", "");
  site.write("folder/index.htm", "the second");
  shelves files(site);
  CHECK(files.found("/") == "home");
  CHECK(files.found("/index.html") == "home");
  CHECK(files.found("/docs/") == "docs");
  CHECK(files.found("/docs/index.htm") == "docs");
  CHECK(files.found("/docs") == "301");
  CHECK(files.found("/empty/") == "404");
  CHECK(files.found("/empty/x") == "");
  CHECK(files.found("/folder/") == "the second");
  CHECK(files.found("/none") == "404");
  CHECK(files.found("/none/") == "404");
  CHECK(files.found("/index.html/") == "301");
}

TEST_CASE("a file comes with all that its answers need") {
  const temp_site site;
  site.write("docs/a.css", "p {}");
  site.set_modified("docs/a.css", wall_seconds{784'111'777s});
  shelves files(site);
  const auto found = files.find("/docs/a.css");
  REQUIRE(found);
  CHECK((*found)->file == "/docs/a.css");
  CHECK((*found)->content_type == "text/css; charset=utf-8");
  REQUIRE((*found)->forms.size() == 1);
  const representation& form = *(*found)->forms.front();
  CHECK(form.coded == coding::identity);
  CHECK(form.bytes.size == 4);
  CHECK(form.modified == wall_seconds{784'111'777s});
  CHECK(form.etag.starts_with('"'));
  CHECK(form.etag.ends_with('"'));
  const field_lines fields{{"Content-Type", "text/css; charset=utf-8"},
                           {"Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"},
                           {"ETag", form.etag},
                           {"Accept-Ranges", "bytes"},
                           {"Cache-Control", "public, max-age=600"},
                           {"X-Content-Type-Options", "nosniff"}};
  CHECK(form.fields == fields);
}

TEST_CASE("a small file is kept in memory, a larger one by its descriptor") {
  const temp_site site;
  site.write("fits", std::string(100, 'a'));
  site.write("large", std::string(101, 'b'));
  shelves files(site);
  CHECK(files.found("/fits") == std::string(100, 'a'));
  CHECK((*files.find("/fits"))->forms.front()->bytes.opened == nullptr);
  CHECK(files.found("/large") == "large 101");
  const auto large = *files.find("/large");
  CHECK(large->forms.front()->bytes.opened->valid());
  CHECK(large == *files.find("/large"));
}

TEST_CASE("what is no regular file is not found") {
  const temp_site site;
  REQUIRE(::mkfifo(site.at("fifo").c_str(), 0600) == 0);
  site.link("/etc/hostname", "outside");
  shelves files(site);
  CHECK(files.found("/fifo") == "404");
  CHECK(files.found("/outside") == "404");
}

struct change {
  const char* name;
  const char* path;
  std::function<void(const temp_site&)> make;
  std::string before, after;
};

const change changes[] = {
    {"rewritten", "/a.txt", [](const temp_site& site) { site.write("a.txt", "longer"); }, "old", "longer"},
    {"rewritten to the same length", "/a.txt",
     [](const temp_site& site) {
       site.write("a.txt", "new");
       site.set_modified("a.txt", wall_seconds{1s});
     },
     "old", "new"},
    {"emptied", "/a.txt", [](const temp_site& site) { site.write("a.txt", ""); }, "old", ""},
    {"renamed over", "/a.txt", [](const temp_site& site) { site.replace("a.txt", "new"); }, "old", "new"},
    {"deleted", "/a.txt", [](const temp_site& site) { site.remove("a.txt"); }, "old", "404"},
    {"turned into a folder", "/a.txt",
     [](const temp_site& site) {
       site.remove("a.txt");
       site.write("a.txt/b", "");
     },
     "old", "301"},
    {"created", "/new.txt", [](const temp_site& site) { site.write("new.txt", "new"); }, "404", "new"},
    {"grown beyond memory", "/a.txt", [](const temp_site& site) { site.write("a.txt", std::string(200, 'x')); }, "old",
     "large 200"},
    {"rewritten index", "/docs/", [](const temp_site& site) { site.write("docs/index.htm", "changed"); }, "second",
     "changed"},
    {"index put before", "/docs/", [](const temp_site& site) { site.write("docs/index.html", "first"); }, "second",
     "first"},
    {"index removed", "/docs/", [](const temp_site& site) { site.remove("docs/index.htm"); }, "second", "404"},
    {"folder removed", "/docs/", [](const temp_site& site) { site.remove("docs"); }, "second", "404"},
    {"folder renamed away", "/docs/index.htm",
     [](const temp_site& site) { std::filesystem::rename(site.at("docs"), site.at("old")); }, "second", "404"},
    {"large file rewritten", "/large", [](const temp_site& site) { site.write("large", std::string(300, 'x')); },
     "large 200", "large 300"},
    {"link replaced", "/docs/link", [](const temp_site& site) { site.replace("docs/link", "new"); }, "old", "new"},
};

void fill(const temp_site& site) {
  site.write("a.txt", "old");
  site.write("large", std::string(200, 'l'));
  site.write("docs/index.htm", "second");
  site.link("../a.txt", "docs/link");
}

TEST_CASE("a change that the kernel reports is seen at once") {
  for (const change& each : changes) {
    CAPTURE(each.name);
    const temp_site site;
    fill(site);
    shelves files(site);
    CHECK(files.found(each.path) == each.before);
    each.make(site);
    files.take_changes();
    CHECK(files.found(each.path) == each.after);
  }
}

TEST_CASE("a change that nobody reports is seen after two seconds, and not looked for before") {
  for (const change& each : changes) {
    CAPTURE(each.name);
    const temp_site site;
    fill(site);
    shelves files(site);
    CHECK(files.found(each.path) == each.before);
    each.make(site);
    // What is held open is looked at each time.
    if (each.before != "404" && each.before != "large 200")
      CHECK(files.found(each.path, start + library::recheck - 1ms) == each.before);
    CHECK(files.found(each.path, start + library::recheck) == each.after);
  }
}

TEST_CASE("a change behind a link, of which its folder knows nothing, is seen after two seconds") {
  const temp_site site;
  fill(site);
  shelves files(site);
  CHECK(files.found("/docs/link") == "old");
  site.write("a.txt", "longer");
  files.take_changes();
  CHECK(files.found("/docs/link", start + library::recheck) == "longer");
}

TEST_CASE("what did not change is not read again") {
  const temp_site site;
  fill(site);
  shelves files(site);
  for (const char* const path : {"/a.txt", "/large", "/docs/", "/docs/link"}) {
    CAPTURE(path);
    const auto first = files.find(path);
    CHECK(*first == *files.find(path, start + 1s));
    CHECK(*first == *files.find(path, start + 1h));
    files.take_changes();
    CHECK(*first == *files.find(path, start + 2h));
  }
}

TEST_CASE("a file that is held open and rewritten in place is looked at anew at once, whoever tells") {
  const temp_site site;
  site.write("large", std::string(200, 'l'));
  site.set_modified("large", wall_seconds{1'000'000'000s});
  shelves files(site);
  const std::string before = (*files.find("/large"))->forms.front()->etag;
  std::fstream(site.at("large"), std::ios::in | std::ios::out) << "another";
  const std::string after = (*files.find("/large"))->forms.front()->etag;
  CHECK(before.starts_with('"'));
  CHECK(after.starts_with('"'));
  CHECK(before != after);
}

TEST_CASE("a root that was moved aside for another is followed") {
  const temp_site site;
  site.write("first/a.txt", "first");
  site.write("second/a.txt", "second");
  site.link("first", "current");
  config::server_settings settings;
  settings.site.root = site.at("current").string();
  test::test_library held(settings, small);
  const auto content = [&](steady::time_point now) -> std::string {
    const auto what = held.sites.find(held.host(), "/a.txt", at(now));
    return what ? *(*what)->forms.front()->bytes.content : "none";
  };
  CHECK(content(start) == "first");
  site.link("second", "next");
  std::filesystem::rename(site.at("next"), site.at("current"));
  CHECK(content(start + library::recheck) == "second");
  site.remove("current");
  CHECK(content(start + 2 * library::recheck) == "second");  // until there is another
  site.link("first", "current");
  CHECK(content(start + 3 * library::recheck) == "first");
}

TEST_CASE("a watched store has a descriptor to wait for") {
  const temp_site site;
  CHECK(shelves(site).held.sites.changes() >= 0);
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

TEST_CASE("large files keep no more descriptors than allowed") {
  const temp_site site;
  for (int number = 0; number < 20; ++number) site.write(std::to_string(number), std::string(200, 'x'));
  shelves files(site);
  const std::size_t before = open_descriptors();
  for (int number = 0; number < 20; ++number) {
    CHECK(files.found("/" + std::to_string(number)) == "large 200");
    files.held.helpers.run();  // whoever hashes them holds them too
    CHECK(open_descriptors() - before <= small.open_files);
  }
}

TEST_CASE("what is asked for again and again stays while others come and go") {
  const temp_site site;
  for (int number = 0; number < 100; ++number) site.write(std::to_string(number), std::string(90, 'x'));
  shelves files(site);
  const auto often = *files.find("/0");
  const std::weak_ptr<const resource> once = *files.find("/1");
  for (int number = 2; number < 100; ++number) {
    CHECK(files.found("/" + std::to_string(number)).size() == 90);
    CHECK(*files.find("/0") == often);
  }
  CHECK(once.expired());
}

TEST_CASE("a file that was asked for keeps its bytes although the store forgets it") {
  const temp_site site;
  site.write("large", std::string(200, 'l'));
  shelves files(site);
  const auto kept = *files.find("/large");
  site.remove("large");
  files.take_changes();
  CHECK(files.found("/large") == "404");
  CHECK(kept->forms.front()->bytes.opened->valid());
  CHECK(kept->forms.front()->bytes.size == 200);
}

}  // namespace
}  // namespace synfin::server::site
