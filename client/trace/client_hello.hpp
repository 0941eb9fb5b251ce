#pragma once

#include <string>
#include <string_view>

namespace synfin::trace {

/// What a ClientHello asks for, for people: ` example.org h2,http/1.1` – the name (RFC 6066 §3) and the protocols
/// (RFC 7301); as far as `message` was captured. Empty where it asks for neither.
std::string client_hello_words(std::string_view message);

}  // namespace synfin::trace
