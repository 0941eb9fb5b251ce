#include "common/http1/head_scanner.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace synfin::http1 {
namespace {

using namespace std::string_view_literals;
using verdict = head_scanner::verdict;

constexpr head_scanner::limits bounds{20, 60, 3};

/// The verdict on bytes that come in two parts.
verdict scan(std::string_view bytes, std::size_t cut) {
  head_scanner scanner(bounds);
  const auto first = scanner.scan(bytes.substr(0, cut));
  if (first.outcome != verdict::more) return first.outcome;
  CHECK(first.consumed == cut);
  return scanner.scan(bytes.substr(cut)).outcome;
}

struct sample {
  std::string bytes;
  verdict expected;
};

std::string text(std::string_view view) { return std::string(view); }

const sample samples[] = {
    {"a\r\n\r\n", verdict::complete},
    {"a\r\nb\r\n\r\n", verdict::complete},
    {"\r\n\r\n\r\na\r\n\r\n", verdict::complete},
    {"a\r\nb\tc d\r\n\r\n", verdict::complete},
    {"", verdict::more},
    {"\r\n\r\n", verdict::more},
    {"a\r\n", verdict::more},
    {"a\r\n\r", verdict::more},
    {"a\n", verdict::malformed},
    {"\n", verdict::malformed},
    {"a\r\nb\n\r\n", verdict::malformed},
    {"a\r\nb\r\n\n", verdict::malformed},
    {"a\rb\r\n\r\n", verdict::malformed},
    {"a\r\r\n\r\n", verdict::malformed},
    {"\r\ra", verdict::malformed},
    {"a\r\n\ra", verdict::malformed},
    {"a\r\n b\r\n\r\n", verdict::malformed},
    {"a\r\n\tb\r\n\r\n", verdict::malformed},
    {"a\r\nb\r\n c\r\n\r\n", verdict::malformed},
    {text("a\0b\r\n\r\n"sv), verdict::malformed},
    {text("a\r\nb\0\r\n\r\n"sv), verdict::malformed},
    {std::string(19, 'a') + "\r\n\r\n", verdict::complete},
    {std::string(20, 'a') + "\r\n\r\n", verdict::target_long},
    {std::string(20, 'a'), verdict::more},
    {std::string(21, 'a'), verdict::target_long},
    {"\r\n" + std::string(21, 'a'), verdict::target_long},
    {"a\r\n" + std::string(53, 'b') + "\r\n\r\n", verdict::complete},
    {"a\r\n" + std::string(54, 'b') + "\r\n\r\n", verdict::too_large},
    {"a\r\n" + std::string(56, 'b') + "\r\n\r\n", verdict::too_large},
    {"a\r\n" + std::string(99, 'b'), verdict::too_large},
    {"a\r\nb\r\nc\r\nd\r\n\r\n", verdict::complete},
    {"a\r\nb\r\nc\r\nd\r\ne\r\n\r\n", verdict::too_large},
    {text("a\r\nb\r\nc\r\nd\r\ne\r\n\0"sv), verdict::too_large},
};

TEST_CASE("the verdict on a head does not depend on where it is cut") {
  for (const auto& [bytes, expected] : samples) {
    CAPTURE(bytes);
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
      CAPTURE(cut);
      CHECK(scan(bytes, cut) == expected);
    }
  }
}

TEST_CASE("a head is consumed to the end of its empty line, and the next one starts behind it") {
  head_scanner scanner(bounds);
  const std::string_view two = "a\r\n\r\nb\r\n\r\n";
  CHECK_FALSE(scanner.started());
  const auto first = scanner.scan(two);
  CHECK(first.outcome == verdict::complete);
  CHECK(first.consumed == 5);
  CHECK(scanner.started());
  scanner.restart();
  CHECK_FALSE(scanner.started());
  CHECK(scanner.scan(two.substr(5)).consumed == 5);
}

TEST_CASE("empty lines before the first count towards the limit of the head") {
  std::string lines;
  for (int count = 0; count < 31; ++count) lines += "\r\n";
  CHECK(scan(lines, 7) == verdict::too_large);
}

TEST_CASE("field lines alone end at their first empty line") {
  head_scanner scanner(bounds);
  scanner.restart_in_fields();
  CHECK(scanner.scan("\r\n").outcome == verdict::complete);
  scanner.restart_in_fields();
  CHECK(scanner.scan("a\r\n\r\n").outcome == verdict::complete);
  scanner.restart_in_fields();
  CHECK(scanner.scan(" a\r\n\r\n").outcome == verdict::malformed);
}

}  // namespace
}  // namespace synfin::http1
