#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "client/load/checking/answer_check.hpp"
#include "client/load/session.hpp"
#include "common/http2/handles.hpp"

namespace synfin::load::http2 {

/// HTTP/2 (RFC 9113), with up to `streams` requests in flight: answers come in any order, many a call of receive().
///
/// All streams that are free are filled before anything is written, and what nghttp2 has to say is gathered in one
/// buffer, so that one write takes it.
class session final : public load::session {
 public:
  static constexpr bool multiplexed = true;

  /// What the peer may send before it hears of us, per stream and in all: as good as everything, so that it never waits
  /// and few WINDOW_UPDATEs are needed (RFC 9113 §6.9).
  static constexpr std::int32_t receive_window = 1 << 30;

  /// In flight before the peer's SETTINGS have come: RFC 9113 §6.5.2 advises every peer to allow so many.
  static constexpr std::size_t streams_unasked = 100;

  /// Starts with the connection preface. `expected`: what answers must be, which outlives the session; nullptr:
  /// anything. Throws std::bad_alloc.
  explicit session(std::size_t streams, const expected_answer* expected = nullptr);
  ~session() override;

  std::size_t room() const noexcept override;
  void submit(const prepared_request& request, bool last, steady::time_point due, steady::time_point now) override;
  std::string_view output() override;
  void sent(std::size_t count) noexcept override;
  progress receive(std::string_view bytes, steady::time_point now) override;
  progress receive_end(steady::time_point now) override;
  std::span<const outcome> ended() noexcept override;
  std::size_t in_flight() const noexcept override { return count_; }
  steady::time_point oldest() const noexcept override { return oldest_->sent; }
  bool reusable() const noexcept override { return reusable_; }
  bool peer_closes() const noexcept override { return false; }
  std::optional<lost_request> abandon(bool late) override;
  void finish() override;

 private:
  struct stream {
    std::int32_t id = 0;
    unsigned status = 0;
    std::uint64_t body_bytes = 0;
    std::uint64_t starts_at = 0;  // in the stream of all that was made to be written
    steady::time_point due;
    steady::time_point sent;
    steady::time_point first_byte;
    std::string_view unsent_body;
    bool started = false;  // its HEADERS have been made
    bool reset_by_peer = false;
    bool head_over = false;   // the fields of a final answer have come; those behind are trailers
    stream* older = nullptr;  // those in flight, in the order of their submission
    stream* newer = nullptr;
  };
  friend struct session_callbacks;  // what nghttp2 calls

  void greet();
  void gather();
  void link(stream& taken) noexcept;
  void release(stream& gone) noexcept;
  std::size_t place_of(const stream& at) const noexcept;
  void answered(stream& done);
  void judge(stream& done);
  std::string_view keep_body(const stream& whose, std::string_view body);
  void check_field(const stream& at, std::string_view name, std::string_view value) noexcept;
  void check_head(stream* at) noexcept;
  void closed(stream& gone, std::uint32_t code);
  void turned_away();
  void end(stream& gone, outcome::kind what, std::string_view why);

  ::synfin::http2::session_handle wire_;
  std::vector<stream> streams_;  // never grows: nghttp2 and the lists point into it
  std::vector<stream*> free_;
  std::vector<answer_check> checks_;  // by the stream's place; empty where answers may be anything
  std::vector<std::string> bodies_;   // by the stream's place, of requests that do not stay
  stream* oldest_ = nullptr;
  stream* newest_ = nullptr;
  std::size_t count_ = 0;
  std::vector<nghttp2_nv> fields_;  // of the request that is being submitted
  std::vector<outcome> ended_;      // and not yet told
  std::vector<outcome> told_;
  std::string fault_;  // what was wrong with the first answer that was not as expected
  std::string output_;
  std::size_t output_sent_ = 0;
  std::uint64_t made_ = 0;     // bytes that were put into output_, ever
  std::uint64_t written_ = 0;  // of them, those that left
  steady::time_point now_;     // of the call under way
  error problem_ = error::none;
  bool settings_seen_ = false;
  bool reusable_ = true;
};

}  // namespace synfin::load::http2
