#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/http2/handles.hpp"
#include "server/session.hpp"
#include "tests/support/drain.hpp"

namespace synfin::test {

/// An answer of HTTP/2 as a test reads it.
struct http2_answer {
  std::vector<unsigned> interim;
  unsigned status = 0;
  std::map<std::string, std::string> fields;
  std::string body;
  bool whole = false;      ///< ended by END_STREAM
  std::uint32_t code = 0;  ///< of a reset, or of the stream's end
  bool closed = false;

  bool operator==(const http2_answer&) const = default;
};

/// The other end of a session, in the hands of a test: nghttp2's client, without a socket.
class http2_peer {
 public:
  struct goaway {
    std::int32_t last_id = 0;
    std::uint32_t code = 0;
    bool operator==(const goaway&) const = default;
  };
  using field = std::pair<std::string, std::string>;

  /// `window`: bytes that it takes of each answer and of the connection before it gives more; `gives_more`: whether it
  /// does so by itself.
  explicit http2_peer(std::int32_t window = 65535, bool gives_more = true) {
    const auto callbacks = make_table();
    const auto options = http2::make_options();
    nghttp2_option_set_no_auto_window_update(options.get(), gives_more ? 0 : 1);
    nghttp2_option_set_peer_max_concurrent_streams(options.get(), 1000);
    frames_ = http2::make_client(*callbacks, this, *options);
    const std::array<nghttp2_settings_entry, 1> settings{
        {{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, static_cast<std::uint32_t>(window)}}};
    nghttp2_submit_settings(frames_.get(), NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    nghttp2_session_set_local_window_size(frames_.get(), NGHTTP2_FLAG_NONE, 0, std::max(window, 65535));
  }
  http2_peer(const http2_peer&) = delete;
  http2_peer& operator=(const http2_peer&) = delete;

  /// Asks for `target`; the stream's id. `body`: of the request; none if null.
  std::int32_t ask(std::string_view method, std::string_view target, const std::vector<field>& more = {},
                   const std::string* body = nullptr) {
    std::vector<field> all{{":method", std::string(method)}, {":scheme", "http"}, {":path", std::string(target)}};
    if (std::ranges::none_of(more, [](const field& each) { return each.first == ":authority"; }))
      all.emplace_back(":authority", "x");
    for (const bool pseudo : {true, false}) {
      std::ranges::copy_if(more, std::back_inserter(all),
                           [=](const field& each) { return each.first.starts_with(':') == pseudo; });
    }
    return ask_with(all, body);
  }

  std::int32_t get(std::string_view target, const std::vector<field>& more = {}) { return ask("GET", target, more); }

  /// Exactly these fields.
  std::int32_t ask_with(const std::vector<field>& fields, const std::string* body = nullptr) {
    std::vector<nghttp2_nv> block;
    block.reserve(fields.size());
    for (const auto& [name, value] : fields) block.push_back({bytes(name), bytes(value), name.size(), value.size(), 0});
    nghttp2_data_provider source{{.ptr = nullptr}, read_body};
    const std::int32_t id =
        nghttp2_submit_request(frames_.get(), nullptr, block.data(), block.size(), body ? &source : nullptr, nullptr);
    if (id < 0) throw std::logic_error("a request could not be made");
    if (body != nullptr) bodies_[id] = *body;
    return id;
  }

  void reset(std::int32_t id) { nghttp2_submit_rst_stream(frames_.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL); }
  void give_window(std::int32_t id, std::int32_t more) {
    nghttp2_submit_window_update(frames_.get(), NGHTTP2_FLAG_NONE, id, more);
  }
  void update_priority(std::int32_t id, const std::string& text) {
    nghttp2_submit_priority_update(frames_.get(), NGHTTP2_FLAG_NONE, id, bytes(text), text.size());
  }

  /// All that it has to say now.
  std::string said() {
    std::string all;
    const std::uint8_t* part = nullptr;
    for (auto size = nghttp2_session_mem_send(frames_.get(), &part); size > 0;
         size = nghttp2_session_mem_send(frames_.get(), &part))
      all.append(reinterpret_cast<const char*>(part), static_cast<std::size_t>(size));
    return all;
  }

  void hear(std::string_view heard) {
    const auto used =
        nghttp2_session_mem_recv(frames_.get(), reinterpret_cast<const std::uint8_t*>(heard.data()), heard.size());
    if (used != static_cast<std::ptrdiff_t>(heard.size())) throw std::logic_error("the server's bytes are not HTTP/2");
  }

  std::map<std::int32_t, http2_answer> answers;
  std::vector<goaway> goaways;
  std::vector<std::pair<std::int32_t, std::size_t>> parts;  ///< of bodies, as they came: stream and size
  std::map<std::int32_t, std::uint32_t> server_settings;
  std::vector<int> refused;  ///< nghttp2's errors for frames of the server that were wrong

 private:
  static http2_peer& of(void* user_data) noexcept { return *static_cast<http2_peer*>(user_data); }
  static std::uint8_t* bytes(const std::string& text) noexcept {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  }

  static ssize_t read_body(nghttp2_session* /*frames*/, std::int32_t id, std::uint8_t* into, std::size_t room,
                           std::uint32_t* flags, nghttp2_data_source* /*source*/, void* user_data) noexcept {
    std::string& rest = of(user_data).bodies_[id];
    const std::size_t count = std::min(room, rest.size());
    std::copy_n(rest.begin(), count, into);
    rest.erase(0, count);
    if (rest.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }

  static int on_header(nghttp2_session* /*frames*/, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t /*flags*/,
                       void* user_data) noexcept {
    http2_answer& answer = of(user_data).answers[frame->hd.stream_id];
    const std::string key(reinterpret_cast<const char*>(name), name_size);
    const std::string text(reinterpret_cast<const char*>(value), value_size);
    if (key != ":status") {
      answer.fields[key] = text;
    } else if (text.starts_with('1')) {
      answer.interim.push_back(static_cast<unsigned>(std::stoul(text)));
    } else {
      answer.status = static_cast<unsigned>(std::stoul(text));
    }
    return 0;
  }

  static int on_data(nghttp2_session* /*frames*/, std::uint8_t /*flags*/, std::int32_t id, const std::uint8_t* part,
                     std::size_t size, void* user_data) noexcept {
    of(user_data).answers[id].body.append(reinterpret_cast<const char*>(part), size);
    of(user_data).parts.emplace_back(id, size);
    return 0;
  }

  static int on_frame(nghttp2_session* /*frames*/, const nghttp2_frame* frame, void* user_data) noexcept {
    http2_peer& self = of(user_data);
    const bool last = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    const bool of_answer = frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS;
    if (of_answer && last) self.answers[frame->hd.stream_id].whole = true;
    if (frame->hd.type == NGHTTP2_GOAWAY)
      self.goaways.push_back({frame->goaway.last_stream_id, frame->goaway.error_code});
    if (frame->hd.type == NGHTTP2_SETTINGS) {
      for (std::size_t each = 0; each < frame->settings.niv; ++each)
        self.server_settings[frame->settings.iv[each].settings_id] = frame->settings.iv[each].value;
    }
    return 0;
  }

  static int on_invalid(nghttp2_session* /*frames*/, const nghttp2_frame* /*frame*/, int problem,
                        void* user_data) noexcept {
    of(user_data).refused.push_back(problem);
    return 0;
  }

  static int on_close(nghttp2_session* /*frames*/, std::int32_t id, std::uint32_t code, void* user_data) noexcept {
    of(user_data).answers[id].code = code;
    of(user_data).answers[id].closed = true;
    return 0;
  }

  static http2::callbacks_handle make_table() {
    auto made = http2::make_callbacks();
    nghttp2_session_callbacks_set_on_header_callback(made.get(), on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made.get(), on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(made.get(), on_frame);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(made.get(), on_invalid);
    nghttp2_session_callbacks_set_on_stream_close_callback(made.get(), on_close);
    return made;
  }

  std::map<std::int32_t, std::string> bodies_;
  http2::session_handle frames_;
};

/// Lets both sides talk until neither has anything to say.
inline void talk_on(server::session& talk, http2_peer& peer) {
  for (bool quiet = false; !quiet;) {
    const std::string said = drain(talk);
    peer.hear(said);
    const std::string back = peer.said();
    if (!back.empty()) talk.receive(back);
    quiet = said.empty() && back.empty();
  }
}

}  // namespace synfin::test
