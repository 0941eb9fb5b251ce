#include "common/descriptor.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace synfin {
namespace {

bool is_open(int raw) { return ::fcntl(raw, F_GETFD) != -1; }
int open_null() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

TEST_CASE("a descriptor is closed once, by its last owner") {
  const int raw = open_null();
  {
    descriptor first(raw);
    descriptor second(std::move(first));
    descriptor third;
    third = std::move(second);
    CHECK(third.raw() == raw);
    CHECK(is_open(raw));
  }
  CHECK_FALSE(is_open(raw));
}

TEST_CASE("a released descriptor is the caller's") {
  descriptor owner(open_null());
  const int raw = owner.release();
  CHECK_FALSE(owner.valid());
  CHECK(is_open(raw));
  ::close(raw);
}

TEST_CASE("an assigned descriptor closes the one that it replaces") {
  const int raw = open_null();
  descriptor owner(raw);
  owner = descriptor{};
  CHECK_FALSE(owner.valid());
  CHECK_FALSE(is_open(raw));
}

}  // namespace
}  // namespace synfin
