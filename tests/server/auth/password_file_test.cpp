#include "server/auth/password_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>
#include <string_view>

#include "server/auth/password_hash.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::auth {
namespace {

const std::string bcrypt = "$2y$04$rlpnZDe2BBb6ES7R04wim.s6SVtGfUrd5T/kNkxTdDT8UESC4g1Sq";
const std::string sha = "$5$saltsalt$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC";
const std::string other_sha = "$5$tlassalt$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC";

TEST_CASE("names have their hashes; comments, empty lines and what editors leave say nothing") {
  const std::string lines =
      "alice:" + bcrypt + "\r\n\r\n# bob:secret\n\n  \t\nBob Smith:" + sha + " \t\n#\nzo\xc3\xab:" + bcrypt;
  for (const std::string& text : {lines, lines + "\n", "\xef\xbb\xbf" + lines}) {
    const auto file = password_file::parse(text, "users");
    REQUIRE(file);
    CHECK(file->size() == 3);
    CHECK(*file->hash_of("alice") == bcrypt);
    CHECK(*file->hash_of("Bob Smith") == sha);
    CHECK(*file->hash_of("zo\xc3\xab") == bcrypt);
    for (const std::string_view unknown : {"", "Alice", "alice ", "bob", "# bob", "alice:"}) {
      CAPTURE(unknown);
      CHECK(file->hash_of(unknown) == nullptr);
    }
  }
}

TEST_CASE("a file without names lets nobody in") {
  for (const std::string_view text : {"", "\n", "# nobody\n", "\xef\xbb\xbf"}) {
    const auto file = password_file::parse(text, "users");
    REQUIRE(file);
    CHECK(file->size() == 0);
    CHECK(file->decoy().empty());
  }
}

TEST_CASE("an error names the file, the line and what to do") {
  struct sample {
    std::string text;
    std::string_view place, says;
  };
  const sample samples[] = {
      {"alice", "f:1: ", "no colon"},
      {"\n\nalice\n", "f:3: ", "no colon"},
      {"a:" + bcrypt + "\r\n# x\r\nb:secret\r\n", "f:3: ", "mkpasswd"},
      {"a:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "f:1: ", "SHA-1"},
      {"a:$apr1$5L3SeC3S$aq6lczeasJrDp6mzkG5uy.", "f:1: ", "MD5"},
      {"a:ibqO06Ja4bJP2", "f:1: ", "DES"},
      {"a:", "f:1: ", "no hash"},
      {":" + bcrypt, "f:1: ", "no name"},
      {"a:b:" + bcrypt, "f:1: ", "two colons"},
      {"a:" + bcrypt + ":staff", "f:1: ", "two colons"},
      {"a:" + bcrypt + "\na:" + sha, "f:2: ", "earlier line"},
      {"a\tb:" + bcrypt, "f:1: ", "control"},
      {std::string("a\0b:", 4) + bcrypt, "f:1: ", "control"},
      {"a: " + bcrypt, "f:1: ", "no hash"},
      {"a:" + bcrypt + "\nb:" + sha + "x\nc:secret", "f:2: ", "not whole"},
  };
  for (const auto& [text, place, says] : samples) {
    CAPTURE(text);
    const auto file = password_file::parse(text, "f");
    REQUIRE_FALSE(file);
    CHECK(file.error().starts_with(place));
    CHECK(file.error().contains(says));
    CHECK_FALSE(file.error().contains("secret"));
  }
}

TEST_CASE("the decoy is a hash of the most common kind") {
  CHECK(password_file::parse("a:" + bcrypt, "f")->decoy() == bcrypt);
  const auto mixed = password_file::parse("a:" + bcrypt + "\nb:" + sha + "\nc:" + other_sha, "f");
  REQUIRE(mixed);
  CHECK(method_of(mixed->decoy()) == "$5$");
}

TEST_CASE("a file on disk is read; what is none, or too large, is refused by its name") {
  const test::temp_site folder;
  folder.write("users", "alice:" + bcrypt + "\n");
  const std::string path = folder.at("users").string();
  CHECK(password_file::read(path)->size() == 1);
  CHECK(usable(path));

  folder.write("users", "alice:secret\n");
  CHECK(usable(path).error().starts_with(path + ":1: "));

  folder.write("users", std::string(1024 * 1024 + 1, '\n'));
  CHECK(usable(path).error().contains(path));

  CHECK(usable(folder.root()).error().contains("not a regular file"));
  CHECK(usable(folder.at("missing").string()).error().contains("missing"));
  const std::string pipe = folder.at("pipe").string();
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(usable(pipe).error().contains("not a regular file"));
}

}  // namespace
}  // namespace synfin::server::auth
