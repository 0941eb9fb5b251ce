#include "server/http2/priority.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string_view>

namespace synfin::server::http2 {
namespace {

struct sample {
  std::string_view text;
  std::optional<priority> expected;
};

constexpr priority plain{};
constexpr std::optional<priority> malformed;

const sample samples[] = {
    {"", plain},
    {"   ", plain},
    {"u=0", priority{0, false}},
    {"u=7", priority{7, false}},
    {"i", priority{3, true}},
    {"i=?1", priority{3, true}},
    {"i=?0", plain},
    {"u=1, i", priority{1, true}},
    {"u=1,i", priority{1, true}},
    {" u=5 \t,\t i ", priority{5, true}},
    {"i;a;b=2, u=2;x", priority{2, true}},
    {"u=2;a=\"x\\\"y\"; b=:YQ==:, i", priority{2, true}},
    // What is named again counts as it stands last.
    {"u=1, u=6", priority{6, false}},
    {"i, i=?0", plain},
    {"u=1, u=9", plain},
    // Out of range or of a wrong type: passed over.
    {"u=8, i", priority{3, true}},
    {"u=-1", plain},
    {"u=-0", priority{0, false}},
    {"u=03", plain},
    {"u=10", plain},
    {"u=1.5", plain},
    {"u=abc", plain},
    {"u=\"1\"", plain},
    {"u=?1", plain},
    {"u", plain},
    {"u=(1 2);a, i", priority{3, true}},
    {"i=1", plain},
    {"i=*", plain},
    // Others' members.
    {"a=1, *b=(x \"y\" ?0);c, u=4", priority{4, false}},
    {"a=(), u=4", priority{4, false}},
    {"x-1_.*=:aGk=:, u=4", priority{4, false}},
    {"a=123456789012345, b=123456789012.123, u=4", priority{4, false}},
    // No dictionary.
    {"u=1,", malformed},
    {"u=1 i", malformed},
    {",u=1", malformed},
    {"U=1", malformed},
    {"u =1", malformed},
    {"u= 1", malformed},
    {"u=", malformed},
    {"u=1;", malformed},
    {"u=1;A", malformed},
    {"u=--1", malformed},
    {"u=-", malformed},
    {"u=1.", malformed},
    {"u=1.1234", malformed},
    {"a=1234567890123456", malformed},
    {"a=1234567890123.1", malformed},
    {"i=?2", malformed},
    {"i=?", malformed},
    {"a=\"x", malformed},
    {"a=\"\\x\"", malformed},
    {"a=\"\x7f\"", malformed},
    {"a=:x", malformed},
    {"a=(1", malformed},
    {"a=(1\"x\")", malformed},
    {"a=((1))", malformed},
    {"a={}", malformed},
    {"\tu=1", malformed},
};

TEST_CASE("a priority field is read as the dictionary that it is") {
  for (const auto& [text, expected] : samples) {
    CAPTURE(text);
    CHECK((parse_priority(text) == expected));
  }
}

}  // namespace
}  // namespace synfin::server::http2
