#include "client/trace/words/phrase.hpp"

#include "client/trace/words/word_table.hpp"

namespace synfin::trace {
namespace {

constexpr word_table<phrase> words{{
    {phrase::client, "client"},
    {phrase::server, "server"},
    {phrase::client_end, "client {0}"},
    {phrase::server_end, "server {0}"},
    {phrase::chosen_port, "(port chosen by its kernel)"},
    {phrase::fixed_port, "(fixed port)"},
    {phrase::seconds_more, "{0} s more"},
    {phrase::heading_handshake, "connection set-up: three-way handshake"},
    {phrase::heading_set_up, "connection set-up"},
    {phrase::heading_keys, "TLS handshake"},
    {phrase::heading_exchange, "exchange {0}"},
    {phrase::heading_one_stream, "exchanges (HTTP/2, 1 stream)"},
    {phrase::heading_streams, "exchanges (HTTP/2, {0} streams)"},
    {phrase::heading_close, "close"},
    {phrase::heading_pause, ", {0} s later"},
    {phrase::grade_captured, "captured"},
    {phrase::grade_stamp, "the kernel's stamp"},
    {phrase::grade_derived, "derived"},
    {phrase::grade_bracketed, "bracketed by system calls"},
    {phrase::handshake, "handshake"},
    {phrase::handshake_note, "first SYN to the ACK that completes it"},
    {phrase::tls, "TLS"},
    {phrase::tls_note, "ClientHello to the last of the handshake"},
    {phrase::first_byte, "first byte"},
    {phrase::first_byte_note, "first request to the first of its answer"},
    {phrase::transfer, "transfer"},
    {phrase::transfer_note, "from there to the last of any answer"},
    {phrase::at_once, "at once"},
    {phrase::close, "close"},
    {phrase::close_note, "first FIN to the last segment"},
    {phrase::time_wait, "TIME_WAIT"},
    {phrase::time_wait_left, "left at the {0}"},
    {phrase::time_wait_unknown, "at the {0}"},
    {phrase::round_trip, "round trip"},
    {phrase::round_trip_captured, "smoothed, ±{0}; minimum {1}; samples: {2}"},
    {phrase::round_trip_kernel, "smoothed, ±{0}, by the kernel; minimum {1}"},
    {phrase::congestion_window, "cwnd"},
    {phrase::threshold, "ssthresh"},
    {phrase::of_whom_segments, "segments, at the {0}"},
    {phrase::range, "{0} to {1}"},
    {phrase::no_threshold, "none"},
    {phrase::no_threshold_note, "no loss has set one at the {0}"},
    {phrase::in_flight, "in flight"},
    {phrase::in_flight_most, "≤ {0}"},
    {phrase::in_flight_note, "of the {0}, unacknowledged"},
    {phrase::retransmits, "retransmits"},
    {phrase::payload, "payload"},
    {phrase::payload_note, "{0} sent, {1} received"},
    {phrase::segments, "segments"},
    {phrase::segments_set_up, "{0} for the set-up (textbook: 3)"},
    {phrase::segments_close, "{0} for the close (textbook: 4)"},
    {phrase::closed_by, "closed by"},
    {phrase::both, "both"},
    {phrase::remark_missed, "the capture had no room for {0} segments: there are gaps"},
    {phrase::remark_from_middle, "the capture begins in the middle of the connection"},
    {phrase::remark_refused, "refused: {0} answers, and nothing listens on its port {1}"},
    {phrase::remark_unanswered_one, "no answer to 1 SYN: a firewall drops it, or the host is gone"},
    {phrase::remark_unanswered,
     "no answer to {0} SYNs, sent again after {1}: a firewall drops them, or the host is gone"},
    {phrase::remark_unreachable, "unreachable: {0}"},
    {phrase::remark_icmp, "told by ICMP: {0}"},
    {phrase::remark_not_completed, "the handshake was not completed"},
    {phrase::remark_reset_early, "reset by the {0} before the handshake was complete"},
    {phrase::remark_reset, "reset by the {0}: what was on its way is lost, and neither side waits in TIME_WAIT"},
    {phrase::remark_set_up_again,
     "set up in {0} segments, not the textbook's three: what was not answered in time was sent again"},
    {phrase::remark_three_segments,
     "closed in three segments, not the textbook's four: the {0} had nothing more to say, and its ACK and its FIN "
     "went as one"},
    {phrase::remark_crossed, "both closed at once: their FINs crossed on the way, and both wait in TIME_WAIT"},
    {phrase::remark_half_closed, "half-closed: the {0} had sent its FIN, and the {1} sent another {2} B"},
    {phrase::remark_ends_early, "the capture ends before the connection does"},
}};
static_assert(complete(words));

}  // namespace

std::string_view english(phrase wanted) noexcept { return text_of(words, wanted); }

}  // namespace synfin::trace
