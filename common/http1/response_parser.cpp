#include "common/http1/response_parser.hpp"

#include <algorithm>

#include "common/http/fields.hpp"

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

/// The same where somebody watches. A table of its own, so that nobody else pays for it.
struct watched_callbacks {
  static response_parser& self(llhttp_t* parser) noexcept { return response_callbacks::self(parser); }

  static int on_message_begin(llhttp_t* parser) noexcept {
    self(parser).in_head_ = true;
    self(parser).watcher_->begin();
    return response_callbacks::on_message_begin(parser);
  }

  static int append(std::string& to, std::string_view bytes) noexcept {
    constexpr int fail = -1;
    try {
      to.append(bytes.substr(0, response_parser::longest_value - std::min(to.size(), response_parser::longest_value)));
      return 0;
    } catch (...) {
      return fail;
    }
  }

  static int on_field(llhttp_t* parser, const char* at, std::size_t length) noexcept {
    return self(parser).in_head_ ? append(self(parser).name_, {at, length}) : 0;
  }

  static int on_value(llhttp_t* parser, const char* at, std::size_t length) noexcept {
    return self(parser).in_head_ ? append(self(parser).value_, {at, length}) : 0;
  }

  static int on_value_complete(llhttp_t* parser) noexcept {
    response_parser& reader = self(parser);
    if (!reader.in_head_) return 0;
    reader.watcher_->field(reader.name_, http::trim(reader.value_));
    reader.name_.clear();
    reader.value_.clear();
    return 0;
  }

  static int on_headers_complete(llhttp_t* parser) noexcept {
    self(parser).in_head_ = false;
    self(parser).watcher_->head_complete(parser->status_code);
    return response_callbacks::on_headers_complete(parser);
  }

  static int on_body(llhttp_t* parser, const char* at, std::size_t length) noexcept {
    self(parser).watcher_->body({at, length});
    return response_callbacks::on_body(parser, at, length);
  }

  static const llhttp_settings_t& settings() noexcept {
    static const llhttp_settings_t made = [] {
      llhttp_settings_t all = response_callbacks::settings();
      all.on_message_begin = on_message_begin;
      all.on_header_field = on_field;
      all.on_header_value = on_value;
      all.on_header_value_complete = on_value_complete;
      all.on_headers_complete = on_headers_complete;
      all.on_body = on_body;
      return all;
    }();
    return made;
  }
};

response_parser::response_parser(answers_to method, http::response_watcher* watcher) noexcept
    : bodiless_(method == answers_to::head_requests), watcher_(watcher) {
  llhttp_init(&parser_, HTTP_RESPONSE,
              watcher == nullptr ? &response_callbacks::settings() : &watched_callbacks::settings());
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
