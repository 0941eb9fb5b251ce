#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client/load/session.hpp"
#include "common/http1/response_parser.hpp"

namespace synfin::load::http1 {

using ::synfin::http1::response_parser;

/// HTTP/1.1, with up to `depth` requests in flight (pipelining, RFC 9112 §9.3.2): answers come in the order of the
/// requests.
class session final : public load::session {
 public:
  session(response_parser::answers_to method, std::size_t depth);

  void submit(std::string_view request, steady::time_point now) override;
  std::string_view output() const noexcept override { return output_; }
  void sent(std::size_t count) noexcept override;
  progress receive(std::string_view bytes, steady::time_point now) override;
  progress receive_end(steady::time_point now) override;
  std::size_t in_flight() const noexcept override { return count_; }
  steady::time_point oldest() const noexcept override { return requests_[first_].sent; }
  bool reusable() const noexcept override { return reusable_; }
  std::optional<lost_request> abandon() noexcept override;

 private:
  struct request {
    steady::time_point sent;
    steady::time_point first_byte;
    std::uint64_t starts_at;  // in the stream of all that was submitted
  };
  void join(std::string_view bytes);
  exchange finish_oldest() noexcept;
  void drop_oldest() noexcept;

  response_parser parser_;
  std::vector<request> requests_;  // a ring of those in flight
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::string_view output_;  // one request where it lies, or `batch_`
  std::string batch_;        // several requests, end to end, so that one write takes them
  std::uint64_t submitted_ = 0;
  std::uint64_t written_ = 0;
  bool joined_ = false;  // `output_` lies in `batch_`
  bool reusable_ = true;
};

}  // namespace synfin::load::http1
