#include "bench/truth/delay.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using synfin::bench::delay;

namespace {

delay made(std::string_view text) { return delay::parse(text).value(); }

}  // namespace

TEST_CASE("delay: what a distribution is called gives its mean and percentiles") {
  struct row {
    std::string_view text;
    nanoseconds mean, p50, p90, p99;
  };
  const std::array rows{
      row{"none", 0ns, 0ns, 0ns, 0ns},
      row{"constant:1ms", 1ms, 1ms, 1ms, 1ms},
      row{"constant:1.5s", 1500ms, 1500ms, 1500ms, 1500ms},
      row{"bimodal:1ms,20ms,2%", 1380us, 1ms, 1ms, 20ms},
      row{"bimodal:1ms,20ms,0.5%", 1095us, 1ms, 1ms, 1ms},
      row{"bimodal:250us,1s,50%", 500'125us, 250us, 1s, 1s},
      row{"exponential:2ms", 2ms, 1'386'294ns, 4'605'170ns, 9'210'340ns},
  };
  for (const row& r : rows) {
    CAPTURE(r.text);
    const delay got = made(r.text);
    CHECK(got.mean() == r.mean);
    CHECK(got.percentile(50) == r.p50);
    CHECK(got.percentile(90) == r.p90);
    CHECK(got.percentile(99) == r.p99);
  }
}

TEST_CASE("delay: what is none is said, with what would be") {
  for (const std::string_view text : {"",
                                      "constant",
                                      "constant:",
                                      "constant:1",
                                      "constant:1m",
                                      "constant:-1ms",
                                      "constant:1ms,",
                                      "constant:1ms,2ms",
                                      "constant:2h",
                                      "constant:nanms",
                                      "constant:9999s",
                                      "bimodal:1ms",
                                      "bimodal:1ms,2ms",
                                      "bimodal:1ms,2ms,3",
                                      "bimodal:1ms,2ms,101%",
                                      "bimodal:2ms,1ms,3%",
                                      "bimodal:1ms,2ms,3%,4",
                                      "exponential:",
                                      "gauss:1ms",
                                      "none:1ms",
                                      "Constant:1ms"}) {
    CAPTURE(text);
    const auto got = delay::parse(text);
    REQUIRE_FALSE(got);
    CHECK(got.error().find("bimodal:1ms,20ms,2%") != std::string::npos);
  }
}

TEST_CASE("delay: what is drawn has the distribution's percentiles, and is the same for the same seed") {
  for (const std::string_view text : {"constant:1ms", "bimodal:1ms,20ms,20%", "exponential:2ms"}) {
    CAPTURE(text);
    const delay drawing = made(text);
    std::mt19937_64 one(7);
    std::mt19937_64 other(7);
    std::vector<nanoseconds> drawn(100'000);
    for (nanoseconds& at : drawn) {
      at = drawing.next(one);
      REQUIRE(at == drawing.next(other));
    }
    std::sort(drawn.begin(), drawn.end());
    for (const double percent : {50.0, 90.0, 99.0}) {
      const auto place = static_cast<std::size_t>(static_cast<double>(drawn.size()) * percent / 100) - 1;
      CHECK(static_cast<double>(drawn[place].count()) ==
            doctest::Approx(static_cast<double>(drawing.percentile(percent).count())).epsilon(0.03));
    }
  }
}
