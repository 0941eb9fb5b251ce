#include "client/load/taker.hpp"

#include <memory>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

class nobody final : public taker {
 public:
  void take_due() override {}
};

TEST_CASE("takers: they stand in the order in which they came") {
  taker_list list;
  nobody first;
  nobody second;
  nobody third;
  CHECK(list.first() == nullptr);
  list.add(first);
  list.add(second);
  list.add(third);
  CHECK(list.first() == &first);
  list.add(first);
  CHECK(list.first() == &second);
  third.leave();
  second.leave();
  CHECK(list.first() == &first);
  first.leave();
  first.leave();
  CHECK(list.first() == nullptr);
}

TEST_CASE("takers: one that ends is gone from its list, and stands in one list only") {
  taker_list list;
  taker_list other;
  auto ending = std::make_unique<nobody>();
  nobody staying;
  list.add(*ending);
  list.add(staying);
  ending.reset();
  CHECK(list.first() == &staying);
  other.add(staying);
  CHECK(list.first() == nullptr);
  CHECK(other.first() == &staying);
}

TEST_CASE("takers: a list may end before them") {
  nobody left_over;
  {
    taker_list list;
    list.add(left_over);
  }
  taker_list next;
  next.add(left_over);
  CHECK(next.first() == &left_over);
}

}  // namespace
}  // namespace synfin::load
