#pragma once

#include <vector>

#include "client/trace/wire/segment.hpp"

namespace synfin::trace {

/// Where a capture of all devices saw a segment on several, as on a bridge and on its port, one of them is kept, that
/// of the device by which the connection's first segment in its direction went. What is on one device twice stays: the
/// network, or an end, has doubled it. `seen` is in the order of capture.
void keep_one_sighting(std::vector<segment>& seen);

}  // namespace synfin::trace
