#include "config/toml_document.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using synfin::config::read_toml;
using synfin::config::source_value;
using synfin::config::text_place;
using form = source_value::form;

TEST_CASE("toml document: keys come in the order of the text, with path, value and place") {
  const auto whole = read_toml("[b]\nz = 7\na = 'x'\n[a]\nlist = ['1', 2]\n");
  REQUIRE(whole);
  const auto* const entries = &whole->entries;
  REQUIRE(entries->size() == 3);
  CHECK((*entries)[0].path == "b.z");
  CHECK((*entries)[0].value.is == form::integer);
  CHECK((*entries)[0].value.texts.at(0) == "7");
  CHECK((*entries)[1].path == "b.a");
  CHECK((*entries)[1].value.is == form::text);
  CHECK((*entries)[1].key_at == text_place{3, 1});
  CHECK((*entries)[1].value_at == text_place{3, 5});
  CHECK((*entries)[2].path == "a.list");
  CHECK((*entries)[2].value.is == form::list);
  CHECK((*entries)[2].value.texts.size() == 2);
  CHECK((*entries)[2].shown == "[\"1\", 2]");
}

TEST_CASE("toml document: dotted keys and inline tables give the same paths, odd names are quoted") {
  CHECK(read_toml("a.b.c = 1")->entries.at(0).path == "a.b.c");
  CHECK(read_toml("a = { b = { c = 1 } }")->entries.at(0).path == "a.b.c");
  CHECK(read_toml("\"a.b\" = 1")->entries.at(0).path == "\"a.b\"");
  CHECK(read_toml("\"\" = 1")->entries.at(0).path == "\"\"");
  CHECK(read_toml("\"a\\nb\" = 1")->entries.at(0).path == "\"a\\u000Ab\"");
}

TEST_CASE("toml document: other kinds of value have no texts, but are shown") {
  for (const std::string_view value : {"1.5", "1979-05-27", "[1.5]", "[[1]]", "[1, { a = 1 }]"}) {
    CAPTURE(value);
    const auto entries = read_toml("k = " + std::string{value});
    REQUIRE(entries);
    CHECK(entries->entries.at(0).value.is == form::other);
    CHECK(entries->entries.at(0).value.texts.empty());
    CHECK(entries->entries.at(0).shown.front() == value.front());
  }
  CHECK(read_toml("k = true")->entries.at(0).value.is == form::boolean);
  CHECK(read_toml("k = true")->entries.at(0).value.texts == std::vector<std::string>{"true"});
  CHECK(read_toml("[t]")->entries.at(0).value.is == form::table);
  CHECK(read_toml("")->entries.empty());
}

TEST_CASE("toml document: the elements of arrays of tables are tables with paths of their own") {
  const auto whole = read_toml("[[host]]\na = 1\n  [[host.rule]]\n  b.c = 2\n[[host]]\n[x]\nlist = [{ d = 3 }]\n");
  REQUIRE(whole);
  CHECK(whole->entries.empty());
  REQUIRE(whole->tables.size() == 3);
  const auto& first = whole->tables[0];
  CHECK(first.path == "host");
  CHECK(first.at == text_place{1, 1});
  CHECK(first.entries.at(0).path == "a");
  CHECK(first.tables.at(0).path == "rule");
  CHECK(first.tables.at(0).at == text_place{3, 3});
  CHECK(first.tables.at(0).entries.at(0).path == "b.c");
  CHECK(whole->tables[1].at == text_place{5, 1});
  CHECK(whole->tables[1].entries.empty());
  CHECK(whole->tables[2].path == "x.list");
  CHECK(whole->tables[2].entries.at(0).path == "d");
}

TEST_CASE("toml document: a long value is cut for show, not within a character") {
  const auto entries = read_toml("k = \"" + std::string(58, 'a') + "éééé\"");
  REQUIRE(entries);
  CHECK(entries->entries.at(0).shown == "\"" + std::string(58, 'a') + "…");
}

TEST_CASE("toml document: a breach of syntax is told with its place") {
  const auto entries = read_toml("a = 1\nb = \n");
  REQUIRE_FALSE(entries);
  CHECK(entries.error().at.line == 2);
  CHECK_FALSE(entries.error().what.empty());
  CHECK_FALSE(read_toml("a = 1\na = 2\n"));
  CHECK_FALSE(read_toml("a"));
  CHECK_FALSE(read_toml("a = \"\xff\""));
  CHECK_FALSE(read_toml("a = " + std::string(10'000, '[')));
}
