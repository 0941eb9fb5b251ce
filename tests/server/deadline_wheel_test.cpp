#include "server/deadline_wheel.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <vector>

namespace synfin::server {
namespace {

using std::chrono::milliseconds;

/// A deadline that notes the tick at which it passes, and then does what it was told to.
class noted final : public deadline {
 public:
  explicit noted(const deadline_wheel& wheel) : wheel_(wheel) {}
  void passed() override {
    at.push_back(wheel_.now());
    if (then) then();
  }

  std::vector<std::uint64_t> at;
  std::function<void()> then;

 private:
  const deadline_wheel& wheel_;
};

void advance(deadline_wheel& wheel, std::uint64_t ticks) {
  for (std::uint64_t count = 0; count < ticks; ++count) wheel.advance();
}

constexpr milliseconds lengths[] = {
    milliseconds{0},       milliseconds{1},       milliseconds{199},     milliseconds{200},
    milliseconds{201},     milliseconds{1000},    milliseconds{10'000},  milliseconds{101'999},
    milliseconds{102'000}, milliseconds{102'400}, milliseconds{103'000}, milliseconds{600'000},
};

TEST_CASE("a deadline passes no earlier than set, and at most a tick after the ticks that it needs") {
  for (const milliseconds length : lengths) {
    CAPTURE(length.count());
    for (const std::uint64_t start : {0U, 1U, 511U, 512U, 1000U}) {
      deadline_wheel wheel;
      advance(wheel, start);
      noted entry(wheel);
      wheel.set(entry, length);
      advance(wheel, 4000);
      REQUIRE(entry.at.size() == 1);
      // Set somewhere within a tick: of the ticks that pass, the first may be over at once.
      const auto surely_over = static_cast<std::int64_t>(entry.at.front() - start - 1) * deadline_wheel::tick;
      CHECK(surely_over >= length);
      CHECK(surely_over < length + deadline_wheel::tick);
    }
  }
}

TEST_CASE("a deadline is pushed back and brought forward, and passes once") {
  deadline_wheel wheel;
  noted entry(wheel);
  wheel.set(entry, milliseconds{1000});
  advance(wheel, 4);
  wheel.set(entry, milliseconds{2000});
  advance(wheel, 4);
  wheel.set(entry, milliseconds{200'000});
  advance(wheel, 100);
  CHECK(entry.at.empty());
  wheel.set(entry, milliseconds{400});
  advance(wheel, 2000);
  CHECK(entry.at == std::vector<std::uint64_t>{111});
}

TEST_CASE("a deadline pushed back again and again never passes") {
  deadline_wheel wheel;
  noted entry(wheel);
  for (int count = 0; count < 3000; ++count) {
    wheel.set(entry, milliseconds{1000});
    wheel.advance();
  }
  CHECK(entry.at.empty());
}

TEST_CASE("a deadline that is destroyed does not pass, and its neighbours do") {
  deadline_wheel wheel;
  noted before(wheel);
  noted behind(wheel);
  {
    noted between(wheel);
    for (noted* const each : {&before, &between, &behind}) wheel.set(*each, milliseconds{1000});
  }
  advance(wheel, 100);
  CHECK(before.at.size() == 1);
  CHECK(behind.at.size() == 1);
}

TEST_CASE("a deadline may be set anew when it passes") {
  deadline_wheel wheel;
  noted entry(wheel);
  entry.then = [&] { wheel.set(entry, milliseconds{0}); };
  wheel.set(entry, milliseconds{0});
  advance(wheel, 3);
  CHECK(entry.at == std::vector<std::uint64_t>{1, 2, 3});
}

TEST_CASE("a deadline may be destroyed when it passes, itself and others of the same tick") {
  deadline_wheel wheel;
  auto first = std::make_unique<noted>(wheel);
  auto second = std::make_unique<noted>(wheel);
  auto third = std::make_unique<noted>(wheel);
  int passed = 0;
  first->then = [&] {
    ++passed;
    second.reset();
    first.reset();
  };
  third->then = [&] { ++passed; };
  for (noted* const each : {first.get(), second.get(), third.get()}) wheel.set(*each, milliseconds{100});
  advance(wheel, 5);
  CHECK(passed == 2);
}

TEST_CASE("each deadline is visited, and may be destroyed by its visit") {
  deadline_wheel wheel;
  std::vector<std::unique_ptr<noted>> entries;
  for (int count = 0; count < 50; ++count) {
    entries.push_back(std::make_unique<noted>(wheel));
    wheel.set(*entries.back(), milliseconds{count * 100});
  }
  std::size_t visited = 0;
  wheel.each([&](deadline& entry) {
    if (++visited % 2 == 0) std::erase_if(entries, [&](const auto& each) { return each.get() == &entry; });
  });
  CHECK(visited == 50);
  CHECK(entries.size() == 25);
  visited = 0;
  wheel.each([&](deadline&) { ++visited; });
  CHECK(visited == 25);
}

TEST_CASE("a deadline may outlive its wheel") {
  auto wheel = std::make_unique<deadline_wheel>();
  noted first(*wheel);
  noted second(*wheel);
  wheel->set(first, milliseconds{1000});
  wheel->set(second, milliseconds{1000});
  wheel.reset();
  CHECK(first.at.empty());
}

}  // namespace
}  // namespace synfin::server
