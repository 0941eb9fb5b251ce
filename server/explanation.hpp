#pragma once

#include <memory>
#include <string>

#include "config/explain_request.hpp"
#include "config/server_settings.hpp"
#include "server/site/host_table.hpp"

namespace synfin::server {

/// How a request would be answered, and why, for people or in JSON: by the very code that answers on the wire, without
/// a socket, once all that the background finds out is known. Throws std::system_error if a root cannot be opened.
std::string explanation(const config::explain_request& asked, const config::server_settings& settings,
                        std::shared_ptr<const site::host_table> hosts);

}  // namespace synfin::server
