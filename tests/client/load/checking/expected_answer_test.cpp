#include "client/load/checking/expected_answer.hpp"

#include <doctest/doctest.h>

#include "tests/client/load/checking/expectations.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::load {
namespace {

using synfin::test::temp_site;
using test::expecting;
using test::plan_for;

TEST_CASE("expected answer: a status is a code or a class") {
  config::expectation_settings what;
  CHECK(expecting(what).takes(500));
  what.statuses = {"2xx", "304"};
  const auto made = expecting(what);
  for (const unsigned status : {200U, 204U, 299U, 304U}) CHECK(made.takes(status));
  for (const unsigned status : {100U, 199U, 300U, 303U, 404U, 500U}) CHECK_FALSE(made.takes(status));
}

TEST_CASE("expected answer: the files that paths name are read, each once; a path may have none") {
  const temp_site site;
  site.write("index.html", "start");
  site.write("a b.txt", "spaced");
  site.write("folder/index.html", "inside");
  config::expectation_settings what;
  what.root = site.root();
  const auto made =
      expecting(what, {"/", "/a%20b.txt?x", "/folder/", "/folder", "/missing", "/%2e%2e/etc/passwd", "/?again"});
  CHECK(made.of(0).file == "start");
  CHECK(made.of(0).request == "GET /");
  CHECK(made.of(1).file == "spaced");
  CHECK(made.of(1).path == site.root() + "/a b.txt");
  CHECK(made.of(2).file == "inside");
  CHECK_FALSE(made.of(3).file.has_value());
  CHECK_FALSE(made.of(4).file.has_value());
  CHECK_FALSE(made.of(5).file.has_value());
  CHECK(made.of(6).file.value_or("").data() == made.of(0).file.value_or("").data());
}

TEST_CASE("expected answer: a root that has none of the files, or paths that are templates, are errors") {
  const temp_site site;
  site.write("a", "x");
  config::expectation_settings what;
  what.root = site.root();
  CHECK(expected_answer::make(what, plan_for({"/b", "/c"})).error() ==
        "--expect-root: none of the paths asked for names a file in " + site.root());
  CHECK(expected_answer::make(what, plan_for({"/a?{counter}"})).error() ==
        "--expect-root: /a?{counter} is a template, and names no file");
  CHECK(expected_answer::make(what, plan_for({"/a"})).has_value());
}

}  // namespace
}  // namespace synfin::load
