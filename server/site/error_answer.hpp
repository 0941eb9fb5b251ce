#pragma once

#include <string>

#include "common/http/status.hpp"
#include "server/site/field_line.hpp"
#include "server/site/inquiry.hpp"
#include "server/site/response.hpp"

namespace synfin::server::site {

/// The answer that a request fails: with the page that the host's rules name, for 404 with the 404.html of the nearest
/// folder above, else with a page of the house in the form that the peer likes. `more` are the fields that the status
/// asks for.
response answer_error(const inquiry& asked, http::status why, field_lines more = {});

/// The answer that sends a request elsewhere; `location` is the field's value.
response answer_elsewhere(const inquiry& asked, http::status how, std::string location);

}  // namespace synfin::server::site
