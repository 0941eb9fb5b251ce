#include "server/site/rules/redirect_loops.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace synfin::server::site::rules {
namespace {

struct line {
  std::string from;
  std::string to;
  const char* host = "";
  std::size_t status = 301;
};

redirect_table table_of(const std::vector<line>& lines) {
  std::vector<config::redirect_rule> rules;
  rules.reserve(lines.size());
  for (const line& each : lines) {
    rules.push_back({each.from, each.to, each.status, each.host, "x:" + std::to_string(rules.size() + 1)});
  }
  problems found;
  redirect_table table = redirect_table::build(rules, found);
  for (const problem& each : found) FAIL_CHECK(each.text);
  return table;
}

problems loops_of(const std::vector<line>& lines, const std::vector<std::string>& names = {"example.org"}) {
  problems found;
  find_loops(table_of(lines), names, found);
  return found;
}

std::string shown(const std::vector<line>& lines) {
  std::string text;
  for (const line& each : lines) text += each.from + " -> " + each.to + " " + each.host + "; ";
  return text;
}

const std::vector<line> endless[] = {
    {{"/a", "/a"}},
    {{"/a", "/%61"}},
    {{"/a", "/a?x"}},
    {{"/a", "/a#x"}},
    {{"/a", "/b"}, {"/b", "/a"}},
    {{"/a", "/b"}, {"/b", "/c"}, {"/c", "/a"}},
    {{"/a/**", "/a/**"}},
    {{"/a/**", "/a"}},
    {{"/a/**", "/a/b/**"}},
    {{"/a/**", "/a/a/a/**"}},
    {{"/**", "/x"}},
    {{"/**", "/x/**"}},
    {{"/**", "/x-**"}},
    {{"/**", "/**"}},
    {{"/a/**", "/a/b"}},
    {{"/a/**", "/a/"}},
    {{"/old/**", "/new/**"}, {"/new/**", "/old/**"}},
    {{"/old/**", "/new/**"}, {"/new/**", "/old/x/**"}},
    {{"/old/**", "/new/**"}, {"/new/x", "/old/x"}},
    {{"/old/**", "/new/**"}, {"/new", "/old"}},
    {{"/old/**", "/new/**"}, {"/new/", "/old/"}},
    {{"/old/**", "/new/**"}, {"/new/a/b/c", "/old/a/b/c"}},
    {{"/old/**", "/new/**"}, {"/new/a/**", "/old/a/**"}},
    {{"/a", "/b/x"}, {"/b/**", "/**"}, {"/x", "/a"}},
    {{"/a/**", "/b-**"}, {"/b-x/**", "/a/x/**"}},
    {{"/**", "/x"}, {"/x", "/y"}},
    {{"/a/b/**", "/a/**"}, {"/a", "/a/b"}},
    {{"/keep", "/fine"}, {"/**", "/x/**"}},
    {{"/x/y", "/z", "", 410}, {"/a", "/x/y/"}, {"/x/**", "/a"}},

    {{"/a", "https://example.org/a"}},
    {{"/a", "http://EXAMPLE.org:80/a"}},
    {{"/a", "https://example.org.//a"}},
    {{"/**", "https://example.org/**"}},
    {{"/a", "/a", "example.org"}},
    {{"/a", "https://example.org/b", "example.org"}, {"/b", "/a"}},
};

TEST_CASE("redirects that never end are found") {
  for (std::vector<line> lines : endless) {
    // 410 rules have no target; the table writes one for the eye.
    for (line& each : lines) {
      if (each.status == 410) each.to.clear();
    }
    CAPTURE(shown(lines));
    CHECK(loops_of(lines).size() == 1);
  }
}

const std::vector<line> ending[] = {
    {},
    {{"/a", "/b"}},
    {{"/a", "/a/"}},
    {{"/a/", "/a"}},
    {{"/a", "/A"}},
    {{"/a", "/a%25"}},
    {{"/a", "/b"}, {"/b", "/c"}, {"/c", "/d"}},
    {{"/a/**", "/b/**"}},
    {{"/a/**", "/ab/**"}},
    {{"/a/**", "/a-b/**"}},
    {{"/a/b/**", "/a/**"}},
    {{"/latest/**", "/v2/**"}, {"/v1/**", "/v2/old/**"}},
    {{"/old/**", "/new/**"}, {"/new/**", "/newest/**"}},
    {{"/a/**", "/**"}},
    {{"/a/**", "/b"}, {"/b/**", "/c"}},
    {{"/a", ""}, {"/**", "/a"}},
    {{"/new/**", ""}, {"/old/**", "/new/**"}, {"/new/**", "/old/**"}},
    {{"/x", "/y"}, {"/a/**", "/x"}},
    {{"/old/keep", "/kept"}, {"/old/**", "/new/**"}},
    {{"/a/x", "/b"}, {"/a/**", "/c/**"}, {"/c/x", "/a/x"}},

    {{"/a", "https://example.org:8443/a"}},
    {{"/a", "https://other.example/a"}},
    {{"/**", "https://www.example.org/**"}},
    {{"/**", "https://example.org/**", "www.example.org"}},
    {{"/a", "/a", "other.example"}},
    {{"/a", "/b", "a.example"}, {"/b", "/a", "b.example"}},
    {{"/a", "https://example.org/a%2fb"}},
};

TEST_CASE("redirects that end for every path are let be") {
  for (std::vector<line> lines : ending) {
    for (line& each : lines) {
      if (each.to.empty()) each.status = 410;
    }
    CAPTURE(shown(lines));
    for (const problem& each : loops_of(lines)) FAIL_CHECK(each.text);
  }
}

struct named {
  std::vector<std::string> names;
  std::vector<line> lines;
  std::size_t circles;
};

const named hosts[] = {
    {{"example.org", "www.example.org"}, {{"/**", "https://www.example.org/**"}}, 1},
    {{"example.org", "www.example.org"}, {{"/**", "https://www.example.org/**", "example.org"}}, 0},
    {{"example.org", "*.example.org"}, {{"/**", "https://example.org/**", "*.example.org"}}, 0},
    {{"example.org", "*.example.org"}, {{"/**", "https://www.example.org/**", "*.example.org"}}, 1},
    {{"example.org", "*.example.org"}, {{"/**", "https://www.example.org/**"}}, 1},
    {{"*.example.org"}, {{"/a", "/b", "*.x.example.org"}, {"/b", "/a"}}, 1},
    {{"*.example.org"}, {{"/a", "/b", "a.example.org"}, {"/b", "/a", "b.example.org"}}, 0},
    {{"*.example.org"}, {{"/a", "/b", "a.example.org"}, {"/b", "/a", "*.example.org"}}, 1},
    {{"a.example", "b.example"},
     {{"/**", "https://b.example/**", "a.example"}, {"/**", "https://a.example/**", "b.example"}},
     1},
    {{"a.example"}, {{"/**", "https://b.example/**", "a.example"}, {"/**", "https://a.example/**", "b.example"}}, 0},
    {{}, {{"/**", "https://b.example/**", "a.example"}, {"/**", "https://a.example/**", "b.example"}}, 1},
    {{}, {{"/**", "https://www.example.org/**"}}, 0},
    {{}, {{"/**", "https://www.example.org/**", "*.example.org"}}, 1},
    {{}, {{"/**", "https://www.example.org/**", "example.org"}}, 0},
    {{}, {{"/a", "/b"}, {"/b", "/a", "x.example"}}, 1},
    {{}, {{"/a", "/a"}}, 1},
};

TEST_CASE("a redirect leads back only to hosts that it is for") {
  for (const auto& [names, lines, circles] : hosts) {
    CAPTURE(shown(lines));
    CHECK(loops_of(lines, names).size() == circles);
  }
}

TEST_CASE("a circle is reported once, with its first rule's place, its rules and a path that runs in it") {
  const problems found =
      loops_of({{"/x", "/old/1"}, {"/new/**", "/old/**"}, {"/old/**", "/new/**"}, {"/y/**", "/old/**"}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].place == "x:2");
  CHECK(found[0].text ==
        "redirects lead in a circle: \"/new/**\" (x:2), then \"/old/**\" (x:3). Who asks for \"/new/1\" never gets an "
        "answer. Let one lead elsewhere, or be for a host that it does not lead to");
  const problems own = loops_of({{"/a/**", "/a/b/**"}});
  REQUIRE(own.size() == 1);
  CHECK(own[0].text.starts_with("redirect \"/a/**\" leads to itself. Who asks for \"/a/b"));
  CHECK(loops_of({{"/a", "/a"}, {"/b/**", "/b/c/**"}, {"/c", "/d"}, {"/d", "/c"}}).size() == 3);
}

TEST_CASE("a chain that browsers give up on is a problem, one that they follow is not") {
  std::vector<line> lines;
  for (std::size_t each = 0; each <= longest_chain; ++each) {
    lines.push_back({"/" + std::to_string(each), "/" + std::to_string(each + 1)});
  }
  REQUIRE(loops_of(lines).empty());
  lines.push_back({"/begin", "/0"});
  const problems found = loops_of(lines);
  REQUIRE(found.size() == 1);
  CHECK(found[0].text.contains("chain of more than 20 redirects"));
}

/// Does the path come round, or grow beyond any that the rules alone could make?
bool never_ends(const redirect_table& table, std::string path) {
  std::vector<std::string> seen;
  for (int hops = 0; hops < 60; ++hops) {
    const redirect* rule = table.first("example.org", path);
    if (rule == nullptr) return false;
    if (std::ranges::find(seen, path) != seen.end()) return true;
    seen.push_back(path);
    path = rule->to.next_path(rule->from.remainder(path).value_or(""));
  }
  return true;
}

TEST_CASE("what is found never ends, and what is not found ends, for small rules of any kind and every short path") {
  std::vector<std::string> paths{""};
  for (std::size_t at = 0; at < paths.size() && paths.size() < 3'000; ++at) {
    for (const char* segment : {"/a", "/b", "/c", "/ab"}) paths.push_back(paths[at] + segment);
  }
  const std::size_t folders = paths.size();
  for (std::size_t at = 0; at < folders; ++at) paths.push_back(paths[at] + "/");
  const std::array<std::string, 10> from{"/a",   "/b",      "/a/",     "/a/**", "/b/**",
                                         "/a/b", "/a/b/**", "/b/a/**", "/**",   "/ab/**"};
  const std::array<std::string, 6> to{"/a", "/b", "/a/b", "/b/a", "/c", "/ab"};
  const std::array<std::string, 6> rest{"/a/**", "/b/**", "/a/b/**", "/**", "/c/**", "/a**"};
  std::mt19937 random{7};
  std::array<int, 2> verdicts{};
  for (int round = 0; round < 600; ++round) {
    std::vector<line> lines;
    for (std::size_t count = 1 + random() % 4; count > 0; --count) {
      const std::string& start = from[random() % from.size()];
      const bool remainder = start.ends_with("**") && random() % 4 != 0;
      lines.push_back({start, remainder ? rest[random() % rest.size()] : to[random() % to.size()]});
    }
    const redirect_table table = table_of(lines);
    const bool found = !loops_of(lines).empty();
    const bool loops = std::ranges::any_of(paths, [&](const std::string& path) { return never_ends(table, path); });
    ++verdicts[found ? 1 : 0];
    if (found == loops) continue;
    FAIL_CHECK(shown(lines) << (found ? "found" : "missed"));
  }
  CHECK(verdicts[0] > 100);
  CHECK(verdicts[1] > 100);
}

}  // namespace
}  // namespace synfin::server::site::rules
