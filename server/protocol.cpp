#include "server/protocol.hpp"

#include "server/connection_run.hpp"
#include "server/opening.hpp"
#include "server/plain_stream.hpp"

namespace synfin::server {

template class connection<plain_stream>;

net::awaitable<> serve(net::stream_socket socket, std::string peer, protocol_services services) {
  auto talk = std::make_unique<opening>(services.sessions, std::move(peer));
  connection<plain_stream> plain(plain_stream(std::move(socket)), std::move(talk), services.connections);
  co_await plain.run();
}

}  // namespace synfin::server
