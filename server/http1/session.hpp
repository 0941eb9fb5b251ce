#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/http1/request_parser.hpp"
#include "server/connection_facts.hpp"
#include "server/session.hpp"
#include "server/session_services.hpp"
#include "server/site/response.hpp"

namespace synfin::server::http1 {

/// HTTP/1.0 and 1.1 on one connection (RFC 9112): requests in, answers out in the same order, a pipelined batch as one
/// run of bytes. While idle it holds no buffer.
class session final : public server::session {
 public:
  session(session_services& services, connection_facts facts);
  ~session() override;

  void receive(std::string_view bytes) override;
  void receive_end() override;
  output pending() const noexcept override;
  void sent(std::uint64_t count) override;
  bool finished() const noexcept override { return finished_ || (peer_ended_ && held_.empty() && !parked_); }
  bool lingers() const noexcept override { return lingers_ && !peer_ended_; }
  patience waiting() const noexcept override;
  void expire() override;
  void go_on() override;
  void end_if_idle() override;

 private:
  /// What is known of a request once its head is gone: views while the head is in hand, see kept_request for later.
  struct request_facts {
    std::string_view method, target, version, host, referer, user_agent;
    bool head_only = false;
    bool keep_alive = false;
    bool old_version = false;  // HTTP/1.0
  };
  struct kept_request;

  std::size_t work(std::string_view bytes);
  std::size_t take_head(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  void begin(const http::request_head& request);
  void await_body(const http::request_head& request, const request_facts& facts, site::response& what);
  void park(const http::request_head& request, const request_facts& facts, site::response& what);
  void answer_parked(site::response what);
  void set_parked(bool parked) noexcept;
  void refuse(http::status why);
  void answer(const request_facts& facts, site::response what);
  void queue_body(const request_facts& facts, site::response& what);
  void body_left();
  void finish(bool linger) noexcept;
  void resume();
  bool may_go_on() const noexcept;
  request_facts facts_of(const http::request_head& request) const noexcept;
  void report(const request_facts& facts, http::status status, std::uint64_t body_bytes, bool cut_short) const;

  session_services& services_;
  synfin::http1::request_parser parser_;
  connection_facts facts_;
  std::string held_;                    // input that waits until what is pending has left
  std::string out_;                     // lent by the pool while anything is pending
  std::size_t out_sent_ = 0;            // bytes of out_ that have left
  std::unique_ptr<kept_request> kept_;  // the request whose body is read, that is parked, or whose answer is being sent
  std::uint64_t body_sent_ = 0;  // of the kept answer's body, which stands behind out_; nothing is queued behind it
  std::uint64_t body_length_ = 0;
  std::uint64_t body_taken_ = 0;
  std::uint64_t exchanges_ = 0;
  bool reading_body_ = false;
  bool cut_ = false;           // the file behind the answer that is being sent has changed
  bool parked_ = false;        // the kept request's answer is being found out
  bool more_in_hand_ = false;  // bytes behind the request that is being answered
  bool peer_ended_ = false;
  bool finished_ = false;
  bool lingers_ = false;
};

}  // namespace synfin::server::http1
