#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/load/checking/answer_check.hpp"
#include "client/load/session.hpp"
#include "common/http1/response_parser.hpp"

namespace synfin::load::http1 {

using ::synfin::http1::response_parser;

/// HTTP/1.1, with up to `depth` requests in flight (pipelining, RFC 9112 §9.3.2): answers come in the order of the
/// requests, one a call of receive() at most.
class session final : public load::session {
 public:
  /// One request that the peer leaves alone does not hold up the others: here it does.
  static constexpr bool multiplexed = false;

  /// `expected`: what answers must be, which outlives the session; nullptr: anything.
  explicit session(std::size_t depth, const expected_answer* expected = nullptr);

  std::size_t room() const noexcept override { return reusable_ ? requests_.size() - count_ : 0; }
  void submit(const prepared_request& asked, bool last, steady::time_point due, steady::time_point now) override;
  std::string_view output() noexcept override { return output_; }
  void sent(std::size_t count) noexcept override;
  progress receive(std::string_view bytes, steady::time_point now) override;
  progress receive_end(steady::time_point now) override;
  std::span<const outcome> ended() noexcept override { return {&ended_, std::exchange(has_ended_, 0)}; }
  std::size_t in_flight() const noexcept override { return count_; }
  steady::time_point oldest() const noexcept override { return requests_[first_].sent; }
  bool reusable() const noexcept override { return reusable_; }
  bool peer_closes() const noexcept override { return !reusable_; }
  std::optional<lost_request> abandon(bool late) noexcept override;
  void finish() noexcept override {}

 private:
  struct request {
    steady::time_point due;
    steady::time_point sent;
    steady::time_point first_byte;
    std::uint64_t starts_at;  // in the stream of all that was submitted
    std::uint32_t number;
    response_parser::answers_to method;
  };
  void join(std::string_view bytes);
  void expect_oldest() noexcept;
  void finish_oldest();
  void judge(answer_check& check);
  void drop_oldest() noexcept;

  std::optional<answer_check> check_;
  response_parser parser_;
  std::vector<request> requests_;  // a ring of those in flight
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::string_view output_;  // one request where it lies, or `batch_`
  std::string batch_;        // several requests, end to end, so that one write takes them
  std::uint64_t submitted_ = 0;
  std::uint64_t written_ = 0;
  outcome ended_;
  std::size_t has_ended_ = 0;  // 1 until that is told
  std::string fault_;          // what was wrong with the first answer that was not as expected
  bool joined_ = false;        // `output_` lies in `batch_`
  bool reusable_ = true;
};

}  // namespace synfin::load::http1
