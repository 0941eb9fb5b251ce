#include "client/report/html/terms.hpp"

namespace synfin::load::html {

std::string terms() {
  return R"(<section><h2>Words used here</h2>
<dl class="terms">
<dt>Latency</dt><dd>From when a request was due (in a closed loop: sent) to the last byte of its answer. A request that timed out counts with the time that was waited for it.</dd>
<dt>Percentile</dt><dd>99 of 100 requests took no longer than the 99th percentile (p99). The median is the 50th. A mean hides the slow ones; percentiles show them.</dd>
<dt>Closed loop, open loop</dt><dd>In a closed loop a connection asks again once it was answered, so that a server that stops is also asked no more, and its pause counts once for each connection. In an open loop requests come at their own times, as those of independent users do, and everyone who waits is counted.</dd>
<dt>Corrected, raw</dt><dd>Of an open loop: corrected latency counts from when the request was due, raw latency from when it was sent. Where both differ much, requests had to wait for a free connection or for the client itself.</dd>
<dt>Lag</dt><dd>How late the client was: from due to sent in an open loop, how late its loop came to its work in a closed one. It is to be small beside the latency.</dd>
<dt>First byte, transfer</dt><dd>From a request sent to the first byte of its answer: the server’s work and the way there and back. Then to the last byte: the size of the answer, and the network.</dd>
<dt>FIN, reset, TIME_WAIT</dt><dd>A connection ends well when each side sends a FIN. A reset (RST) breaks it off, and data may be lost. The side that sent its FIN first keeps the port for a minute more (TIME_WAIT).</dd>
<dt>Perfect reuse</dt><dd>100 % when there were no more connections than these requests needed.</dd>
</dl></section>
)";
}

}  // namespace synfin::load::html
