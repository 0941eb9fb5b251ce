#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/site/responder.hpp"
#include "tests/support/temp_site.hpp"
#include "tests/support/test_library.hpp"

namespace synfin::server::site {

/// Sites in a folder, and the one way to ask them. What is set in `settings` counts from the first question on.
class asked_site {
 public:
  asked_site() { settings.site.root = folder.root(); }

  response ask(std::string_view method, std::string_view target, const std::vector<http::field>& fields = {}) {
    http::request_head request;
    request.method = http::method_of(method);
    request.method_text = method;
    request.target = target;
    request.fields = fields;
    return respond(request, library().sites, {.now = now, .secure = secure, .told = told});
  }
  response get(std::string_view target, const std::vector<http::field>& fields = {}) {
    return ask("GET", target, fields);
  }

  test::test_library& library() {
    if (!library_) library_ = std::make_unique<test::test_library>(settings, limits);
    return *library_;
  }

  /// Does what waits in the background, until nothing more comes of it.
  void settle() { library().helpers.run(); }

  /// Time goes on by so much that everything is looked at anew.
  void wait() { now.steady_time += library::recheck; }

  test::temp_site folder;
  config::server_settings settings;
  library_limits limits{.memory_file = 1000};
  moment now{steady::time_point{std::chrono::hours{1}}, wall::now() + std::chrono::hours{1}};
  bool secure = false;
  account* told = nullptr;

 private:
  using library_type = test::test_library;
  std::unique_ptr<library_type> library_;
};

/// All fields of an answer, wherever they stand.
inline field_lines fields_of(const response& answer) { return answer.whole_file ? answer.file->fields : answer.fields; }

/// The value of a field, its lines joined; empty if there is none.
inline std::string field_of(const response& answer, std::string_view name) {
  std::string all;
  for (const auto& [each, value] : fields_of(answer)) {
    if (each == name) all += (all.empty() ? "" : " | ") + value;
  }
  return all;
}

inline bool has_field(const response& answer, std::string_view name) {
  return std::ranges::any_of(fields_of(answer), [&](const field_line& line) { return line.name == name; });
}

/// The whole body, read as a session reads it.
inline std::string body_of(const response& answer) {
  std::string body;
  while (body.size() < answer.body_length()) {
    const body_piece piece = piece_at(answer, body.size());
    if (piece.size() == 0) return body + "(no more)";
    if (piece.length == 0) {
      body.append(piece.bytes);
      continue;
    }
    std::string read(piece.length, '\0');
    if (::pread(piece.file, read.data(), read.size(), static_cast<off_t>(piece.offset)) !=
        static_cast<ssize_t>(read.size()))
      return body + "(too short)";
    body.append(read);
  }
  return body;
}

}  // namespace synfin::server::site
