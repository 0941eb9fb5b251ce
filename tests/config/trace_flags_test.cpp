#include "config/trace_flags.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::config {
namespace {

using std::chrono::seconds;

/// What is wrong with a line; empty if nothing is.
std::string problem_of(const std::vector<const char*>& line, trace_settings& into) {
  const auto taken = take_line(trace_flags(into), line);
  if (!taken.problems.empty()) return taken.problems.front();
  return trace_problem(into).value_or("");
}

std::string problem_of(const std::vector<const char*>& line) {
  trace_settings ignored;
  return problem_of(line, ignored);
}

TEST_CASE("trace flags: each output has a file of its own") {
  trace_settings settings;
  CHECK(
      problem_of({"http://a/", "--json", "-", "--svg", "a.svg", "--mermaid", "a.mmd", "--pcapng", "a.pcapng"}, settings)
          .empty());
  CHECK(settings.json == "-");
  CHECK(settings.svg == "a.svg");
  CHECK(settings.mermaid == "a.mmd");
  CHECK(settings.pcapng == "a.pcapng");
  CHECK(problem_of({"http://a/", "--json", "-", "--mermaid", "-"}) ==
        "--json and --mermaid both name standard output: each needs a file of its own");
  CHECK(problem_of({"--read", "a", "--svg", "b", "--pcapng", "b"}) ==
        "--svg and --pcapng both name b: each needs a file of its own");
}

TEST_CASE("trace flags: the second connection is as the first but for what it is told") {
  trace_settings first;
  REQUIRE(problem_of({"http://a/", "--requests", "2", "--timeout", "5s", "--compare", "https://b/", "--second",
                      "--requests 7  --insecure"},
                     first)
              .empty());
  const auto second = second_of(first);
  REQUIRE(second.has_value());
  CHECK(second->url == "https://b/");
  CHECK(second->requests == 7);
  CHECK(second->timeout == seconds(5));
  CHECK(second->tls.insecure);
  CHECK(second->compare.empty());
  CHECK(first.requests == 2);
  CHECK_FALSE(first.tls.insecure);
}

TEST_CASE("trace flags: what the second connection cannot be told") {
  const auto wrong = [](const char* flags) {
    return problem_of({"http://a/", "--compare", "http://a/", "--second", flags});
  };
  CHECK(wrong("--requests 0").starts_with("--second: --requests "));
  CHECK(wrong("--requets 3").starts_with("--second: "));
  CHECK(wrong("--json x").starts_with("--second: "));
  CHECK(wrong("--read x").starts_with("--second: "));
  CHECK(wrong("--compare http://c/").starts_with("--second: "));
  CHECK(wrong("http://c/").starts_with("--second: "));
  CHECK(wrong("--resume") == "--second: --resume is for https:// URLs: it resumes a TLS session");
  CHECK(wrong("--cert a.pem") == "--second: --cert needs --key, the file of its key");
}

TEST_CASE("trace flags: frames are of a capture") {
  CHECK(
      problem_of({"http://a/", "--pcapng", "x", "--view", "kernel"}).starts_with("--pcapng writes what was captured"));
  CHECK(problem_of({"http://a/", "--pcapng", "x", "--view", "any"}).empty());
}

TEST_CASE("trace flags: what does not go with --compare") {
  CHECK(problem_of({"http://a/", "--second", "--requests 3"}) == "--second needs --compare URL");
  CHECK(problem_of({"--read", "x", "--compare", "http://a/"}).starts_with("--compare makes two connections"));
  CHECK(problem_of({"http://a/", "--compare", "http://a/", "--svg", "x"}).starts_with("--compare shows two"));
  CHECK(problem_of({"http://a/", "--compare", "nonsense"}).starts_with("--compare "));
}

}  // namespace
}  // namespace synfin::config
