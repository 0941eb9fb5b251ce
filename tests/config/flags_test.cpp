#include "config/flags.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using synfin::config::flag;
using synfin::config::given_flags;
using texts = std::vector<std::string>;

namespace {

given_flags parse(const std::vector<const char*>& arguments) {
  static const std::array flags{
      flag{"URL", "", "what", "", true},  flag{"-l,--listen", "PORT", "where"},
      flag{"-t,--test", "", "only test"}, flag{"-v,--verbose", "", "more"},
      flag{"--body", "TEXT", "what"},     flag{"-s,--spa", "FILE", "page", "Options", false, "index.html"}};
  return synfin::config::parse_flags(flags, arguments);
}

}  // namespace

TEST_CASE("flags: every spelling of a value is understood") {
  for (const auto& line :
       std::vector<std::vector<const char*>>{{"--listen", "80"}, {"--listen=80"}, {"-l", "80"}, {"-l80"}}) {
    const auto given = parse(line);
    CHECK(given.problems.empty());
    CHECK(given.all("--listen") == texts{"80"});
  }
}

TEST_CASE("flags: values are kept as they are, whatever they look like") {
  for (const char* const value :
       {"", "-", "-x", "--listen", "[a,b]", "[]", "{}", "a b", "\"q\"", "a\nb", "%%", "true"}) {
    CAPTURE(value);
    const auto given = parse({"--body", value, "-t"});
    CHECK(given.problems.empty());
    CHECK(given.all("--body") == texts{value});
    CHECK(given.has("--test"));
  }
  CHECK(parse({"--body=", "x"}).all("--body") == texts{""});
  CHECK(parse({"--body=a=b"}).all("--body") == texts{"a=b"});
}

TEST_CASE("flags: repeated ones keep their order, joined switches and arguments work") {
  const auto given = parse({"a", "-l", "80", "b", "-tv", "-l", "81", "--", "-c"});
  CHECK(given.problems.empty());
  CHECK(given.all("--listen") == texts{"80", "81"});
  CHECK(given.all("URL") == texts{"a", "b", "-c"});
  CHECK(given.has("--test"));
  CHECK(given.has("--verbose"));
  CHECK_FALSE(given.has("--body"));
}

TEST_CASE("flags: what is not known is named, with what was probably meant") {
  CHECK(parse({"--lsten", "80"}).problems == texts{"unknown flag --lsten; did you mean --listen?"});
  CHECK(parse({"--lsten=80"}).problems == texts{"unknown flag --lsten; did you mean --listen?"});
  CHECK(parse({"--admin"}).problems == texts{"unknown flag --admin"});
  CHECK(parse({"-z"}).problems == texts{"unknown flag -z"});
  CHECK(parse({"--one", "--two"}).problems == texts{"unknown flag --one", "unknown flag --two"});
}

TEST_CASE("flags: a missing value and a value too many are refused") {
  CHECK(parse({"a", "--listen"}).problems == texts{"--listen needs a value"});
  CHECK(parse({"-l"}).problems == texts{"-l needs a value"});
  CHECK(parse({"--test=no"}).problems == texts{"--test takes no value"});
}

TEST_CASE("flags: one that may stand alone takes a value only behind a =") {
  CHECK(parse({"--spa"}).all("--spa") == texts{"index.html"});
  CHECK(parse({"-s"}).all("--spa") == texts{"index.html"});
  CHECK(parse({"--spa=app.html"}).all("--spa") == texts{"app.html"});
  CHECK(parse({"--spa=false"}).all("--spa") == texts{"false"});
  const auto given = parse({"--spa", "a", "--spa=b"});
  CHECK(given.all("--spa") == texts{"index.html", "b"});
  CHECK(given.all("URL") == texts{"a"});
  CHECK(given.problems.empty());
}
