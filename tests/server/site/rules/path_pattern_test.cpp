#include "server/site/rules/path_pattern.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/site/rules/path_patterns.hpp"

namespace synfin::server::site::rules {
namespace {

using namespace std::string_view_literals;

struct sample {
  std::string_view pattern;
  std::vector<std::string_view> matched;
  std::vector<std::string_view> not_matched;
};

const sample samples[] = {
    {"/", {"/"}, {"/a", "", "a"}},
    {"/a.txt", {"/a.txt"}, {"/a.txt/", "/b/a.txt", "/aXtxt", "/a.tx", "a.txt", "/A.txt"}},
    {"/docs/", {"/docs/"}, {"/docs", "/docs/a"}},
    {"/docs/**", {"/docs", "/docs/", "/docs/a", "/docs/a/b/"}, {"/docsa", "/doc", "/", "/a/docs/b"}},
    {"/**", {"/", "/a", "/a/b", "/\xff\x01\n"}, {"", "a", "a/b"}},
    {"**", {"/", "/a", "/a/b"}, {"", "a"}},
    {"*", {"/", "/a", "/a/b", "/a/"}, {""}},
    {"*.pdf", {"/a.pdf", "/x/y/a.pdf", "/.pdf"}, {"/a.pdf/", "/a.pdf.gz", "/a.pdf/x", "/apdf"}},
    {"a.txt", {"/a.txt", "/x/a.txt"}, {"/xa.txt", "/a.txt/", "/a.txt/b"}},
    {"a*", {"/a", "/abc", "/x/abc"}, {"/ba", "/a/", "/a/b"}},
    {"*.*", {"/a.b", "/x/.b"}, {"/a", "/a.b/c", "/a.b/"}},
    {"a**b", {"/ab", "/x/aXb"}, {"/a/b"}},
    {"/*", {"/", "/a", "/.x"}, {"/a/", "/a/b"}},
    {"/*/", {"/a/"}, {"/", "/a", "/a/b/"}},
    {"/*.html", {"/a.html", "/.html"}, {"/a/b.html", "/a.htm"}},
    {"/a*", {"/a", "/abc"}, {"/a/", "/b", "/abc/d"}},
    {"/a**", {"/a", "/abc", "/a/b", "/abc/d/"}, {"/b", "/"}},
    {"/**.html", {"/a.html", "/a/b.html", "/.html"}, {"/a.html/", "/html"}},
    {"/**/x", {"/x", "/a/x", "/a/b/x"}, {"/ax", "/x/", "/x/a", "/"}},
    {"/**/x/**", {"/x", "/x/", "/x/y", "/a/x", "/a/b/x/y/z"}, {"/ax", "/a/xy", "/xx/y"}},
    {"/a/**/z", {"/a/z", "/a/b/z", "/a/b/c/z"}, {"/az", "/a/bz", "/a/z/", "/b/a/z"}},
    {"/a/**/", {"/a/", "/a/b/", "/a/b/c/"}, {"/a", "/a/b", "/ab/"}},
    {"/a/**/**", {"/a", "/a/", "/a/b", "/a/b/c"}, {"/ab"}},
    {"/*/**", {"/", "/a", "/a/", "/a/b/c"}, {""}},
    {"/a/*/c", {"/a/b/c", "/a/bb/c"}, {"/a/c", "/a/b/d/c", "/a/b/c/"}},
    {"/a/*-*.js", {"/a/x-y.js", "/a/-.js", "/a/x-y-z.js"}, {"/a/xy.js", "/a/x-y.jsx", "/a/b/x-y.js"}},
    {"/*a*b", {"/ab", "/xaxxb", "/aabab"}, {"/ba", "/a/b", "/abx"}},
    {"/a*/b*/c", {"/a/b/c", "/aX/bY/c"}, {"/aXbY/c", "/a/b/cc"}},
    {"/x/**.min.*", {"/x/a.min.js", "/x/y/a.min.css"}, {"/x/min.js", "/y/a.min.js"}},
    {"/caf\xc3\xa9/*", {"/caf\xc3\xa9/\xe2\x82\xac"}, {"/cafe/x"}},
    {"/a b/#(c)", {"/a b/#(c)"}, {"/a%20b/#(c)"}},
    {"/100%", {"/100%"}, {"/100"}},
};

TEST_CASE("a pattern matches what it stands for and nothing else") {
  for (const sample& each : samples) {
    CAPTURE(each.pattern);
    const auto pattern = path_pattern::parse(each.pattern);
    REQUIRE(pattern);
    CHECK(pattern->text() == each.pattern);
    for (const std::string_view path : each.matched) {
      CAPTURE(path);
      CHECK(pattern->matches(path));
    }
    for (const std::string_view path : each.not_matched) {
      CAPTURE(path);
      CHECK_FALSE(pattern->matches(path));
    }
  }
}

struct refusal {
  std::string_view text;
  std::string_view why;
};

constexpr refusal refused[] = {
    {"", "is empty"},
    {"docs/*.pdf", "must start with one: \"/docs/*.pdf\""},
    {"*/", "must start with one"},
    {"/***", "more than two *"},
    {"/a****b", "more than two *"},
    {"***", "more than two *"},
    {"/a\nb", "control byte"},
    {"/a\x7f", "control byte"},
    {"\t", "control byte"},
    {"/a\0b"sv, "control byte"},
    {"/a\\b", "backslash"},
    {"a\\b", "backslash"},
    {"//", "empty segments"},
    {"/a//b", "empty segments"},
    {"/a//", "empty segments"},
    {"/.", "segments . and .."},
    {"/a/./b", "segments . and .."},
    {"/a/../b", "segments . and .."},
    {"/..", "segments . and .."},
    {"..", "segments . and .."},
    {".", "segments . and .."},
    {"/a%20b", "percent-encoded"},
    {"*.%70df", "percent-encoded"},
    {"/a?b=c", "queries are not looked at"},
};

TEST_CASE("a pattern that can never match, or means something else than it seems to, is refused with the reason") {
  for (const auto& [text, why] : refused) {
    CAPTURE(text);
    const auto pattern = path_pattern::parse(text);
    REQUIRE_FALSE(pattern);
    CAPTURE(pattern.error());
    CHECK(pattern.error().contains(why));
  }
  CHECK(path_pattern::parse("/" + std::string(path_pattern::longest - 1, 'a')));
  CHECK_FALSE(path_pattern::parse("/" + std::string(path_pattern::longest, 'a')));
}

TEST_CASE("no pattern takes more than its length times the path's") {
  // A search that tried one way after the other would still be at it when the sun goes out.
  const std::string path = "/" + std::string(20'000, 'a');
  const std::string deep = [] {
    std::string text;
    for (int each = 0; each < 5'000; ++each) text += "/aa";
    return text;
  }();
  std::string stars = "/";
  std::string folders;
  for (int each = 0; each < 60; ++each) {
    stars += "*a";
    folders += "/**/a*a";
  }
  const std::vector<std::string> texts{stars + "*b", stars + "**b", "/**a*a*a*a*a*a*a*a*b", folders + "/b",
                                       folders + "*b"};
  for (const std::string& text : texts) {
    CAPTURE(text);
    const auto pattern = path_pattern::parse(text);
    REQUIRE(pattern);
    CHECK_FALSE(pattern->matches(path));
    CHECK_FALSE(pattern->matches(deep));
    CHECK(pattern->matches(path + "b") == !text.contains("/**/"));
  }
}

/// The plain meaning, as slow as it likes: for short patterns only.
bool means(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  const bool whole = pattern.starts_with("/**") && (pattern.size() == 3 || pattern[3] == '/');
  if (whole && means(pattern.substr(3), path)) return true;
  const bool any = pattern.starts_with("**");
  if (any || pattern.starts_with('*')) {
    if (means(pattern.substr(any ? 2 : 1), path)) return true;
    return !path.empty() && (any || path.front() != '/') && means(pattern, path.substr(1));
  }
  return !path.empty() && path.front() == pattern.front() && means(pattern.substr(1), path.substr(1));
}

/// All texts of up to `longest` of these bytes.
std::vector<std::string> texts_of(std::string_view bytes, std::size_t longest) {
  std::vector<std::string> all{""};
  for (std::size_t at = 0; at < all.size() && all[at].size() < longest; ++at) {
    for (const char c : bytes) all.push_back(all[at] + c);
  }
  return all;
}

TEST_CASE("every short pattern matches the short paths that its plain meaning has, and covers only what it matches") {
  const std::vector<std::string> paths = texts_of("/ab", 5);
  std::vector<path_pattern> patterns;
  for (const std::string& text : texts_of("/a*", 6)) {
    if (const auto pattern = path_pattern::parse(text)) patterns.push_back(*pattern);
  }
  REQUIRE(patterns.size() > 150);
  std::vector<std::vector<bool>> matched;
  for (const path_pattern& pattern : patterns) {
    matched.emplace_back();
    for (const std::string& path : paths) {
      const bool last = !pattern.text().contains('/');
      const std::string_view held = last ? std::string_view{path}.substr(path.rfind('/') + 1) : std::string_view{path};
      const bool wanted = path.starts_with('/') && means(pattern.text(), held);
      matched.back().push_back(pattern.matches(path));
      if (matched.back().back() == wanted) continue;
      FAIL_CHECK(pattern.text() << " and " << path);
    }
  }
  for (std::size_t outer = 0; outer < patterns.size(); ++outer) {
    for (std::size_t inner = 0; inner < patterns.size(); ++inner) {
      if (!patterns[outer].covers(patterns[inner])) continue;
      for (std::size_t at = 0; at < paths.size(); ++at) {
        if (!matched[inner][at] || matched[outer][at]) continue;
        FAIL_CHECK(patterns[outer].text() << " covers " << patterns[inner].text() << " but not " << paths[at]);
      }
    }
  }
}

TEST_CASE("a pattern covers another where that is plain to see") {
  const auto covers = [](std::string_view outer, std::string_view inner) {
    return path_pattern::parse(outer)->covers(*path_pattern::parse(inner));
  };
  CHECK(covers("/**", "*.pdf"));
  CHECK(covers("*", "/a/**"));
  CHECK(covers("/a/**", "/a/b/**"));
  CHECK(covers("/a/**", "/a"));
  CHECK(covers("/a/**", "/a/*.js"));
  CHECK(covers("*.js", "/a/x.js"));
  CHECK(covers("*.js", "*.min.js"));
  CHECK(covers("*.js", "x.js"));
  CHECK(covers("/a*b", "/a*b"));
  CHECK_FALSE(covers("/a/**", "/**"));
  CHECK_FALSE(covers("/a/**", "/a*"));
  CHECK_FALSE(covers("/a/**", "/ab/**"));
  CHECK_FALSE(covers("*.js", "/a/**"));
  CHECK_FALSE(covers("*.min.js", "*.js"));
}

TEST_CASE("any pattern of a list and either path of a subject may match") {
  problems found;
  const std::vector<std::string> texts{"*.html", "/a/**"};
  const path_patterns patterns = path_patterns::parse(texts, "x:1:1", found);
  CHECK(found.empty());
  CHECK(patterns.matches(subject{"/about", "/about.html"}));
  CHECK(patterns.matches(subject{"/a/", "/other/index.txt"}));
  CHECK(patterns.matches(subject{"/x.html", ""}));
  CHECK_FALSE(patterns.matches(subject{"/about", "/about.txt"}));
  CHECK_FALSE(patterns.matches(subject{"/about", ""}));
  CHECK_FALSE(patterns.matches(subject{"", ""}));
  CHECK_FALSE(path_patterns{}.matches("/"));
}

TEST_CASE("patterns that are none, and no patterns at all, are problems of their rule") {
  problems found;
  const std::vector<std::string> texts{"a/b", "/fine", "/x//y"};
  const path_patterns patterns = path_patterns::parse(texts, "x:1:1", found);
  REQUIRE(found.size() == 2);
  CHECK(found[0].place == "x:1:1");
  CHECK(found[0].text.starts_with("pattern \"a/b\" has a slash"));
  CHECK(found[1].text.starts_with("pattern \"/x//y\" can never match"));
  CHECK(patterns.matches("/fine"));
  found.clear();
  path_patterns::parse({}, "x:2:1", found);
  CHECK(found.size() == 1);
}

}  // namespace
}  // namespace synfin::server::site::rules
