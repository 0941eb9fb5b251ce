#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "client/load/asking/request_plan.hpp"
#include "client/load/checking/expected_answer.hpp"
#include "config/load/settings.hpp"

namespace synfin::load::test {

/// A plan that asks for these paths.
inline request_plan plan_for(const std::vector<std::string>& paths, const std::string& method = "GET") {
  config::load_settings settings;
  settings.method = method;
  for (const auto& path : paths) settings.wanted.emplace_back().url = "http://a" + path;
  auto plan = request_plan::make(settings);
  if (!plan) throw std::logic_error(plan.error());
  return *std::move(plan);
}

/// What the answers for these paths must be.
inline expected_answer expecting(const config::expectation_settings& what,
                                 const std::vector<std::string>& paths = {"/"}) {
  auto made = expected_answer::make(what, plan_for(paths));
  if (!made) throw std::logic_error(made.error());
  return *std::move(made);
}

}  // namespace synfin::load::test
