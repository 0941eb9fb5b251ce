#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/http2/handles.hpp"

namespace synfin::test {

/// The server of a test, on nghttp2: it takes requests in and answers as it is told.
class far_end {
 public:
  struct request {
    std::map<std::string, std::string> fields;
    std::string body;
    bool complete = false;
    std::uint32_t reset = NGHTTP2_NO_ERROR;  ///< the client's RST_STREAM
    bool was_reset = false;
  };

  explicit far_end(std::vector<nghttp2_settings_entry> settings = {}) {
    const auto callbacks = http2::make_callbacks();
    nghttp2_session_callbacks_set_on_header_callback(callbacks.get(), on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks.get(), on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks.get(), on_frame);
    const auto options = http2::make_options();
    wire_ = http2::make_server(*callbacks, this, *options);
    nghttp2_submit_settings(raw(), NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  }
  far_end(const far_end&) = delete;
  far_end& operator=(const far_end&) = delete;

  nghttp2_session* raw() const noexcept { return wire_.get(); }

  void hear(std::string_view bytes) {
    heard += bytes.size();
    nghttp2_session_mem_recv(raw(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }

  /// All that it has to say by now.
  std::string say() {
    std::string out;
    const std::uint8_t* bytes = nullptr;
    for (ssize_t count = 0; (count = nghttp2_session_mem_send(raw(), &bytes)) > 0;) {
      out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
    }
    return out;
  }

  /// Answers with `length` bytes of body, and whatever length the head is to claim.
  void answer(std::int32_t stream, std::string status, std::size_t length, std::string claimed = "") {
    left_[stream] = length;
    std::vector<nghttp2_nv> head{field(":status", status)};
    if (!claimed.empty()) head.push_back(field("content-length", claimed));
    nghttp2_data_provider body{};
    body.source.ptr = &left_[stream];
    body.read_callback = read_body;
    nghttp2_submit_response(raw(), stream, head.data(), head.size(), length == 0 ? nullptr : &body);
  }

  void interim(std::int32_t stream, std::string status) {
    const std::array head{field(":status", status)};
    nghttp2_submit_headers(raw(), NGHTTP2_FLAG_NONE, stream, nullptr, head.data(), head.size(), nullptr);
  }

  void reset(std::int32_t stream, std::uint32_t code) {
    nghttp2_submit_rst_stream(raw(), NGHTTP2_FLAG_NONE, stream, code);
  }

  void go_away(std::int32_t last) {
    nghttp2_submit_goaway(raw(), NGHTTP2_FLAG_NONE, last, NGHTTP2_NO_ERROR, nullptr, 0);
  }

  std::map<std::int32_t, request> requests;
  std::size_t heard = 0;
  std::size_t window_updates = 0;
  bool told_goodbye = false;

 private:
  static far_end& of(void* user) noexcept { return *static_cast<far_end*>(user); }

  static nghttp2_nv field(std::string_view name, std::string& value) {
    return {reinterpret_cast<std::uint8_t*>(const_cast<char*>(name.data())),
            reinterpret_cast<std::uint8_t*>(value.data()), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
  }

  static int on_header(nghttp2_session* /*wire*/, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t length, const std::uint8_t* value, std::size_t value_length, std::uint8_t /*flags*/,
                       void* user) {
    of(user).requests[frame->hd.stream_id].fields.emplace(
        std::string(reinterpret_cast<const char*>(name), length),
        std::string(reinterpret_cast<const char*>(value), value_length));
    return 0;
  }

  static int on_data(nghttp2_session* /*wire*/, std::uint8_t /*flags*/, std::int32_t id, const std::uint8_t* data,
                     std::size_t length, void* user) {
    of(user).requests[id].body.append(reinterpret_cast<const char*>(data), length);
    return 0;
  }

  static int on_frame(nghttp2_session* /*wire*/, const nghttp2_frame* frame, void* user) {
    far_end& mine = of(user);
    const auto type = frame->hd.type;
    if (type == NGHTTP2_WINDOW_UPDATE) ++mine.window_updates;
    if (type == NGHTTP2_GOAWAY) mine.told_goodbye = true;
    const bool of_a_request = type == NGHTTP2_HEADERS || type == NGHTTP2_DATA;
    if (of_a_request && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
      mine.requests[frame->hd.stream_id].complete = true;
    if (type == NGHTTP2_RST_STREAM) {
      mine.requests[frame->hd.stream_id].was_reset = true;
      mine.requests[frame->hd.stream_id].reset = frame->rst_stream.error_code;
    }
    return 0;
  }

  static ssize_t read_body(nghttp2_session* /*wire*/, std::int32_t /*id*/, std::uint8_t* into, std::size_t room,
                           std::uint32_t* flags, nghttp2_data_source* source, void* /*user*/) {
    auto& left = *static_cast<std::size_t*>(source->ptr);
    const std::size_t count = std::min(room, left);
    std::fill_n(into, count, 'x');
    left -= count;
    if (left == 0) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }

  http2::session_handle wire_;
  std::map<std::int32_t, std::size_t> left_;  // of each answer's body; its nodes stay where they are
};

}  // namespace synfin::test
