#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "common/http/kept_head.hpp"
#include "server/http2/answer_fields.hpp"
#include "server/site/response.hpp"

namespace synfin::server::http2 {

/// What the log wants to know of a request, kept until its answer is over.
struct request_texts {
  std::string method, target, host, referer, user_agent;
};

/// One request and its answer. It stays where it is, since nghttp2 points to it, and to texts of its answer.
struct stream {
  std::int32_t id = 0;
  std::size_t place = 0;  ///< among the session's streams
  site::response answer;
  field_texts texts{};
  std::unique_ptr<request_texts> asked;   ///< null if nobody wants them
  std::unique_ptr<http::kept_head> head;  ///< for a second look, while there is no answer
  std::uint64_t body_length = 0;          ///< of the answer, as far as it is to be sent
  std::uint64_t body_sent = 0;
  std::uint64_t body_taken = 0;  ///< of the request
  bool head_only = false;
  bool begun = false;         ///< the head was whole
  bool request_over = false;  ///< the peer has sent END_STREAM
  bool body_awaited = false;  ///< the answer waits for the request's end
  bool parked = false;        ///< the answer is being found out
  bool answered = false;      ///< the answer is under way
  bool answer_over = false;   ///< our END_STREAM is among what is written
};

}  // namespace synfin::server::http2
