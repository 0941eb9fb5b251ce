#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/http2/handles.hpp"
#include "server/connection_facts.hpp"
#include "server/http2/budgets.hpp"
#include "server/http2/frame_scanner.hpp"
#include "server/http2/head_reader.hpp"
#include "server/http2/priority.hpp"
#include "server/http2/stream.hpp"
#include "server/session.hpp"
#include "server/session_services.hpp"

namespace synfin::server::http2 {

/// HTTP/2 on one connection (RFC 9113), from the client's preface on. Frames, streams, windows and HPACK are nghttp2's;
/// what is asked, answered, paid for and told of is decided here.
///
/// What waits to be written is one run of bytes, some 64 KiB at most: bodies are copied into it frame by frame, from
/// memory or from their file, when there is room and window for them. While idle it holds no buffer.
class session final : public server::session {
 public:
  session(session_services& services, connection_facts facts);
  ~session() override;

  void receive(std::string_view bytes) override;
  void receive_end() override;
  output pending() const noexcept override { return {std::string_view(out_).substr(out_sent_)}; }
  void sent(std::uint64_t count) override;
  bool finished() const noexcept override { return finished_; }
  bool lingers() const noexcept override { return !peer_ended_; }
  bool takes_more() const noexcept override { return !input_over_ && !peer_ended_; }
  patience waiting() const noexcept override;
  void expire() override;
  void go_on() override;
  void announce_end() override;
  void end_if_idle() override;

 private:
  friend struct callback_functions;  // what nghttp2 calls

  /// A PRIORITY_UPDATE for a stream that has not begun.
  struct early_update {
    std::int32_t id;
    priority wanted;
  };

  // What nghttp2 has met; false: the connection is to end.
  bool head_begins(const nghttp2_frame& frame);
  bool field_read(std::string_view name, std::string_view value);
  bool frame_read(const nghttp2_frame& frame);
  void settings_read(const nghttp2_settings& frame);
  void update_read(const nghttp2_ext_priority_update& frame);
  bool frame_refused();
  void body_read(std::int32_t id, std::size_t count);
  void frame_written(const nghttp2_frame& frame);
  void stream_closed(std::int32_t id);
  bool append_data(stream& from, std::string_view frame_head, std::size_t count);
  bool has_room() const noexcept;

  std::string_view affordable(std::string_view bytes);
  bool pays_for(const frame_head& frame);
  bool spend(abuse what);
  void calm_down(counter& ended);
  void request_whole(stream& asked);
  void begin(stream& asked, const http::request_head& request);
  void set_priority(const stream& asked, const http::request_head& request);
  void tell_priority(std::int32_t id, const priority& wanted);
  void keep_texts(stream& asked, const http::request_head& request) const;
  bool answers_at_once(const http::request_head& request) const;
  void answer(stream& asked);
  void answer_parked(stream& asked, site::response what);
  void set_parked(stream& asked, bool parked) noexcept;
  void give_up(std::ptrdiff_t problem);
  void fill();
  stream* find(std::int32_t id) const noexcept;
  stream* oldest_body() const noexcept;
  void report(const stream& done) const;

  session_services& services_;
  connection_facts facts_;
  frame_scanner scanner_;
  budgets budgets_;
  head_reader head_;
  std::vector<std::unique_ptr<stream>> streams_;
  std::vector<early_update> early_updates_;
  std::string out_;           // lent by the pool while anything is pending
  std::size_t out_sent_ = 0;  // bytes of out_ that have left
  std::uint64_t begun_ = 0;   // requests
  std::int32_t head_of_ = 0;  // the stream whose header block is in hand
  std::uint64_t moved_ = 0;   // DATA frames written
  std::size_t bodies_awaited_ = 0;
  std::size_t parked_ = 0;          // streams whose answers are being found out
  counter* ended_for_ = nullptr;    // what the peer has overdone
  bool speaks_priorities_ = false;  // the peer knows RFC 9218
  bool announced_ = false;          // the first GOAWAY is out
  bool last_id_told_ = false;       // the second one is
  bool input_over_ = false;         // nothing more is read
  bool peer_ended_ = false;
  bool finished_ = false;
  synfin::http2::session_handle frames_;
};

}  // namespace synfin::server::http2
