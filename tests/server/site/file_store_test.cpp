#include "server/site/file_store.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;
using test::temp_site;

constexpr steady::time_point start{1h};
constexpr store_limits small{.memory_file = 100, .memory_store = 20'000, .open_files = 4};

/// What a path leads to: the content, `large SIZE`, or the status.
std::string found(file_store& files, std::string_view path, steady::time_point now = start) {
  const auto file = files.find(path, now);
  if (!file) return std::to_string(http::code(file.error()));
  return (*file)->in_memory ? (*file)->content : "large " + std::to_string((*file)->size);
}

TEST_CASE("a path leads to its file, a folder to its index") {
  const temp_site site;
  site.write("index.html", "home");
  site.write("docs/index.htm", "docs");
  site.write("empty/x", "");
  site.write("folder/index.html/x", "");
  site.write("folder/index.htm", "the second");
  file_store files(site.root(), {"index.html", "index.htm"}, small);
  CHECK(found(files, "") == "home");
  CHECK(found(files, "index.html") == "home");
  CHECK(found(files, "docs/") == "docs");
  CHECK(found(files, "docs/index.htm") == "docs");
  CHECK(found(files, "docs") == "301");
  CHECK(found(files, "empty/") == "404");
  CHECK(found(files, "empty/x") == "");
  CHECK(found(files, "folder/") == "the second");
  CHECK(found(files, "none") == "404");
  CHECK(found(files, "none/") == "404");
  CHECK(found(files, "index.html/") == "404");
}

TEST_CASE("a file comes with all that its answers need") {
  const temp_site site;
  site.write("docs/a.css", "p {}");
  site.set_modified("docs/a.css", wall_seconds{784'111'777s});
  file_store files(site.root(), {}, small);
  const auto file = files.find("docs/a.css", start);
  REQUIRE(file);
  CHECK((*file)->path == "docs/a.css");
  CHECK((*file)->size == 4);
  CHECK((*file)->content_type == "text/css; charset=utf-8");
  CHECK((*file)->last_modified == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK((*file)->modified == wall_seconds{784'111'777s});
  CHECK((*file)->etag.starts_with('"'));
  CHECK((*file)->etag.ends_with('"'));
}

TEST_CASE("a small file is kept in memory, a larger one by its descriptor") {
  const temp_site site;
  site.write("fits", std::string(100, 'a'));
  site.write("large", std::string(101, 'b'));
  file_store files(site.root(), {}, small);
  CHECK(found(files, "fits") == std::string(100, 'a'));
  CHECK_FALSE((*files.find("fits", start))->opened.valid());
  CHECK(found(files, "large") == "large 101");
  const auto large = *files.find("large", start);
  CHECK(large->opened.valid());
  CHECK(large == *files.find("large", start));
  CHECK(large->content.empty());
}

TEST_CASE("what is no regular file is not found") {
  const temp_site site;
  REQUIRE(::mkfifo(site.at("fifo").c_str(), 0600) == 0);
  site.link("/etc/hostname", "outside");
  file_store files(site.root(), {}, small);
  CHECK(found(files, "fifo") == "404");
  CHECK(found(files, "outside") == "404");
}

struct change {
  const char* name;
  const char* path;
  std::function<void(const temp_site&)> make;
  std::string before, after;
};

const change changes[] = {
    {"rewritten", "a.txt", [](const temp_site& site) { site.write("a.txt", "longer"); }, "old", "longer"},
    {"rewritten to the same length", "a.txt",
     [](const temp_site& site) {
       site.write("a.txt", "new");
       site.set_modified("a.txt", wall_seconds{1s});
     },
     "old", "new"},
    {"emptied", "a.txt", [](const temp_site& site) { site.write("a.txt", ""); }, "old", ""},
    {"renamed over", "a.txt", [](const temp_site& site) { site.replace("a.txt", "new"); }, "old", "new"},
    {"deleted", "a.txt", [](const temp_site& site) { site.remove("a.txt"); }, "old", "404"},
    {"turned into a folder", "a.txt",
     [](const temp_site& site) {
       site.remove("a.txt");
       site.write("a.txt/b", "");
     },
     "old", "301"},
    {"created", "new.txt", [](const temp_site& site) { site.write("new.txt", "new"); }, "404", "new"},
    {"grown beyond memory", "a.txt", [](const temp_site& site) { site.write("a.txt", std::string(200, 'x')); }, "old",
     "large 200"},
    {"rewritten index", "docs/", [](const temp_site& site) { site.write("docs/index.htm", "changed"); }, "second",
     "changed"},
    {"index put before", "docs/", [](const temp_site& site) { site.write("docs/index.html", "first"); }, "second",
     "first"},
    {"index removed", "docs/", [](const temp_site& site) { site.remove("docs/index.htm"); }, "second", "404"},
    {"folder removed", "docs/", [](const temp_site& site) { site.remove("docs"); }, "second", "404"},
    {"folder renamed away", "docs/index.htm",
     [](const temp_site& site) { std::filesystem::rename(site.at("docs"), site.at("old")); }, "second", "404"},
    {"large file rewritten", "large", [](const temp_site& site) { site.write("large", std::string(300, 'x')); },
     "large 200", "large 300"},
    {"link replaced", "docs/link", [](const temp_site& site) { site.replace("docs/link", "new"); }, "old", "new"},
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
    file_store files(site.root(), {"index.html", "index.htm"}, small);
    CHECK(found(files, each.path) == each.before);
    each.make(site);
    files.take_changes();
    CHECK(found(files, each.path) == each.after);
  }
}

TEST_CASE("a change that nobody reports is seen after two seconds, and not looked for before") {
  for (const change& each : changes) {
    CAPTURE(each.name);
    const temp_site site;
    fill(site);
    file_store files(site.root(), {"index.html", "index.htm"}, small);
    CHECK(found(files, each.path) == each.before);
    each.make(site);
    if (each.before != "404") CHECK(found(files, each.path, start + file_store::recheck - 1ms) == each.before);
    CHECK(found(files, each.path, start + file_store::recheck) == each.after);
  }
}

TEST_CASE("a change behind a link, of which its folder knows nothing, is seen after two seconds") {
  const temp_site site;
  fill(site);
  file_store files(site.root(), {}, small);
  CHECK(found(files, "docs/link") == "old");
  site.write("a.txt", "longer");
  files.take_changes();
  CHECK(found(files, "docs/link", start + file_store::recheck) == "longer");
}

TEST_CASE("what did not change is not read again") {
  const temp_site site;
  fill(site);
  file_store files(site.root(), {"index.html", "index.htm"}, small);
  for (const char* const path : {"a.txt", "large", "docs/", "docs/link"}) {
    CAPTURE(path);
    const auto first = files.find(path, start);
    CHECK(*first == *files.find(path, start + 1s));
    CHECK(*first == *files.find(path, start + 1h));
    files.take_changes();
    CHECK(*first == *files.find(path, start + 2h));
  }
}

TEST_CASE("a watched store has a descriptor to wait for") {
  const temp_site site;
  CHECK(file_store(site.root(), {}, small).changes() >= 0);
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

TEST_CASE("large files keep no more descriptors than allowed") {
  const temp_site site;
  for (int number = 0; number < 20; ++number) site.write(std::to_string(number), std::string(200, 'x'));
  file_store files(site.root(), {}, small);
  const std::size_t before = open_descriptors();
  for (int number = 0; number < 20; ++number) {
    CHECK(found(files, std::to_string(number)) == "large 200");
    CHECK(open_descriptors() - before <= small.open_files);
  }
}

TEST_CASE("what is asked for again and again stays while others come and go") {
  const temp_site site;
  for (int number = 0; number < 100; ++number) site.write(std::to_string(number), std::string(90, 'x'));
  file_store files(site.root(), {}, small);
  const auto often = *files.find("0", start);
  const std::weak_ptr<const stored_file> once = *files.find("1", start);
  for (int number = 2; number < 100; ++number) {
    CHECK(found(files, std::to_string(number)).size() == 90);
    CHECK(*files.find("0", start) == often);
  }
  CHECK(once.expired());
}

TEST_CASE("a file that was asked for keeps its bytes although the store forgets it") {
  const temp_site site;
  site.write("large", std::string(200, 'l'));
  file_store files(site.root(), {}, small);
  const auto kept = *files.find("large", start);
  site.remove("large");
  files.take_changes();
  CHECK(found(files, "large") == "404");
  CHECK(kept->opened.valid());
  CHECK(kept->size == 200);
}

}  // namespace
}  // namespace synfin::server::site
