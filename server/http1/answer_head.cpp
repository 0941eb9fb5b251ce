#include "server/http1/answer_head.hpp"

#include <algorithm>

#include "common/http1/writer.hpp"

namespace synfin::server::http1 {

using synfin::http1::append_field;
using synfin::http1::append_status_line;

namespace {

constexpr std::string_view server_name = "synfin";

std::string_view text(const http::date_text& date) noexcept { return {date.data(), date.size()}; }

/// Everything up to the date, so that it stands at the same place in all heads of one status.
void append_start(std::string& out, http::status status, const http::date_text& date) {
  append_status_line(out, status);
  append_field(out, "Server", server_name);
  append_field(out, "Date", text(date));
}

void append_rest(std::string& out, const site::field_lines& fields, const site::response& answer) {
  for (const auto& [name, value] : fields) append_field(out, name, value);
  // Without a body there is nothing to measure, and a 304 speaks of one that it does not carry (RFC 9110 §8.6).
  if (!answer.bodiless()) append_field(out, "Content-Length", std::to_string(answer.body_length()));
}

/// Where the date stands in the head of a whole file.
std::size_t date_place() {
  static const std::size_t place = [] {
    std::string start;
    append_start(start, http::status::ok, http::format_date({}));
    return start.size() - std::string_view("\r\n").size() - http::date_size;
  }();
  return place;
}

void append_whole_file(std::string& out, const site::response& answer, const http::date_text& date) {
  std::string& ready = answer.file->ready_head;
  if (ready.empty()) {
    append_start(ready, answer.status, date);
    append_rest(ready, answer.file->fields, answer);
  }
  const std::size_t start = out.size();
  out.append(ready);
  std::ranges::copy(date, out.data() + start + date_place());
}

}  // namespace

void append_head(std::string& out, const site::response& answer, const http::date_text& date, connection_fate fate) {
  if (answer.whole_file) {
    append_whole_file(out, answer, date);
  } else {
    append_start(out, answer.status, date);
    append_rest(out, answer.fields, answer);
  }
  if (!answer.transport_security.empty()) append_field(out, "Strict-Transport-Security", answer.transport_security);
  if (fate == connection_fate::closes) append_field(out, "Connection", "close");
  if (fate == connection_fate::stays_by_name) append_field(out, "Connection", "keep-alive");
  out.append("\r\n");
}

}  // namespace synfin::server::http1
