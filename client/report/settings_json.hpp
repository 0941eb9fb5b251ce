#pragma once

#include <nlohmann/json.hpp>

#include "client/report/json_place.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

/// What of a run's settings a reader of its figures must know. Of request fields only the names: values may be secrets.
nlohmann::ordered_json settings_json(const config::load_settings& settings);

/// Reads what settings_json() wrote. A body of the same length stands for the one that was sent.
void read_settings(const json_place& from, config::load_settings& into);

}  // namespace synfin::load
