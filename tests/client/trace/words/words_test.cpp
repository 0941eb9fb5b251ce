#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/trace/explain/lesson.hpp"
#include "client/trace/words/phrase.hpp"

namespace synfin::trace {
namespace {

/// The places in a text that are filled in.
std::set<char> places(std::string_view text) {
  std::set<char> found;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    found.insert(text.at(at + 1));
  }
  return found;
}

bool has_chinese(std::string_view text) {
  return load::columns(text) > static_cast<std::size_t>(std::ranges::count_if(
                                   text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80; }));
}

/// One can be filled in without a rest.
void check_filling(std::string_view text) {
  const std::string filled = fmt::format(fmt::runtime(text), "one", "two", "three", "four", "five", "six");
  CHECK(filled.find_first_of("{}") == std::string::npos);
}

void check_pair(std::string_view english, std::string_view chinese) {
  CAPTURE(english);
  CHECK_FALSE(english.empty());
  CHECK_FALSE(chinese.empty());
  CHECK(places(english).empty() == places(chinese).empty());
  CHECK_FALSE(has_chinese(english));
}

/// Both tables of an enum: each has a text of its own, with the same places.
template <typename Words>
void check_tables() {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Words::count); ++i) {
    const auto each = static_cast<Words>(i);
    check_pair(english(each), chinese(each));
    check_filling(english(each));
    check_filling(chinese(each));
  }
  CHECK(english(Words::count).empty());
  CHECK(chinese(Words::count).empty());
}

TEST_CASE("words: each phrase is in both languages, and has the same to fill in") {
  check_tables<phrase>();
  for (std::size_t i = 0; i < static_cast<std::size_t>(phrase::count); ++i) {
    CHECK(places(english(static_cast<phrase>(i))) == places(chinese(static_cast<phrase>(i))));
  }
}

TEST_CASE("words: each lesson is in both languages, and tells the same numbers") {
  check_tables<lesson>();
  for (std::size_t i = 0; i < static_cast<std::size_t>(lesson::count); ++i) {
    const auto each = static_cast<lesson>(i);
    CAPTURE(english(each));
    if (each != lesson::as_above) CHECK(has_chinese(chinese(each)));
    for (const char number : {'2', '3'}) {
      CHECK(places(english(each)).contains(number) == places(chinese(each)).contains(number));
    }
  }
}

TEST_CASE("words: both languages point to the same sections") {
  const auto sections = [](std::string_view text) {
    std::multiset<std::string> found;
    for (std::size_t at = text.find("RFC "); at != std::string_view::npos; at = text.find("RFC ", at + 1)) {
      const std::string_view rest = text.substr(at);
      found.emplace(rest.substr(0, rest.find_first_of(",;)\xef\xe3", 0)));
    }
    return found;
  };
  for (std::size_t i = 0; i < static_cast<std::size_t>(lesson::count); ++i) {
    const auto each = static_cast<lesson>(i);
    CAPTURE(english(each));
    CHECK(sections(english(each)) == sections(chinese(each)));
  }
}

TEST_CASE("words: a phrase is filled in") {
  CHECK(say(language::english, phrase::heading_exchange, 3) == "exchange 3");
  CHECK(say(language::chinese, phrase::heading_exchange, 3) == "第 3 次请求与应答");
}

}  // namespace
}  // namespace synfin::trace
