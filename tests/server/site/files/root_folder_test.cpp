#include "server/site/files/root_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "tests/support/held.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

using config::symlink_policy;
using http::status;
using test::held;

std::string content_at(const root_folder& root, std::string_view path) {
  const auto opened = root.open(path);
  if (!opened) return std::to_string(http::code(opened.error()));
  char text[16];
  const ssize_t count = ::read(opened->raw(), text, sizeof text);
  return {text, static_cast<std::size_t>(count < 0 ? 0 : count)};
}

TEST_CASE("files open beneath the root, and nothing opens above it") {
  const test::temp_site outside;
  outside.write("secret", "secret");
  const test::temp_site site;
  site.write("a.txt", "a");
  site.write("docs/b.txt", "b");
  site.link("a.txt", "link");
  site.link("../a.txt", "docs/up");
  site.link("docs", "folder");
  site.link("nowhere", "dangling");
  site.link("loop", "loop");
  site.link(outside.at("secret").string(), "absolute");
  site.link("../" + outside.at("").parent_path().filename().string() + "/secret", "relative");
  site.link("/proc/self/root/etc/hostname", "magic");
  REQUIRE(::mkfifo(site.at("fifo").c_str(), 0600) == 0);
  const root_folder root(site.root(), symlink_policy::beneath);

  CHECK(content_at(root, "a.txt") == "a");
  CHECK(content_at(root, "docs/b.txt") == "b");
  CHECK(content_at(root, "link") == "a");
  CHECK(content_at(root, "docs/up") == "a");
  CHECK(content_at(root, "folder/b.txt") == "b");
  CHECK(root.open("."));
  CHECK(root.open("docs"));
  CHECK(root.open("fifo"));  // at once, whoever writes to it
  for (const std::string_view path : {"none", "a.txt/", "a.txt/b", "dangling", "loop", "absolute", "relative", "magic",
                                      "/etc/hostname", "..", "docs/../..", "../x"}) {
    CAPTURE(path);
    CHECK(content_at(root, path) == "404");
  }
  CHECK(content_at(root, std::string(300, 'a')) == "404");
  CHECK(content_at(root, std::string(5000, 'a')) == "404");
}

TEST_CASE("links are followed as far as the policy says") {
  const test::temp_site outside;
  outside.write("secret", "secret");
  const test::temp_site site;
  site.write("a.txt", "a");
  site.link("a.txt", "link");
  site.link(outside.at("secret").string(), "absolute");
  site.link("/proc/self/root/etc/hostname", "magic");
  struct expected {
    symlink_policy policy;
    const char *inside, *leading_out;
  };
  for (const auto& [policy, inside, leading_out] : {expected{symlink_policy::never, "404", "404"},
                                                    {symlink_policy::beneath, "a", "404"},
                                                    {symlink_policy::always, "a", "secret"}}) {
    const root_folder root(site.root(), policy);
    CHECK(content_at(root, "a.txt") == "a");
    CHECK(content_at(root, "link") == inside);
    CHECK(content_at(root, "absolute") == leading_out);
    CHECK(content_at(root, "magic") == "404");
    CHECK(root.look("link").has_value() == (policy != symlink_policy::never));
  }
}

TEST_CASE("what a path leads to is told without opening it") {
  const test::temp_site site;
  site.write("a.txt", "four");
  site.write("docs/b.txt", "b");
  REQUIRE(::mkfifo(site.at("fifo").c_str(), 0600) == 0);
  const root_folder root(site.root(), symlink_policy::beneath);
  CHECK(held(root.look("a.txt")).what == found_file::kind::regular);
  CHECK(held(root.look("a.txt")).version.size == 4);
  CHECK(held(root.look("docs")).what == found_file::kind::folder);
  CHECK(held(root.look("docs/")).what == found_file::kind::folder);
  CHECK(held(root.look(".")).what == found_file::kind::folder);
  CHECK(held(root.look("fifo")).what == found_file::kind::other);
  CHECK_FALSE(root.look("none"));
  CHECK_FALSE(root.look("a.txt/"));
  CHECK_FALSE(root.look("../x"));
  CHECK(root.open_folder(""));
  CHECK(root.open_folder("docs/"));
  CHECK_FALSE(root.open_folder("a.txt"));
}

TEST_CASE("a root that is no folder is refused with its name") {
  const test::temp_site site;
  site.write("a.txt", "a");
  CHECK_THROWS_AS(root_folder(site.at("a.txt").string(), symlink_policy::beneath), std::system_error);
  CHECK_THROWS_WITH(root_folder("/nowhere/at/all", symlink_policy::beneath),
                    "cannot serve the folder /nowhere/at/all: No such file or directory");
}

TEST_CASE("a failed open becomes the status that fits") {
  for (const int problem : {EACCES, EPERM}) CHECK(status_for(problem) == status::forbidden);
  for (const int problem : {ENOENT, ENOTDIR, ELOOP, EXDEV, ENXIO, ENAMETOOLONG})
    CHECK(status_for(problem) == status::not_found);
  for (const int problem : {EMFILE, ENFILE, ENOMEM, EAGAIN}) CHECK(status_for(problem) == status::service_unavailable);
  for (const int problem : {EIO, EINVAL, 0}) CHECK(status_for(problem) == status::internal_error);
}

}  // namespace
}  // namespace synfin::server::site
