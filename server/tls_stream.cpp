#include "server/tls_stream.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "common/net/socket_options.hpp"

namespace synfin::server {

tls_stream::tls_stream(net::stream_socket socket, std::shared_ptr<tls::server_context> context)
    : socket_(std::move(socket)),
      context_(std::move(context)),
      channel_(context_->raw(), socket_.native_handle(), tls::channel::role::server) {}

tls_stream::result tls_stream::write(std::string_view bytes, bool /*more*/) { return channel_.write(bytes); }

tls_stream::result tls_stream::send_file(int file, std::uint64_t offset, std::uint64_t count) {
  // Before the file is read for nothing.
  if (const auto waiting = channel_.flush()) return std::unexpected(waiting);
  thread_local std::array<char, tls::channel::most_a_write> content;
  const ssize_t got =
      ::pread(file, content.data(), std::min<std::uint64_t>(count, content.size()), static_cast<off_t>(offset));
  if (got < 0) return std::unexpected(std::error_code(errno, std::system_category()));
  if (got == 0) return std::size_t{0};
  return channel_.write({content.data(), static_cast<std::size_t>(got)});
}

std::error_code tls_stream::finish_writing() { return channel_.flush(); }

void tls_stream::end_output() noexcept {
  channel_.close_notify();
  net::send_fin(socket_);
}

void tls_stream::reset_on_close() noexcept { net::set_reset_on_close(socket_.native_handle()); }

void tls_stream::cancel() noexcept { net::wake_waiting(socket_); }

}  // namespace synfin::server
