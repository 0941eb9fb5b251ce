#include "config/explain_request.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "config/server_command.hpp"
#include "tests/config/temp_file.hpp"

using synfin::config::explain_request;
using synfin::config::server_action;
using synfin::config::test::temp_file;
using texts = std::vector<std::string>;

namespace {

auto parse(const texts& words) {
  std::vector<const char*> arguments{"synfin-server"};
  for (const auto& word : words) arguments.push_back(word.c_str());
  return synfin::config::parse_server_command(arguments);
}

std::string error_of(const texts& words) {
  const auto command = parse(words);
  REQUIRE_FALSE(command);
  CHECK(command.error().exit_status == 2);
  return command.error().text;
}

}  // namespace

TEST_CASE("explain: a path alone is a GET without fields") {
  const auto command = parse({"explain", "/docs/?q=1"});
  REQUIRE(command);
  CHECK(command->action == server_action::explain);
  CHECK(command->asked == explain_request{.target = "/docs/?q=1", .host = {}, .header_lines = {}});
  CHECK(command->settings == synfin::config::server_settings{});
}

TEST_CASE("explain: every flag of it and of the server is understood, before and after the path") {
  const temp_file file{"[site]\nlisting = true\n[[host]]\nname = 'a.example'\n"};
  const auto command = parse({"explain", "-c", file.path(), "-X", "HEAD", "/x", "-H", "Accept: text/html", "--host",
                              "a.example:80", "-H", "Accept-Encoding: br", "--tls", "--json", "--root", "site"});
  REQUIRE(command);
  CHECK(command->asked == explain_request{.target = "/x",
                                          .method = "HEAD",
                                          .host = "a.example:80",
                                          .header_lines = {"Accept: text/html", "Accept-Encoding: br"},
                                          .secure = true,
                                          .json = true});
  CHECK(command->config_file == file.path());
  CHECK(command->settings.site.listing);
  CHECK(command->settings.hosts.at(0).site.root == "site");
  CHECK(parse({"explain", "/x", "folder"})->settings.site.root == "folder");
}

TEST_CASE("explain: what is wrong is said, one line each") {
  CHECK(error_of({"explain"}) ==
        "synfin-server: no PATH given (like /docs/); to serve a folder called explain, say ./explain\n");
  CHECK(error_of({"explain", "docs"}) == "synfin-server: PATH \"docs\": not a path from a slash on (like /docs/)\n");
  CHECK(error_of({"explain", "/", "-H", "Accept"}) ==
        "synfin-server: --header \"Accept\": not a header (like 'Accept: text/html')\n");
  CHECK(error_of({"explain", "/", "-H", "A: b\nc"}) ==
        "synfin-server: --header \"A: b\\u000Ac\": CR, LF and NUL may not stand in a value\n");
  CHECK(error_of({"explain", "/", "-X", "PUT"}) == "synfin-server: --method \"PUT\": not one of GET, HEAD, OPTIONS\n");
  CHECK(error_of({"explain", "/", "--host", "a b"}) == "synfin-server: --host \"a b\": not NAME[:PORT]\n");
  CHECK(error_of({"explain", "/", "--host", "a", "-H", "host: b"}) ==
        "synfin-server: --header \"host: b\": give either --host or a Host field, not both\n");
  CHECK(error_of({"explain", "/", "--jsn"}) == "synfin-server: unknown flag --jsn; did you mean --json?\n");
  CHECK(error_of({"explain", "x", "-w", "x"}) ==
        "synfin-server: PATH \"x\": not a path from a slash on (like /docs/)\n"
        "synfin-server: --workers \"x\": not a whole number\n");
}

TEST_CASE("explain: it is a command only as the first word") {
  CHECK(parse({"--listing", "explain"})->settings.site.root == "explain");
  CHECK(parse({"./explain"})->settings.site.root == "./explain");
  CHECK(error_of({"-w", "1", "explain", "/x"}) == "synfin-server: unexpected argument /x\n");
}

TEST_CASE("explain: help tells of its own flags and of the server's") {
  const auto help = parse({"explain", "-h"});
  REQUIRE(help);
  CHECK(help->action == server_action::show_text);
  for (const auto* const name : {"PATH", "ROOT", "-X, --method", "-H, --header", "--tls", "--json", "--spa[=FILE]"}) {
    CAPTURE(name);
    CHECK(help->text.contains(name));
  }
}
