#include "client/trace/explain/lesson.hpp"

#include "client/trace/words/word_table.hpp"

namespace synfin::trace {
namespace {

constexpr word_table<lesson> words{{
    {lesson::syn,
     "The {0} asks for a connection (SYN_SENT). It numbers its bytes from a number chosen at random, drawn as 0, so "
     "that no stranger can guess it and late segments of an older connection do not fit (RFC 9293 §3.4.1). Once this "
     "arrives, the {1} knows where the {0}'s numbers begin."},
    {lesson::syn_mss, "mss {2}: the {0} takes {2} bytes of payload in a segment at most."},
    {lesson::syn_scale, "ws {2}: its later windows count in units of {3} B, if both sides offer this (RFC 7323 §2)."},
    {lesson::syn_sack, "sack: it understands which bytes came behind a gap (RFC 2018)."},
    {lesson::syn_timestamps,
     "ts: if both sides offer this, every segment carries a clock, to measure round trips and to know old segments "
     "by (RFC 7323 §3, §5)."},
    {lesson::syn_again,
     "No answer has come: the SYN or what answered it is lost or late, or something drops it in silence. The kernel "
     "asks again, and waits twice as long each time (RFC 6298 §5)."},
    {lesson::syn_ack,
     "The {0} agrees (SYN_RECEIVED): its ack 1 says that the SYN has come, which counts as one byte, and its own SYN "
     "says where its numbers begin. Once this arrives, the {1} knows that both ways work; the {0} does not know it "
     "yet."},
    {lesson::syn_ack_again, "Once more: no ACK of it has come to the {0}, or the {1}'s SYN came twice."},
    {lesson::syn_crossed,
     "The {0} asks for a connection too, before it has seen the {1}'s SYN: a simultaneous open. Both go on in "
     "SYN_RECEIVED (RFC 9293 §3.5)."},
    {lesson::handshake_ack,
     "This tells the {1} that its number has come. Now each side has the other's number and knows that the other has "
     "its own: ESTABLISHED, and data may flow both ways. Two segments could not do that."},
    {lesson::refused,
     "RST: nothing listens on this port. The host is there and says so at once; the {1}'s connect() fails with "
     "\"connection refused\", and it is CLOSED again (RFC 9293 §3.5.2)."},
    {lesson::icmp,
     "This is no segment of the {0}'s: by ICMP a router, or the host, tells the {1} that one of its segments did "
     "not get through, and quotes how it began, so that the {1} knows which connection is meant. A SYN is given "
     "up then on Linux; in an open connection it is a hint only, and TCP tries again (RFC 792, RFC 5461)."},
    {lesson::request,
     "The request, its first line and its fields (RFC 9112 §3): bytes {2} to {3} of the {0}'s stream. The {0} keeps "
     "a copy of them until they are acknowledged."},
    {lesson::next_request,
     "Another request on the same connection: that spares a new handshake, which is what keep-alive is for (RFC 9112 "
     "§9.3)."},
    {lesson::answer,
     "The answer: status line, fields, and as much of the body as fits (RFC 9112 §4). By its ack {2} it also says "
     "that all bytes before {2} have come."},
    {lesson::more,
     "More of it: TCP carries a stream of bytes and knows no messages. Where one ends, HTTP says (RFC 9112 §6)."},
    {lesson::data,
     "Payload, bytes {2} to {3} of the {0}'s stream. The {0} keeps a copy of them until they are acknowledged."},
    {lesson::data_ack,
     "All bytes before {2} are with the {0}'s kernel, and the {1} may forget its copies of them. Whether the {0}'s "
     "program has read them, TCP does not say."},
    {lesson::run,
     "{2} segments, none of which waits for an ACK of the one before: as much may be on its way as the {1}'s window "
     "and the {0}'s own congestion window allow; the latter begins small and grows with each ACK (RFC 5681 §3.1). "
     "The {1} need not acknowledge each (RFC 9293 §3.8.6.3)."},
    {lesson::run_of_acks, "Acknowledgments alone: what was sent before has come, piece by piece."},
    {lesson::window_update,
     "No byte is newly acknowledged, but the {0}'s program has read: there is room for {2} bytes."},
    {lesson::zero_window,
     "The {0}'s buffer is full, since its program reads more slowly than bytes come. The {1} must stop, and ask from "
     "time to time (RFC 9293 §3.8.6.1)."},
    {lesson::window_probe,
     "Is there room again? Without such probes a lost window update would stop the connection for ever (RFC 9293 "
     "§3.8.6.1)."},
    {lesson::probe_answer, "There is no room yet."},
    {lesson::keep_alive,
     "A keep-alive: an old number on purpose, which the {1} has to answer if it is still there (RFC 9293 §3.8.4)."},
    {lesson::keep_alive_answer, "The {0} is still there."},
    {lesson::retransmission,
     "Bytes {2} to {3} once more: no ACK of them came in time. They are lost, or they or the ACK are only late; then "
     "the {1} drops what it has already, and acknowledges again (RFC 6298 §5)."},
    {lesson::fast_retransmission,
     "Bytes {2} to {3} once more, after three duplicate ACKs and not after a timer: fast retransmit. The {0} takes "
     "the loss for congestion and lessens its congestion window (RFC 5681 §3.2)."},
    {lesson::duplicate_ack,
     "The same ack again: something has come, but not byte {2}, which is due. It is lost, or only late."},
    {lesson::third_duplicate,
     "The third duplicate: loss is now likelier than disorder, and the {1} need not wait for its timer (RFC 5681 "
     "§3.2)."},
    {lesson::out_of_order,
     "Not the bytes that are due: those before them are lost or late, or were not captured. The {1} keeps these, and "
     "asks again for what is missing."},
    {lesson::late,
     "Sent before what has come already, and overtaken by it on the way: late, not lost. The gap that it left is "
     "closed."},
    {lesson::copied,
     "The very same packet again, down to its time stamp: the network has delivered it twice. The {1} drops what it "
     "has "
     "already."},
    {lesson::d_sack,
     "Its first SACK block is of bytes that had come before, a D-SACK (RFC 2883): the {1} learns that they came twice, "
     "and "
     "were not lost."},
    {lesson::lost,
     "It is lost on the way, as this sandbox would have it: the {1} does not know that it was sent, nor the {0} that "
     "it "
     "is lost."},
    {lesson::client_hello,
     "ClientHello: the versions, ciphers and key shares on offer (RFC 8446 §4.1.2). The name of the server and the "
     "protocols in it can be read by everybody on the way."},
    {lesson::server_hello,
     "ServerHello: what the {0} chooses (RFC 8446 §4.1.3). In TLS 1.3 both sides now have the same keys, and all "
     "that follows is encrypted, the certificate too."},
    {lesson::tls_handshake,
     "More of the handshake: certificates, proof of their keys, and Finished, by which each side checks that both "
     "saw the same messages (RFC 8446 §4.4)."},
    {lesson::tls_data,
     "Encrypted: who listens sees how long it is, and when, but not what it says (RFC 8446 §5.2). To TCP it is bytes "
     "like any."},
    {lesson::tls_alert,
     "An alert of TLS, not of TCP (RFC 8446 §6). At the end of a connection it is close_notify: without it, somebody "
     "on the way could cut the stream short by a FIN."},
    {lesson::fin,
     "The {0} has nothing more to send (FIN_WAIT_1). Its FIN counts as one byte and wants an ACK; the other way "
     "stays open. The {1}'s program reads the end of the stream (CLOSE_WAIT, RFC 9293 §3.6)."},
    {lesson::half_close_data,
     "The {1} has closed its way, and the {0} still sends on its own: TCP closes each way by itself (RFC 9293 "
     "§3.6.1)."},
    {lesson::fin_ack,
     "The FIN has come. The {1} (FIN_WAIT_2) now waits for the {0}'s own FIN, which is sent when the {0}'s program "
     "closes."},
    {lesson::second_fin, "Now the {0} has nothing more to send either, and waits for the last ACK (LAST_ACK)."},
    {lesson::fin_with_ack,
     "ACK and FIN in one segment: the {0} had nothing more to send, so three segments do what the textbook draws as "
     "four. The {0} waits for the last ACK (LAST_ACK)."},
    {lesson::fins_cross,
     "The {0} closes before it has seen the {1}'s FIN: a simultaneous close. Both are in CLOSING until their FINs "
     "are acknowledged (RFC 9293 §3.6)."},
    {lesson::closing_ack, "The {1}'s FIN has come to the {0}."},
    {lesson::last_ack, "The last ACK: once it arrives, the {1} is CLOSED and forgets the connection."},
    {lesson::time_wait,
     "The {0} stays in TIME_WAIT for 2 MSL (60 s on Linux): if its last ACK is lost, the {1}'s FIN comes again and "
     "wants an answer; and late segments must not get into a new connection between the same ports (RFC 9293 §3.6)."},
    {lesson::reset,
     "The {0} breaks off: what is on its way or still to be sent is lost, the {1}'s program learns of it as "
     "\"connection reset\", and nobody waits in TIME_WAIT. So does a side that closes with bytes unread, or that "
     "wants it so (RFC 9293 §3.6.1)."},
    {lesson::reset_after_close,
     "Bytes have come for a program that is gone: the {0} had closed, and can only refuse them (RFC 9293 §3.6.1)."},
    {lesson::reset_dropped,
     "An RST that does not fit: its number lies outside the window, or its ACK is of nothing that the {1} sent. It is "
     "dropped, or anybody could break off connections by guesses (RFC 9293 §3.10.7, RFC 5961 §3)."},
    {lesson::reset_older,
     "The {1} spoke of an older connection between the same ports, of which the {0} knows nothing. By this RST the {1} "
     "forgets it, and the {0} asks again for the new one (RFC 9293 §3.5.1)."},
    {lesson::as_above, "As above."},
    {lesson::udp,
     "UDP would do none of this: no handshake, no numbers and no ACKs, nothing sent again, no order, no windows, no "
     "close. Each datagram stands alone, and what a program needs of all that it must bring itself, as QUIC does."},
}};
static_assert(complete(words));

}  // namespace

std::string_view english(lesson wanted) noexcept { return text_of(words, wanted); }

}  // namespace synfin::trace
