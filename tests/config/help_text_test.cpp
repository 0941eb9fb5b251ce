#include "config/help_text.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string>

using synfin::config::flag;
using synfin::config::help_text;
using synfin::config::wrapped;

TEST_CASE("help text: arguments come first, then the groups in the order they are first met") {
  const std::array flags{flag{"-a,--alpha", "N", "first"}, flag{"ROOT", "", "where"},
                         flag{"--beta", "", "second", "More"}, flag{"-c", "", "third"}};
  CHECK(help_text(flags) ==
        "  ROOT                            where\n"
        "\nOptions:\n"
        "  -a, --alpha N                   first\n"
        "  -c                              third\n"
        "\nMore:\n"
        "      --beta                      second\n");
}

TEST_CASE("help text: a value that may be left out stands in brackets") {
  const std::array flags{flag{"--spa", "FILE", "page", "Options", false, "index.html"},
                         flag{"--listing", "", "list", "Options", false, "true"}};
  CHECK(help_text(flags) ==
        "\nOptions:\n"
        "      --spa[=FILE]                page\n"
        "      --listing                   list\n");
}

TEST_CASE("help text: a flag too wide for its column has its help on the next line") {
  const std::array flags{flag{"--a-flag-of-many-words", "DURATION", "help"}};
  CHECK(help_text(flags) == "\nOptions:\n      --a-flag-of-many-words DURATION\n" + std::string(34, ' ') + "help\n");
}

TEST_CASE("help text: lines break at spaces, and only a word wider than the width sticks out") {
  CHECK(wrapped("one two three", 7, 2) == "one two\n  three");
  CHECK(wrapped("one two", 7, 2) == "one two");
  CHECK(wrapped("unbreakable word", 4, 0) == "unbreakable\nword");
  CHECK(wrapped("unbreakable", 4, 0) == "unbreakable");
  CHECK(wrapped("", 4, 0).empty());
}
