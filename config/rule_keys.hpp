#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/setting.hpp"
#include "config/site_settings.hpp"

namespace synfin::config {

/// One key of a table that may stand in a config many times: of a rule, or of a host.
struct table_key {
  std::string_view name;
  std::string_view help;
  setting value;
  bool required = false;
};

// The keys of each kind of rule, bound to their members of the rule, which must stay where it is while they are used.
std::vector<table_key> keys_of(redirect_rule& rule);
std::vector<table_key> keys_of(rewrite_rule& rule);
std::vector<table_key> keys_of(header_rule& rule);
std::vector<table_key> keys_of(cache_rule& rule);
std::vector<table_key> keys_of(cors_rule& rule);
std::vector<table_key> keys_of(auth_rule& rule);
std::vector<table_key> keys_of(error_page_rule& rule);

// What single keys cannot see; nullopt if a rule of that kind is fine.
std::optional<std::string> contradiction(const redirect_rule& rule);
std::optional<std::string> contradiction(const header_rule& rule);
std::optional<std::string> contradiction(const cors_rule& rule);

}  // namespace synfin::config
