#pragma once

#include <nghttp2/nghttp2.h>

namespace synfin::server::http2 {

/// What nghttp2 calls, for all sessions; each call goes to the session that is its user data. Nothing thrown there gets
/// into C code: it ends the connection.
struct events {
  static const nghttp2_session_callbacks& table();
  static const nghttp2_option& options();

  /// Gives the body of the answer of the stream that is its source.
  static nghttp2_data_source_read_callback body();
};

}  // namespace synfin::server::http2
