#include "common/cpus.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string_view>

namespace synfin {
namespace {

struct quota {
  std::string_view text;
  std::optional<std::size_t> cpus;
};

constexpr quota quotas[] = {
    {"100000 100000", 1},
    {"200000 100000", 2},
    {"150000 100000", 2},
    {"100001 100000", 2},
    {"1 100000", 1},
    {"50000 100000", 1},
    {"1600000 50000", 32},
    {"max 100000", std::nullopt},
    {"-1 100000", std::nullopt},  // version 1 without a quota
    {"0 100000", std::nullopt},
    {"100000 0", std::nullopt},
    {"100000", std::nullopt},
    {"", std::nullopt},
    {" ", std::nullopt},
    {"100000 ", std::nullopt},
    {" 100000", std::nullopt},
    {"2x 1", std::nullopt},
    {"2 1x", std::nullopt},
    {"2  1", std::nullopt},
    {"99999999999999999999 1", std::nullopt},
};

TEST_CASE("a CPU quota becomes whole CPUs, rounded up, or nothing") {
  for (const auto& [text, cpus] : quotas) {
    CAPTURE(text);
    CHECK(cpus_of_quota(text) == cpus);
  }
}

TEST_CASE("there is always a CPU to use") { CHECK(usable_cpus() >= 1); }

}  // namespace
}  // namespace synfin
