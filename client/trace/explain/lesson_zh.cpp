#include "client/trace/explain/lesson.hpp"

#include "client/trace/words/word_table.hpp"

namespace synfin::trace {
namespace {

constexpr word_table<lesson> words{{
    {lesson::syn,
     "{0}请求建立连接（SYN_SENT）。它的字节从一个随机选定的序号开始编号，图中记为 0：外人猜不到它，旧连接迟到的报文段"
     "也对不上号（RFC 9293 §3.4.1）。报文段到达后，{1}就知道{0}的编号从哪里开始。"},
    {lesson::syn_mss, "mss {2}：{0}在一个报文段里最多接收 {2} 字节的载荷。"},
    {lesson::syn_scale, "ws {2}：若双方都提出，它此后的窗口以 {3} 字节为单位（RFC 7323 §2）。"},
    {lesson::syn_sack, "sack：它看得懂“缺口之后已收到哪些字节”的确认（RFC 2018）。"},
    {lesson::syn_timestamps,
     "ts：若双方都提出，每个报文段都带时间戳，用来测量往返时间、识别旧报文段（RFC 7323 §3、§5）。"},
    {lesson::syn_again,
     "没有得到应答：SYN 或对它的应答丢失或迟到，或者途中有人悄悄把它丢弃。内核再次请求，每次等待的时间加倍（RFC 6298 "
     "§5）。"},
    {lesson::syn_ack,
     "{0}同意（SYN_RECEIVED）：ack 1 表示 SYN 已收到（SYN 占一个字节的序号），它自己的 SYN 说明它的编号从哪里开始。报"
     "文段到达后，{1}就知道两个方向都通；{0}此时还不知道。"},
    {lesson::syn_ack_again, "再发一次：{0}没有收到对它的 ACK，或者{1}的 SYN 来了两次。"},
    {lesson::syn_crossed,
     "{0}在看到{1}的 SYN 之前也请求建立连接：双方同时打开，都进入 SYN_RECEIVED（RFC 9293 §3.5）。"},
    {lesson::handshake_ack,
     "它告诉{1}：你的序号已收到。现在双方都有对方的序号，也都知道对方有自己的序号：进入 ESTABLISHED，两个方向都可以发"
     "送数据。只用两个报文段做不到这一点。"},
    {lesson::refused,
     "RST：这个端口无人监听。主机在，并且立刻回答；{1}的 connect() 以“连接被拒绝”失败，回到 CLOSED（RFC 9293 §3.5.2）"
     "。"},
    {lesson::icmp,
     "这不是{0}的报文段：路由器或主机用 ICMP 告诉{1}，它的一个报文段没能通过，并引用该报文段的开头，让{1}知道"
     "说的是哪一个连接。Linux 此时不再重发 SYN；连接已经建立时，这只是提示，TCP 会再试（RFC 792，RFC 5461）。"},
    {lesson::request,
     "请求的首行和各字段（RFC 9112 §3），是{0}字节流的第 {2} 至 {3} 字节。在得到确认之前，{0}保留它们的副本。"},
    {lesson::next_request, "在同一个连接上再发一个请求：省去一次握手，这就是 keep-alive 的用处（RFC 9112 §9.3）。"},
    {lesson::answer,
     "应答：状态行、各字段和放得下的那部分正文（RFC 9112 §4）。它的 ack {2} 同时表示 {2} 之前的字节都已收到。"},
    {lesson::more, "后续内容：TCP 传送的是字节流，不知道什么是消息；消息到哪里为止，由 HTTP 说明（RFC 9112 §6）。"},
    {lesson::data, "载荷，是{0}字节流的第 {2} 至 {3} 字节。在得到确认之前，{0}保留它们的副本。"},
    {lesson::data_ack, "{2} 之前的字节都已到达{0}的内核，{1}可以丢掉它们的副本。至于{0}的程序读了没有，TCP 并不说明。"},
    {lesson::run,
     "{2} 个报文段，都不等前一个的 ACK：在途数据的多少取决于{1}的窗口和{0}自己的拥塞窗口，后者从小开始，随每个 ACK 增"
     "大（RFC 5681 §3.1）。{1}不必逐个确认（RFC 9293 §3.8.6.3）。"},
    {lesson::run_of_acks, "只有确认：先前发送的数据一段一段地到了。"},
    {lesson::window_update, "没有确认新的字节，但{0}的程序读走了数据：又有 {2} 字节的空间。"},
    {lesson::zero_window,
     "{0}的缓冲区满了，因为它的程序读得比数据来得慢。{1}必须停止发送，并不时询问（RFC 9293 §3.8.6.1）。"},
    {lesson::window_probe, "又有空间了吗？没有这样的探测，窗口更新一旦丢失，连接就会永远停住（RFC 9293 §3.8.6.1）。"},
    {lesson::probe_answer, "还没有空间。"},
    {lesson::keep_alive, "保活探测：故意使用旧的序号，{1}若还在就必须回答（RFC 9293 §3.8.4）。"},
    {lesson::keep_alive_answer, "{0}还在。"},
    {lesson::retransmission,
     "第 {2} 至 {3} 字节再发一次：没有及时得到 ACK。它们丢失了，或者它们或那个 ACK 只是迟到；若是迟到，{1}会丢弃已有"
     "的字节，并再次确认（RFC 6298 §5）。"},
    {lesson::fast_retransmission,
     "第 {2} 至 {3} 字节再发一次，起因是三个重复的 ACK，而不是定时器：快速重传。{0}把丢失看作拥塞，减小自己的拥塞窗口"
     "（RFC 5681 §3.2）。"},
    {lesson::duplicate_ack, "重复的 ack：有数据到达，但不是应到的第 {2} 字节。它丢失了，或者只是迟到。"},
    {lesson::third_duplicate, "第三个重复的 ACK：丢失比乱序更有可能，{1}不必等到定时器超时（RFC 5681 §3.2）。"},
    {lesson::out_of_order, "不是应到的字节：前面的丢失或迟到，或者没有被抓到。{1}保留这些字节，并再次要求缺少的部分。"},
    {lesson::late, "它先于已到达的报文段发出，在途中被超过：是迟到，不是丢失。它留下的空缺就此补上。"},
    {lesson::copied, "与先前完全相同的分组，连时间戳也一样：网络把它送达了两次。{1}丢弃已经收到的部分。"},
    {lesson::d_sack,
     "它的第一个 SACK 块指的是先前已到达的字节，即 D-SACK（RFC 2883）：{1}由此得知它们到达了两次，并没有丢失。"},
    {lesson::lost, "按这个沙箱的设定，它在途中丢失：{1}不知道有过它，{0}也不知道它丢了。"},
    {lesson::client_hello,
     "ClientHello：提出可用的版本、密码套件和密钥份额（RFC 8446 §4.1.2）。其中服务器的名字和协议，途中的人都能看到。"},
    {lesson::server_hello,
     "ServerHello：{0}作出选择（RFC 8446 §4.1.3）。在 TLS 1.3 中双方现在有了相同的密钥，此后的内容全部加密，证书也不"
     "例外。"},
    {lesson::tls_handshake,
     "握手的其余部分：证书、对其密钥的证明，以及 Finished，双方由此核对彼此看到的消息是否相同（RFC 8446 §4.4）。"},
    {lesson::tls_data,
     "已加密：旁观者只能看到长度和时间，看不到内容（RFC 8446 §5.2）。对 TCP 来说，它和别的字节没有区别。"},
    {lesson::tls_alert,
     "这是 TLS 的警报，不是 TCP 的（RFC 8446 §6）。连接结束时它是 close_notify：没有它，途中的人可以用一个 FIN 截断数"
     "据流。"},
    {lesson::fin,
     "{0}不再有数据要发（FIN_WAIT_1）。FIN 占一个字节的序号，需要确认；另一个方向仍然开着。{1}的程序读到流的末尾（"
     "CLOSE_WAIT，RFC 9293 §3.6）。"},
    {lesson::half_close_data,
     "{1}已关闭自己的方向，{0}仍在自己的方向上发送：TCP 的两个方向各自关闭（RFC 9293 §3.6.1）。"},
    {lesson::fin_ack, "FIN 已收到。{1}（FIN_WAIT_2）接着等待{0}自己的 FIN，它在{0}的程序关闭时发出。"},
    {lesson::second_fin, "现在{0}也不再有数据要发，等待最后的 ACK（LAST_ACK）。"},
    {lesson::fin_with_ack,
     "ACK 与 FIN 合在一个报文段里：{0}已无数据要发，教科书上的四个报文段只用三个就够了。{0}等待最后的 ACK（LAST_ACK）"
     "。"},
    {lesson::fins_cross,
     "{0}在看到{1}的 FIN 之前就关闭：双方同时关闭，都处于 CLOSING，直到各自的 FIN 得到确认（RFC 9293 §3.6）。"},
    {lesson::closing_ack, "{0}收到了{1}的 FIN。"},
    {lesson::last_ack, "最后的 ACK：它到达后，{1}进入 CLOSED，不再记得这个连接。"},
    {lesson::time_wait,
     "{0}在 TIME_WAIT 停留 2 MSL（Linux 上是 60 秒）：如果最后的 ACK 丢失，{1}的 FIN 会再来，需要有人回答；迟到的报文"
     "段也不得混入同一对端口之间的新连接（RFC 9293 §3.6）。"},
    {lesson::reset,
     "{0}中断连接：在途的和待发的数据都丢失，{1}的程序得知“连接被重置”，双方都不进入 TIME_WAIT。关闭时还有数据没读，"
     "或者有意如此的一方，会这样做（RFC 9293 §3.6.1）。"},
    {lesson::reset_after_close, "数据到了，程序却已不在：{0}已经关闭，只能拒绝它们（RFC 9293 §3.6.1）。"},
    {lesson::reset_dropped,
     "这个 RST 对不上：它的序号在窗口之外，或者它确认的不是{1}发过的。它被丢弃，否则谁都可以靠猜测中断连接（RFC 9293 "
     "§3.10.7，RFC 5961 §3）。"},
    {lesson::reset_older,
     "{1}说的是同一对端口之间更早的连接，{0}并不知道它。这个 RST 让{1}忘掉它，{0}接着再次请求新的连接（RFC 9293 "
     "§3.5.1）。"},
    {lesson::as_above, "同上。"},
    {lesson::udp,
     "UDP 不做其中任何一件事：没有握手，没有序号和确认，没有重传，不管顺序，没有窗口，也没有关闭。每个数据报各自独立"
     "，程序需要的这一切都得自己做，就像 QUIC 那样。"},
}};
static_assert(complete(words));

}  // namespace

std::string_view chinese(lesson wanted) noexcept { return text_of(words, wanted); }

}  // namespace synfin::trace
