#include "server/http2/events.hpp"

#include <algorithm>
#include <string_view>

#include "server/http2/session.hpp"

namespace synfin::server::http2 {

using synfin::http2::callbacks_handle;
using synfin::http2::make_callbacks;
using synfin::http2::make_options;
using synfin::http2::options_handle;

/// The functions of nghttp2's table.
struct callback_functions {
  /// What `act` finds, as nghttp2 is told of it: true is 0, anything else ends the connection.
  template <typename Act>
  static int told(Act act) noexcept {
    try {
      return act() ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
    } catch (...) {
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
  }

  static session& of(void* user_data) noexcept { return *static_cast<session*>(user_data); }

  static std::string_view text(const std::uint8_t* bytes, std::size_t size) noexcept {
    return {reinterpret_cast<const char*>(bytes), size};
  }

  static int begin_headers(nghttp2_session* /*frames*/, const nghttp2_frame* frame, void* user_data) noexcept {
    return told([&] { return of(user_data).head_begins(*frame); });
  }

  static int header(nghttp2_session* /*frames*/, const nghttp2_frame* /*frame*/, const std::uint8_t* name,
                    std::size_t name_size, const std::uint8_t* value, std::size_t value_size, std::uint8_t /*flags*/,
                    void* user_data) noexcept {
    return told([&] { return of(user_data).field_read(text(name, name_size), text(value, value_size)); });
  }

  static int frame_recv(nghttp2_session* /*frames*/, const nghttp2_frame* frame, void* user_data) noexcept {
    return told([&] { return of(user_data).frame_read(*frame); });
  }

  static int invalid_frame_recv(nghttp2_session* /*frames*/, const nghttp2_frame* /*frame*/, int /*problem*/,
                                void* user_data) noexcept {
    return told([&] { return of(user_data).frame_refused(); });
  }

  static int data_chunk_recv(nghttp2_session* /*frames*/, std::uint8_t /*flags*/, std::int32_t id,
                             const std::uint8_t* /*bytes*/, std::size_t size, void* user_data) noexcept {
    return told([&] {
      of(user_data).body_read(id, size);
      return true;
    });
  }

  static int frame_send(nghttp2_session* /*frames*/, const nghttp2_frame* frame, void* user_data) noexcept {
    return told([&] {
      of(user_data).frame_written(*frame);
      return true;
    });
  }

  static int stream_close(nghttp2_session* /*frames*/, std::int32_t id, std::uint32_t /*code*/,
                          void* user_data) noexcept {
    return told([&] {
      of(user_data).stream_closed(id);
      return true;
    });
  }

  /// How much of the body goes into the next DATA frame; it is put there by send_data.
  static ssize_t read_body(nghttp2_session* /*frames*/, std::int32_t /*id*/, std::uint8_t* /*into*/, std::size_t room,
                           std::uint32_t* flags, nghttp2_data_source* source, void* /*user_data*/) noexcept {
    const auto& from = *static_cast<const stream*>(source->ptr);
    const std::uint64_t left = from.body_length - from.body_sent;
    const std::uint64_t next = std::min<std::uint64_t>(left, room);
    *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
    if (next == left) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(next);
  }

  static int send_data(nghttp2_session* /*frames*/, nghttp2_frame* /*frame*/, const std::uint8_t* frame_head,
                       std::size_t size, nghttp2_data_source* source, void* user_data) noexcept {
    constexpr std::size_t head_size = 9;
    session& talk = of(user_data);
    if (!talk.has_room()) return NGHTTP2_ERR_WOULDBLOCK;
    try {
      const bool whole = talk.append_data(*static_cast<stream*>(source->ptr), text(frame_head, head_size), size);
      return whole ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    } catch (...) {
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
  }

  static callbacks_handle make() {
    callbacks_handle made = make_callbacks();
    nghttp2_session_callbacks* const all = made.get();
    nghttp2_session_callbacks_set_on_begin_headers_callback(all, begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(all, header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(all, frame_recv);
    nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(all, invalid_frame_recv);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(all, data_chunk_recv);
    nghttp2_session_callbacks_set_on_frame_send_callback(all, frame_send);
    nghttp2_session_callbacks_set_on_stream_close_callback(all, stream_close);
    nghttp2_session_callbacks_set_send_data_callback(all, send_data);
    return made;
  }
};

const nghttp2_session_callbacks& events::table() {
  static const callbacks_handle made = callback_functions::make();
  return *made;
}

const nghttp2_option& events::options() {
  static const options_handle made = [] {
    options_handle fresh = make_options();
    // Closed streams are of use for the priorities of RFC 7540 alone.
    nghttp2_option_set_no_closed_streams(fresh.get(), 1);
    nghttp2_option_set_builtin_recv_extension_type(fresh.get(), NGHTTP2_PRIORITY_UPDATE);
    return fresh;
  }();
  return *made;
}

nghttp2_data_source_read_callback events::body() { return callback_functions::read_body; }

}  // namespace synfin::server::http2
