#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/load/asking/request_plan.hpp"
#include "client/load/checking/digest.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// What answers must be (`--expect-…`). Built once, with the files of `--expect-root` in memory; read by all workers.
class expected_answer {
 public:
  /// What one request of the plan is to be answered with.
  struct wanted_body {
    std::string request;                   ///< `GET /a.txt`
    std::string path;                      ///< of its file; empty without a root
    std::optional<std::string_view> file;  ///< the body, byte by byte; nullopt: there is no such file
  };

  /// Reads the files that the plan's paths name. The error says which cannot be read, or that there is none at all.
  static std::expected<expected_answer, std::string> make(const config::expectation_settings& what,
                                                          const request_plan& plan);

  bool takes(unsigned status) const noexcept;
  const config::expectation_settings& settings() const noexcept { return settings_; }
  const std::optional<checking::sha256_value>& sha256() const noexcept { return sha256_; }
  bool has_root() const noexcept { return !settings_.root.empty(); }

  /// Of the request of that number.
  const wanted_body& of(std::uint32_t number) const noexcept { return bodies_[number]; }

 private:
  expected_answer() = default;
  std::expected<void, std::string> add_file(wanted_body& of, std::string_view target);

  config::expectation_settings settings_;
  std::optional<checking::sha256_value> sha256_;
  std::vector<wanted_body> bodies_;           // by the request's number
  std::map<std::string, std::string> files_;  // content by path; nodes stay where they are
};

}  // namespace synfin::load
