#include "common/http1/writer.hpp"

#include <cassert>

namespace synfin::http1 {

void append_status_line(std::string& out, http::status status) {
  out.append("HTTP/1.1 ").append(std::to_string(http::code(status))).append(" ");
  out.append(http::reason(status)).append("\r\n");
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  assert(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace synfin::http1
