#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "server/site/conditional.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::server::site;
using synfin::wall_seconds;
using synfin::http::field;
using synfin::http::method;

namespace {

constexpr std::array<std::string_view, 5> names{"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since",
                                                "If-Range"};

/// Each line of the input is a field: its first byte chooses the name, the rest is the value.
std::vector<field> fields_of(std::string_view text) {
  std::vector<field> fields;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty()) continue;
    fields.push_back({names[static_cast<unsigned char>(line.front()) % names.size()], line.substr(1)});
  }
  return fields;
}

bool has(const std::vector<field>& fields, std::string_view name) {
  return synfin::http::find(fields, name).has_value();
}

bool says(const std::vector<field>& fields, std::string_view name, std::string_view what) {
  return std::ranges::any_of(fields, [&](const field& line) { return line.name == name && line.value.contains(what); });
}

}  // namespace

/// 304 is for GET and HEAD, and no outcome comes without the field that asks for it; a tag counts only where it is
/// said.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto fields = fields_of({reinterpret_cast<const char*>(data), size});
  const wall_seconds changed{std::chrono::seconds{784'111'777}};
  const wall_seconds now = changed + std::chrono::hours{24};
  const validators current{R"("a,b")", changed};
  const validators weak{R"(W/"a,b")", changed};

  synfin::http::request_head request;
  request.fields = fields;
  request.method = method::get;
  const precondition got = evaluate(request, current, now);
  if (got == precondition::not_modified) require(has(fields, names[1]) || has(fields, names[2]));
  if (got == precondition::failed) require(has(fields, names[0]) || has(fields, names[3]));
  if (has(fields, names[0]) && got != precondition::failed) {
    require(says(fields, names[0], current.etag) || says(fields, names[0], "*"));
  }
  if (got == precondition::not_modified && has(fields, names[1])) {
    require(says(fields, names[1], current.etag) || says(fields, names[1], "*"));
  }
  if (range_allowed(request, current, now) && has(fields, names[4])) {
    require(says(fields, names[4], current.etag) || says(fields, names[4], "1994") || says(fields, names[4], "-94 "));
  }
  if (evaluate(request, weak, now) != precondition::failed) {
    require(!has(fields, names[0]) || says(fields, names[0], "*"));
  }

  request.method = method::head;
  require(evaluate(request, current, now) == got);
  request.method = method::other;
  require(evaluate(request, current, now) != precondition::not_modified);
  return 0;
}
