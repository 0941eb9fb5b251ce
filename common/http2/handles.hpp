#pragma once

#include <memory>

#include <nghttp2/nghttp2.h>

namespace synfin::http2 {

struct session_freed {
  void operator()(nghttp2_session* session) const noexcept { nghttp2_session_del(session); }
};
struct callbacks_freed {
  void operator()(nghttp2_session_callbacks* callbacks) const noexcept { nghttp2_session_callbacks_del(callbacks); }
};
struct options_freed {
  void operator()(nghttp2_option* options) const noexcept { nghttp2_option_del(options); }
};

/// Owners of nghttp2's objects.
using session_handle = std::unique_ptr<nghttp2_session, session_freed>;
using callbacks_handle = std::unique_ptr<nghttp2_session_callbacks, callbacks_freed>;
using options_handle = std::unique_ptr<nghttp2_option, options_freed>;

/// Empty ones, to be filled. Throw std::bad_alloc.
callbacks_handle make_callbacks();
options_handle make_options();

/// Either end of a connection. `user_data` goes to every callback. nghttp2 copies what it needs of the callbacks and
/// the options. Throw std::bad_alloc.
session_handle make_server(const nghttp2_session_callbacks& callbacks, void* user_data, const nghttp2_option& options);
session_handle make_client(const nghttp2_session_callbacks& callbacks, void* user_data, const nghttp2_option& options);

}  // namespace synfin::http2
