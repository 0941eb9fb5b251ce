#include "common/http2/handles.hpp"

#include <new>

namespace synfin::http2 {
namespace {

/// nghttp2's makers fail for want of memory alone.
void need(int outcome) {
  if (outcome != 0) throw std::bad_alloc();
}

}  // namespace

callbacks_handle make_callbacks() {
  nghttp2_session_callbacks* made = nullptr;
  need(nghttp2_session_callbacks_new(&made));
  return callbacks_handle(made);
}

options_handle make_options() {
  nghttp2_option* made = nullptr;
  need(nghttp2_option_new(&made));
  return options_handle(made);
}

session_handle make_server(const nghttp2_session_callbacks& callbacks, void* user_data, const nghttp2_option& options) {
  nghttp2_session* made = nullptr;
  need(nghttp2_session_server_new2(&made, &callbacks, user_data, &options));
  return session_handle(made);
}

session_handle make_client(const nghttp2_session_callbacks& callbacks, void* user_data, const nghttp2_option& options) {
  nghttp2_session* made = nullptr;
  need(nghttp2_session_client_new2(&made, &callbacks, user_data, &options));
  return session_handle(made);
}

}  // namespace synfin::http2
