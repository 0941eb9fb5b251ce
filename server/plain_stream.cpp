#include "server/plain_stream.hpp"

#include <sys/sendfile.h>
#include <sys/socket.h>

#include <cerrno>

#include "common/net/socket_options.hpp"

namespace synfin::server {
namespace {

plain_stream::result moved(ssize_t count) noexcept {
  if (count >= 0) return static_cast<std::size_t>(count);
  return std::unexpected(std::error_code(errno, std::system_category()));
}

}  // namespace

plain_stream::result plain_stream::read(std::span<char> into) noexcept {
  return moved(::recv(socket_.native_handle(), into.data(), into.size(), 0));
}

plain_stream::result plain_stream::write(std::string_view bytes, bool more) noexcept {
  return moved(::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | (more ? MSG_MORE : 0)));
}

plain_stream::result plain_stream::send_file(int file, std::uint64_t offset, std::uint64_t count) noexcept {
  auto position = static_cast<off_t>(offset);
  return moved(::sendfile(socket_.native_handle(), file, &position, count));
}

void plain_stream::end_output() noexcept { net::send_fin(socket_); }

void plain_stream::reset_on_close() noexcept { net::set_reset_on_close(socket_.native_handle()); }

void plain_stream::cancel() noexcept { net::wake_waiting(socket_); }

}  // namespace synfin::server
