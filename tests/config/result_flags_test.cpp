#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "config/client_command.hpp"

using synfin::config::compare_settings;
using synfin::config::convert_settings;
using synfin::config::merge_settings;
using synfin::config::result_form;
using texts = std::vector<std::string>;

namespace {

auto parse(const texts& words) {
  std::vector<const char*> arguments{"synfin-client"};
  for (const auto& word : words) arguments.push_back(word.c_str());
  return synfin::config::parse_client_command(arguments);
}

template <typename Settings>
Settings taken(const texts& words) {
  auto command = parse(words);
  REQUIRE_MESSAGE(command.has_value(), (command ? "" : command.error().text));
  REQUIRE(std::holds_alternative<Settings>(*command));
  return std::get<Settings>(*std::move(command));
}

std::string error_of(const texts& words) {
  const auto command = parse(words);
  REQUIRE_FALSE(command);
  CHECK(command.error().exit_status == 2);
  return command.error().text.substr(0, command.error().text.find('\n'));
}

}  // namespace

TEST_CASE("client merge: files and flags") {
  const auto s = taken<merge_settings>({"merge", "a.json", "-", "--json", "sum.json", "--force"});
  CHECK(s == merge_settings{.files = {"a.json", "-"}, .json = "sum.json", .force = true});
  CHECK(error_of({"merge"}) == "synfin-client: no FILE given");
  CHECK(error_of({"merge", "a", "--to", "x"}).starts_with("synfin-client: unknown flag"));
}

TEST_CASE("client compare: two files, or repeated runs of two sides") {
  compare_settings expected;
  expected.files = {"a", "b", "c"};
  CHECK(taken<compare_settings>({"compare", "a", "b", "c"}) == expected);
  compare_settings sides;
  sides.baseline = {"a", "b"};
  sides.candidate = {"c", "d"};
  sides.margin = 0.025;
  sides.html = "x.html";
  CHECK(taken<compare_settings>({"compare", "--margin", "2.5%", "--baseline", "a", "b", "--candidate", "c", "d",
                                 "--html", "x.html"}) == sides);
  CHECK(taken<compare_settings>({"compare", "--baseline=a", "--candidate", "c", "--candidate", "d", "--margin=2.5",
                                 "--html", "x.html", "--baseline", "b"})
            .candidate == texts{"c", "d"});
}

TEST_CASE("client compare: what does not go together is refused") {
  CHECK(error_of({"compare"}) == "synfin-client: two files are needed, the baseline and what is compared with it");
  CHECK(error_of({"compare", "a"}) == error_of({"compare"}));
  CHECK(error_of({"compare", "--baseline", "a"}) == "synfin-client: --baseline and --candidate need each other");
  CHECK(error_of({"compare", "x", "--baseline", "a", "--candidate", "b"}) ==
        "synfin-client: files stand either alone or behind --baseline and --candidate");
  for (const char* margin : {"", "x", "-1%", "101%", "1%%", "nan", "1 %"}) {
    CAPTURE(margin);
    CHECK(error_of({"compare", "a", "b", std::string("--margin=") + margin}).contains("--margin"));
  }
}

TEST_CASE("client convert: a file and a form") {
  const auto s = taken<convert_settings>({"convert", "--to", "vegeta", "a.json", "-o", "b.json"});
  CHECK(s == convert_settings{.to = result_form::vegeta, .file = "a.json", .output = "b.json"});
  CHECK(taken<convert_settings>({"convert", "-"}).output == "-");
  CHECK(error_of({"convert"}) == "synfin-client: no FILE given");
  CHECK(error_of({"convert", "--to", "wrk", "a"}).contains("--to"));
  CHECK(error_of({"convert", "a", "b"}) == "synfin-client: unexpected argument b");
}
