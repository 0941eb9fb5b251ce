#pragma once

#include <string>
#include <vector>

namespace synfin::server::site {

/// How an answer came about, for people: what was decided, in order.
struct account {
  struct step {
    std::string what;    ///< `host`, `redirect`, `file`, `coding`…
    std::string chosen;  ///< and why
  };
  std::vector<step> steps;

  void tell(std::string what, std::string chosen) { steps.push_back({std::move(what), std::move(chosen)}); }
};

}  // namespace synfin::server::site
