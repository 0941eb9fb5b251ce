#include "config/explain_request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "common/http/fields.hpp"
#include "common/http/host.hpp"
#include "config/header_line.hpp"
#include "config/quoted.hpp"

namespace synfin::config {
namespace {

constexpr std::array<std::string_view, 3> methods{"GET", "HEAD", "OPTIONS"};

std::string wrong(std::string_view name, std::string_view value, std::string_view why) {
  return fmt::format("{} {}: {}", name, in_quotes(value), why);
}

void read_path(const given_flags& given, explain_request& into, std::vector<std::string>& problems) {
  if (!given.has("PATH")) {
    problems.emplace_back("no PATH given (like /docs/); to serve a folder called explain, say ./explain");
    return;
  }
  into.target = given.all("PATH").back();
  if (!into.target.starts_with('/')) {
    problems.push_back(wrong("PATH", into.target, "not a path from a slash on (like /docs/)"));
  }
}

void read_headers(const given_flags& given, explain_request& into, std::vector<std::string>& problems) {
  into.header_lines = given.all("--header");
  for (const auto& line : into.header_lines) {
    const auto header = parse_header_line(line);
    if (!header) {
      problems.push_back(wrong("--header", line, header.error()));
    } else if (given.has("--host") && http::equal_ignoring_case(header->first, "host")) {
      problems.push_back(wrong("--header", line, "give either --host or a Host field, not both"));
    }
  }
}

void read_method(const given_flags& given, explain_request& into, std::vector<std::string>& problems) {
  if (!given.has("--method")) return;
  into.method = given.all("--method").back();
  if (std::ranges::find(methods, into.method) != methods.end()) return;
  problems.push_back(wrong("--method", into.method, fmt::format("not one of {}", fmt::join(methods, ", "))));
}

void read_host(const given_flags& given, explain_request& into, std::vector<std::string>& problems) {
  if (!given.has("--host")) return;
  into.host = given.all("--host").back();
  if (!http::valid_host(into.host)) problems.push_back(wrong("--host", into.host, "not NAME[:PORT]"));
}

}  // namespace

std::vector<flag> explain_flags() {
  constexpr std::string_view group = "Request";
  return {
      {"PATH", "", "path of a URL, from the slash on, with its query if it has one"},
      {"-X,--method", "GET|HEAD|OPTIONS", "its method [GET]", group},
      {"--host", "NAME", "the host that it is for", group},
      {"-H,--header", "'NAME: VALUE'", "a field of it, repeatable", group},
      {"--tls", "", "it comes over HTTPS", group},
      {"--json", "", "explain in JSON", group},
  };
}

std::vector<std::string> read_explain_flags(const given_flags& given, explain_request& into) {
  std::vector<std::string> problems;
  read_path(given, into, problems);
  read_method(given, into, problems);
  read_host(given, into, problems);
  read_headers(given, into, problems);
  into.secure = given.has("--tls");
  into.json = given.has("--json");
  return problems;
}

}  // namespace synfin::config
