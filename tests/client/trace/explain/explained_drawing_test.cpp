#include <chrono>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "client/report/figures.hpp"
#include "client/trace/drawing/drawing.hpp"
#include "tests/client/trace/packet.hpp"

namespace synfin::trace {
namespace {

using namespace std::chrono_literals;
using test::followed;
using test::recording;

/// A whole life; its close takes three segments.
flow life() {
  recording wire;
  const std::string options =
      std::string("\x02\x04\x05\xb4\x04\x02\x08\x0a", 8) + std::string(8, 't') + "\x01\x03\x03\x07";
  wire.add({.seq = 1000, .flags = "S", .options = options, .payload = {}});
  wire.add({.from_client = false, .seq = 5000, .ack = 1001, .flags = "SA", .options = options, .payload = {}});
  wire.client("A", 1001, 5001).client("PA", 1001, 5001, "GET / HTTP/1.1\r\n\r\n").server("A", 5001, 1019);
  wire.server("PA", 5001, 1019, "HTTP/1.1 204 No Content\r\n\r\n").client("A", 1019, 5028);
  wire.client("FA", 1019, 5028).server("FA", 5028, 1020).client("A", 1020, 5029);
  flow whole = followed(wire.segments());
  whole.time_wait_left = 59'900ms;
  return whole;
}

std::string explained(language in, std::size_t width = least_width) {
  const flow whole = life();
  return draw(whole, scenes_of(whole, {.in = in}), {.width = width, .explain = true, .in = in});
}

TEST_CASE("explained drawing: a whole life in English") {
  CHECK(explained(language::english) == R"(      client 192.0.2.20:50000                           server 192.0.2.10:80
      (port chosen by its kernel)                       (fixed port)

        CLOSED │                                                 │ LISTEN
── connection set-up: three-way handshake ──────────────────────────────────────
=     0.000 ms │── SYN seq 0 mss 1460 ws 7 sack ts ─────────────▶│
      SYN_SENT │                                                 │ SYN_RECEIVED
               │ The client asks for a connection (SYN_SENT). It │
               │ numbers its bytes from a number chosen at       │
               │ random, drawn as 0, so that no stranger can     │
               │ guess it and late segments of an older          │
               │ connection do not fit (RFC 9293 §3.4.1). Once   │
               │ this arrives, the server knows where the        │
               │ client's numbers begin. mss 1460: the client    │
               │ takes 1460 bytes of payload in a segment at     │
               │ most. ws 7: its later windows count in units of │
               │ 128 B, if both sides offer this (RFC 7323 §2).  │
               │ sack: it understands which bytes came behind a  │
               │ gap (RFC 2018). ts: if both sides offer this,   │
               │ every segment carries a clock, to measure round │
               │ trips and to know old segments by (RFC 7323 §3, │
               │ §5).                                            │
=    +1.000    │◀─ SYN+ACK seq 0 ack 1 mss 1460 ws 7 sack ts ────│
   ESTABLISHED │                                                 │
               │ The server agrees (SYN_RECEIVED): its ack 1     │
               │ says that the SYN has come, which counts as one │
               │ byte, and its own SYN says where its numbers    │
               │ begin. Once this arrives, the client knows that │
               │ both ways work; the server does not know it     │
               │ yet.                                            │
=    +2.000    │── ACK  ack 1 ──────────────────────────────────▶│
               │                                                 │ ESTABLISHED
               │ This tells the server that its number has come. │
               │ Now each side has the other's number and knows  │
               │ that the other has its own: ESTABLISHED, and    │
               │ data may flow both ways. Two segments could not │
               │ do that.                                        │
── exchange 1 ──────────────────────────────────────────────────────────────────
=    +3.000    │── GET / HTTP/1.1  18 B ────────────────────────▶│
               │ The request, its first line and its fields (RFC │
               │ 9112 §3): bytes 1 to 18 of the client's stream. │
               │ The client keeps a copy of them until they are  │
               │ acknowledged.                                   │
=    +4.000    │◀─ ACK  ack 19 ──────────────────────────────────│
               │ All bytes before 19 are with the server's       │
               │ kernel, and the client may forget its copies of │
               │ them. Whether the server's program has read     │
               │ them, TCP does not say.                         │
=    +5.000    │◀─ 204 No Content  27 B ─────────────────────────│
               │ The answer: status line, fields, and as much of │
               │ the body as fits (RFC 9112 §4). By its ack 19   │
               │ it also says that all bytes before 19 have      │
               │ come.                                           │
=    +6.000    │── ACK  ack 28 ─────────────────────────────────▶│
── close ───────────────────────────────────────────────────────────────────────
=    +7.000    │── FIN+ACK  seq 19  ack 28 ─────────────────────▶│
    FIN_WAIT_1 │                                                 │ CLOSE_WAIT
               │ The client has nothing more to send             │
               │ (FIN_WAIT_1). Its FIN counts as one byte and    │
               │ wants an ACK; the other way stays open. The     │
               │ server's program reads the end of the stream    │
               │ (CLOSE_WAIT, RFC 9293 §3.6).                    │
=    +8.000    │◀─ FIN+ACK  seq 28  ack 20 ──────────────────────│
     TIME_WAIT │                                                 │ LAST_ACK
               │ ACK and FIN in one segment: the server had      │
               │ nothing more to send, so three segments do what │
               │ the textbook draws as four. The server waits    │
               │ for the last ACK (LAST_ACK).                    │
=    +9.000    │── ACK  ack 29 ─────────────────────────────────▶│
               │ 60 s more                                       │ CLOSED
               │ The last ACK: once it arrives, the server is    │
               │ CLOSED and forgets the connection. The client   │
               │ stays in TIME_WAIT for 2 MSL (60 s on Linux):   │
               │ if its last ACK is lost, the server's FIN comes │
               │ again and wants an answer; and late segments    │
               │ must not get into a new connection between the  │
               │ same ports (RFC 9293 §3.6).                     │

handshake    2.000 ms    first SYN to the ACK that completes it
first byte   2.000 ms    first request to the first of its answer
transfer     at once
close        2.000 ms    first FIN to the last segment
TIME_WAIT    59.900 s    left at the client
round trip   1.000 ms    smoothed, ±0.281 ms; minimum 1.000 ms; samples: 3
in flight    ≤ 27 B      of the server, unacknowledged
retransmits  0
payload      18 B sent, 27 B received
segments     3 for the set-up (textbook: 3), 3 for the close (textbook: 4)
closed by    client
closed in three segments, not the textbook's four: the server had nothing more
to say, and its ACK and its FIN went as one
= captured

UDP would do none of this: no handshake, no numbers and no ACKs, nothing sent
again, no order, no windows, no close. Each datagram stands alone, and what a
program needs of all that it must bring itself, as QUIC does.
)");
}

TEST_CASE("explained drawing: a whole life in Chinese") {
  CHECK(explained(language::chinese) == R"(      客户端 192.0.2.20:50000                           服务器 192.0.2.10:80
      （端口由其内核选定）                              （固定端口）

        CLOSED │                                                 │ LISTEN
── 建立连接：三次握手 ──────────────────────────────────────────────────────────
=     0.000 ms │── SYN seq 0 mss 1460 ws 7 sack ts ─────────────▶│
      SYN_SENT │                                                 │ SYN_RECEIVED
               │ 客户端请求建立连接（SYN_SENT）。它的字节从一个  │
               │ 随机选定的序号开始编号，图中记为 0：外人猜不到  │
               │ 它，旧连接迟到的报文段也对不上号（RFC 9293      │
               │ §3.4.1）。报文段到达后，服务器就知道客户端的编  │
               │ 号从哪里开始。mss 1460：客户端在一个报文段里最  │
               │ 多接收 1460 字节的载荷。ws 7：若双方都提出，它  │
               │ 此后的窗口以 128 字节为单位（RFC 7323 §2）。    │
               │ sack：它看得懂“缺口之后已收到哪些字节”的确认    │
               │ （RFC 2018）。ts：若双方都提出，每个报文段都带  │
               │ 时间戳，用来测量往返时间、识别旧报文段（RFC     │
               │ 7323 §3、§5）。                                 │
=    +1.000    │◀─ SYN+ACK seq 0 ack 1 mss 1460 ws 7 sack ts ────│
   ESTABLISHED │                                                 │
               │ 服务器同意（SYN_RECEIVED）：ack 1 表示 SYN 已收 │
               │ 到（SYN 占一个字节的序号），它自己的 SYN 说明它 │
               │ 的编号从哪里开始。报文段到达后，客户端就知道两  │
               │ 个方向都通；服务器此时还不知道。                │
=    +2.000    │── ACK  ack 1 ──────────────────────────────────▶│
               │                                                 │ ESTABLISHED
               │ 它告诉服务器：你的序号已收到。现在双方都有对方  │
               │ 的序号，也都知道对方有自己的序号：进入          │
               │ ESTABLISHED，两个方向都可以发送数据。只用两个报 │
               │ 文段做不到这一点。                              │
── 第 1 次请求与应答 ───────────────────────────────────────────────────────────
=    +3.000    │── GET / HTTP/1.1  18 B ────────────────────────▶│
               │ 请求的首行和各字段（RFC 9112 §3），是客户端字节 │
               │ 流的第 1 至 18 字节。在得到确认之前，客户端保留 │
               │ 它们的副本。                                    │
=    +4.000    │◀─ ACK  ack 19 ──────────────────────────────────│
               │ 19 之前的字节都已到达服务器的内核，客户端可以丢 │
               │ 掉它们的副本。至于服务器的程序读了没有，TCP 并  │
               │ 不说明。                                        │
=    +5.000    │◀─ 204 No Content  27 B ─────────────────────────│
               │ 应答：状态行、各字段和放得下的那部分正文（RFC   │
               │ 9112 §4）。它的 ack 19 同时表示 19 之前的字节都 │
               │ 已收到。                                        │
=    +6.000    │── ACK  ack 28 ─────────────────────────────────▶│
── 关闭连接 ────────────────────────────────────────────────────────────────────
=    +7.000    │── FIN+ACK  seq 19  ack 28 ─────────────────────▶│
    FIN_WAIT_1 │                                                 │ CLOSE_WAIT
               │ 客户端不再有数据要发（FIN_WAIT_1）。FIN 占一个  │
               │ 字节的序号，需要确认；另一个方向仍然开着。服务  │
               │ 器的程序读到流的末尾（CLOSE_WAIT，RFC 9293      │
               │ §3.6）。                                        │
=    +8.000    │◀─ FIN+ACK  seq 28  ack 20 ──────────────────────│
     TIME_WAIT │                                                 │ LAST_ACK
               │ ACK 与 FIN 合在一个报文段里：服务器已无数据要   │
               │ 发，教科书上的四个报文段只用三个就够了。服务器  │
               │ 等待最后的 ACK（LAST_ACK）。                    │
=    +9.000    │── ACK  ack 29 ─────────────────────────────────▶│
               │ 还剩 60 秒                                      │ CLOSED
               │ 最后的 ACK：它到达后，服务器进入 CLOSED，不再记 │
               │ 得这个连接。客户端在 TIME_WAIT 停留 2 MSL       │
               │ （Linux 上是 60 秒）：如果最后的 ACK 丢失，服务 │
               │ 器的 FIN 会再来，需要有人回答；迟到的报文段也不 │
               │ 得混入同一对端口之间的新连接（RFC 9293 §3.6）。 │

握手         2.000 ms    从第一个 SYN 到完成握手的 ACK
首字节       2.000 ms    从第一个请求到应答的首字节
传输         一次到齐
关闭         2.000 ms    从第一个 FIN 到最后一个报文段
TIME_WAIT    59.900 s    客户端尚需等待
往返时间     1.000 ms    平滑值，±0.281 ms；最小 1.000 ms；样本数 3
在途数据     ≤ 27 B      服务器已发而未获确认
重传         0
载荷         发出 18 B，收到 27 B
报文段       建立用 3 个（教科书：3），关闭用 3 个（教科书：4）
先关闭方     客户端
关闭只用了三个报文段，而不是教科书上的四个：服务器已无数据要发，它的 ACK 与 FIN
合在一个报文段里
= 抓包所得

UDP 不做其中任何一件事：没有握手，没有序号和确认，没有重传，不管顺序，没有窗口，
也没有关闭。每个数据报各自独立，程序需要的这一切都得自己做，就像 QUIC 那样。
)");
}

TEST_CASE("explained drawing: no line is wider than it may be, in either language") {
  for (const auto in : {language::english, language::chinese}) {
    for (const std::size_t width : {80U, 81U, 100U, 120U}) {
      std::istringstream lines(explained(in, width));
      for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(load::columns(line) <= width);
      }
    }
  }
}

TEST_CASE("explained drawing: English is plain ASCII where it has to be") {
  const std::string plain = load::to_ascii(explained(language::english));
  CHECK(plain.find("RFC 9293 s3.4.1") != std::string::npos);
  for (const char each : plain) CHECK((each == '\n' || (each >= ' ' && each <= '~')));
}

TEST_CASE("drawing: colour changes nothing but the colour") {
  const flow whole = life();
  const auto scenes = scenes_of(whole, {});
  const std::string plain = draw(whole, scenes, {.explain = true});
  std::string coloured = draw(whole, scenes, {.colour = true, .explain = true});
  CHECK(coloured.find("\x1b[36m") != std::string::npos);  // the client's
  CHECK(coloured.find("\x1b[35m") != std::string::npos);  // the server's
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  CHECK(coloured == plain);
}

TEST_CASE("drawing: trouble stands out") {
  recording wire;
  wire.opened().client("PA", 1001, 5001, "ab").client("PA", 1001, 5001, "ab").server("R", 5001, 0);
  const flow whole = followed(wire.segments());
  const std::string coloured = draw(whole, scenes_of(whole, {}), {.colour = true});
  CHECK(coloured.find("\x1b[33mseq 1  2 B  retransmission\x1b[0m") != std::string::npos);
  CHECK(coloured.find("\x1b[31mRST") != std::string::npos);
}

}  // namespace
}  // namespace synfin::trace
