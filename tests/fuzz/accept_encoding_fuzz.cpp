#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/site/negotiation.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::server::site;
using synfin::http::field;

namespace {

/// The input as the lines of one field.
std::vector<field> lines_of(std::string_view name, std::string_view text) {
  std::vector<field> fields;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    fields.push_back({name, line});
  }
  return fields;
}

/// All lines as one, as an intermediary may join them (RFC 9110 §5.3).
std::string joined(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '\n', ',');
  return line;
}

void check_codings(std::string_view text) {
  const auto fields = lines_of("Accept-Encoding", text);
  const accepted_codings wanted = accepted(fields);
  for (const coding each : all_codings) {
    require(wanted.weight(each) <= 1000);
    const std::vector<coded_size> only{{each, 1}};
    require(choose(wanted, only).has_value() == (wanted.weight(each) > 0));
  }
  const std::vector<coded_size> all{
      {coding::identity, 40}, {coding::gzip, 30}, {coding::brotli, 20}, {coding::zstd, 20}};
  if (const auto chosen = choose(wanted, all)) {
    for (const coding each : all_codings) require(wanted.weight(each) <= wanted.weight(*chosen));
    if (wanted.identity_last && chosen == coding::identity) require(std::ranges::count(wanted.weights, 0) == 3);
  }
  const std::string line = joined(text);
  if (!fields.empty()) require(accepted(lines_of("accept-encoding", line + "\n")) == wanted);
}

/// Quotes may reach from line to line when they are joined; without any, nothing may change.
void check_forms(std::string_view text) {
  const auto fields = lines_of("Accept", text);
  const page_form form = form_wanted(fields);
  const bool html = wants_html(fields);
  if (text.contains('"')) return;
  const std::string line = joined(text);
  require(form_wanted(lines_of("accept", line)) == form && wants_html(lines_of("accept", line)) == html);
}

}  // namespace

/// A weight is at most one, what is chosen is accepted and the best, and it is all one how the members stand in lines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  check_codings(text);
  check_forms(text);
  return 0;
}
