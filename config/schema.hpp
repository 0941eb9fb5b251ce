#pragma once

#include <string>

namespace synfin::config {

/// The JSON Schema (draft-07) of the config file, for editors; whole lines. What it takes is no less than what
/// read_server_toml() takes: a schema cannot say all that is wrong.
std::string json_schema();

}  // namespace synfin::config
