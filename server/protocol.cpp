#include "server/protocol.hpp"

#include "server/connection_run.hpp"
#include "server/http1/session.hpp"
#include "server/http2/session.hpp"
#include "server/opening.hpp"
#include "server/plain_stream.hpp"
#include "server/tls_stream.hpp"
#include "server/traced_stream.hpp"

namespace synfin::server {

template class connection<plain_stream>;
template class connection<tls_stream>;
template class connection<traced_stream<plain_stream>>;
template class connection<traced_stream<tls_stream>>;

namespace {

/// What a handshake tells once it is done.
void note_handshake(tls::channel& channel, const protocol_services& services, connection_facts& facts) {
  SSL& made = channel.raw();
  const bool resumed = SSL_session_reused(&made) == 1;
  counters& count = services.connections.count;
  (resumed ? count.tls_resumed : count.tls_full).add();
  if (services.sessions.listener.wants_texts()) facts.subject = tls::verified_subject(made);
}

std::string_view chosen_protocol(tls::channel& channel) noexcept {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(&channel.raw(), &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

std::unique_ptr<session> session_for(std::string_view protocol, session_services& services, connection_facts facts) {
  if (protocol == "h2") return std::make_unique<http2::session>(services, std::move(facts));
  return std::make_unique<http1::session>(services, std::move(facts));
}

/// What the handshake has moved is told as one look; false if there is no connection to serve.
net::awaitable<bool> greet_watched(tls_stream& stream, witness& watching, protocol_services services) {
  watching.before();
  tls_greeting greeting(stream, services.connections, services.gate);
  const bool done = co_await greeting.run();
  watching.after(greeting.problem());
  if (!done) watching.before_close();
  co_return done;
}

}  // namespace

net::awaitable<> serve(net::stream_socket socket, connection_facts facts, protocol_services services) {
  auto talk = std::make_unique<opening>(services.sessions, std::move(facts));
  connection<plain_stream> plain(plain_stream(std::move(socket)), std::move(talk), services.connections);
  co_await plain.run();
}

net::awaitable<> serve_secure(net::stream_socket socket, std::shared_ptr<tls::server_context> context,
                              connection_facts facts, protocol_services services) {
  tls_stream stream(std::move(socket), std::move(context));
  {
    tls_greeting greeting(stream, services.connections, services.gate);
    const bool done = co_await greeting.run();
    if (!done) co_return;
  }
  note_handshake(stream.channel(), services, facts);
  auto talk = session_for(chosen_protocol(stream.channel()), services.sessions, std::move(facts));
  connection<tls_stream> secure(std::move(stream), std::move(talk), services.connections);
  co_await secure.run();
}

net::awaitable<> serve_traced(net::stream_socket socket, connection_facts facts, protocol_services services,
                              std::unique_ptr<witness> watching) {
  auto talk = std::make_unique<opening>(services.sessions, std::move(facts));
  traced_stream<plain_stream> stream(plain_stream(std::move(socket)), std::move(watching));
  connection<traced_stream<plain_stream>> plain(std::move(stream), std::move(talk), services.connections);
  co_await plain.run();
}

net::awaitable<> serve_secure_traced(net::stream_socket socket, std::shared_ptr<tls::server_context> context,
                                     connection_facts facts, protocol_services services,
                                     std::unique_ptr<witness> watching) {
  tls_stream inner(std::move(socket), std::move(context));
  const bool done = co_await greet_watched(inner, *watching, services);
  if (!done) co_return;  // the socket closes first: parameters outlive what stands in here
  note_handshake(inner.channel(), services, facts);
  auto talk = session_for(chosen_protocol(inner.channel()), services.sessions, std::move(facts));
  traced_stream<tls_stream> stream(std::move(inner), std::move(watching));
  connection<traced_stream<tls_stream>> secure(std::move(stream), std::move(talk), services.connections);
  co_await secure.run();
}

}  // namespace synfin::server
