#include "common/http1/response_parser.hpp"

namespace synfin::http1 {

/// What llhttp calls; noexcept, since C stands between us and our caller.
struct response_callbacks {
  static response_parser& self(llhttp_t* parser) noexcept { return *static_cast<response_parser*>(parser->data); }

  static int on_message_begin(llhttp_t* parser) noexcept {
    self(parser).started_ = true;
    self(parser).body_bytes_ = 0;
    return 0;
  }

  static int on_headers_complete(llhttp_t* parser) noexcept {
    constexpr int fail = -1;
    constexpr int no_body_follows = 1;
    self(parser).status_ = parser->status_code;
    if (parser->status_code < HTTP_STATUS_CONTINUE) return fail;              // RFC 9110 §15: 100 is the least
    if (parser->status_code == HTTP_STATUS_SWITCHING_PROTOCOLS) return fail;  // nobody asked for it
    return self(parser).bodiless_ ? no_body_follows : 0;
  }

  static int on_body(llhttp_t* parser, const char* /*at*/, std::size_t length) noexcept {
    self(parser).body_bytes_ += length;
    return 0;
  }

  static int on_message_complete(llhttp_t* parser) noexcept {
    response_parser& reader = self(parser);
    reader.started_ = false;
    if (parser->status_code / 100 == 1) return 0;
    reader.keep_alive_ = llhttp_should_keep_alive(parser) != 0;
    reader.complete_ = true;
    return HPE_PAUSED;
  }

  static const llhttp_settings_t& settings() noexcept {
    static const llhttp_settings_t made = [] {
      llhttp_settings_t all;
      llhttp_settings_init(&all);
      all.on_message_begin = on_message_begin;
      all.on_headers_complete = on_headers_complete;
      all.on_body = on_body;
      all.on_message_complete = on_message_complete;
      return all;
    }();
    return made;
  }
};

response_parser::response_parser(answers_to method) noexcept : bodiless_(method == answers_to::head_requests) {
  llhttp_init(&parser_, HTTP_RESPONSE, &response_callbacks::settings());
  parser_.data = this;
}

response_parser::progress response_parser::receive(std::string_view bytes) noexcept {
  complete_ = false;
  const llhttp_errno result = llhttp_execute(&parser_, bytes.data(), bytes.size());
  if (result == HPE_OK) return {bytes.size(), false, error::none};
  if (!complete_) return {0, false, error::protocol};
  const auto consumed = static_cast<std::size_t>(llhttp_get_error_pos(&parser_) - bytes.data());
  llhttp_resume(&parser_);
  return {consumed, true, error::none};
}

response_parser::progress response_parser::finish() noexcept {
  if (!started_) return {};
  complete_ = false;
  llhttp_finish(&parser_);
  return {0, complete_, complete_ ? error::none : error::closed_early};
}

}  // namespace synfin::http1
