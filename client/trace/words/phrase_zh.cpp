#include "client/trace/words/phrase.hpp"

#include "client/trace/words/word_table.hpp"

namespace synfin::trace {
namespace {

constexpr word_table<phrase> words{{
    {phrase::client, "客户端"},
    {phrase::server, "服务器"},
    {phrase::client_end, "客户端 {0}"},
    {phrase::server_end, "服务器 {0}"},
    {phrase::chosen_port, "（端口由其内核选定）"},
    {phrase::fixed_port, "（固定端口）"},
    {phrase::seconds_more, "还剩 {0} 秒"},
    {phrase::heading_handshake, "建立连接：三次握手"},
    {phrase::heading_set_up, "建立连接"},
    {phrase::heading_exchange, "第 {0} 次请求与应答"},
    {phrase::heading_close, "关闭连接"},
    {phrase::heading_pause, "，{0} 秒之后"},
    {phrase::grade_captured, "抓包所得"},
    {phrase::grade_stamp, "内核时间戳"},
    {phrase::grade_derived, "推算所得"},
    {phrase::grade_bracketed, "介于两次系统调用之间"},
    {phrase::handshake, "握手"},
    {phrase::handshake_note, "从第一个 SYN 到完成握手的 ACK"},
    {phrase::tls, "TLS"},
    {phrase::tls_note, "从 ClientHello 到握手的最后一步"},
    {phrase::first_byte, "首字节"},
    {phrase::first_byte_note, "从第一个请求到应答的首字节"},
    {phrase::transfer, "传输"},
    {phrase::transfer_note, "从首字节到全部应答的末字节"},
    {phrase::at_once, "一次到齐"},
    {phrase::close, "关闭"},
    {phrase::close_note, "从第一个 FIN 到最后一个报文段"},
    {phrase::time_wait, "TIME_WAIT"},
    {phrase::time_wait_left, "{0}尚需等待"},
    {phrase::time_wait_unknown, "在{0}一侧"},
    {phrase::round_trip, "往返时间"},
    {phrase::round_trip_captured, "平滑值，±{0}；最小 {1}；样本数 {2}"},
    {phrase::round_trip_kernel, "内核的平滑值，±{0}；最小 {1}"},
    {phrase::congestion_window, "拥塞窗口"},
    {phrase::threshold, "慢启动阈值"},
    {phrase::of_whom_segments, "个报文段，{0}"},
    {phrase::range, "{0} 至 {1}"},
    {phrase::no_threshold, "无"},
    {phrase::no_threshold_note, "{0}未因丢包设过阈值"},
    {phrase::in_flight, "在途数据"},
    {phrase::in_flight_most, "≤ {0}"},
    {phrase::in_flight_note, "{0}已发而未获确认"},
    {phrase::retransmits, "重传"},
    {phrase::payload, "载荷"},
    {phrase::payload_note, "发出 {0}，收到 {1}"},
    {phrase::segments, "报文段"},
    {phrase::segments_set_up, "建立用 {0} 个（教科书：3）"},
    {phrase::segments_close, "关闭用 {0} 个（教科书：4）"},
    {phrase::closed_by, "先关闭方"},
    {phrase::both, "双方"},
    {phrase::remark_missed, "抓包缓冲区不足，漏掉 {0} 个报文段：图中有空缺"},
    {phrase::remark_from_middle, "抓包从连接的中途开始"},
    {phrase::remark_refused, "连接被拒绝：{0} 有应答，但其端口 {1} 无人监听"},
    {phrase::remark_unanswered_one, "1 个 SYN 没有得到应答：被防火墙丢弃，或主机不在"},
    {phrase::remark_unanswered, "{0} 个 SYN 都没有得到应答（重发间隔 {1}）：被防火墙丢弃，或主机不在"},
    {phrase::remark_unreachable, "不可达：{0}"},
    {phrase::remark_icmp, "ICMP 报告：{0}"},
    {phrase::remark_not_completed, "握手没有完成"},
    {phrase::remark_reset_early, "握手完成之前被{0}重置"},
    {phrase::remark_reset, "连接被{0}重置：在途数据丢失，双方都不进入 TIME_WAIT"},
    {phrase::remark_set_up_again, "建立连接用了 {0} 个报文段，而不是教科书上的三个：未及时得到应答的又发了一次"},
    {phrase::remark_three_segments,
     "关闭只用了三个报文段，而不是教科书上的四个：{0}已无数据要发，它的 ACK 与 FIN 合在一个报文段里"},
    {phrase::remark_crossed, "双方同时关闭：两个 FIN 在途中交错，双方都进入 TIME_WAIT"},
    {phrase::remark_half_closed, "半关闭：{0}发出 FIN 之后，{1}又发了 {2} 字节"},
    {phrase::remark_ends_early, "抓包在连接结束之前就停止了"},
}};
static_assert(complete(words));

}  // namespace

std::string_view chinese(phrase wanted) noexcept { return text_of(words, wanted); }

}  // namespace synfin::trace
