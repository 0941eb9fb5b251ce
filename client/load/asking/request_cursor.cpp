#include "client/load/asking/request_cursor.hpp"

#include "client/load/asking/request_template.hpp"

namespace synfin::load {

/// What templates count is unique over workers, targets and parts of a run, and goes 1, 2, 3, … where there is one.
request_cursor::request_cursor(const target& whose, std::size_t worker, std::size_t workers)
    : whose_(&whose),
      next_(whose.order.size() * worker / workers),
      values_(whose.place * workers + worker + 1, whose.places * workers, whose.seed) {}

const prepared_request& request_cursor::render(const prepared_request& chosen) {
  rendered_ = chosen.recipe->render(chosen, values_);
  return rendered_;
}

}  // namespace synfin::load
