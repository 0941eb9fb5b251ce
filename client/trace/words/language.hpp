#pragma once

#include "config/language.hpp"

namespace synfin::trace {

using config::language;

}  // namespace synfin::trace
