#include "client/trace/speech/http2_names.hpp"

#include <array>

#include <fmt/format.h>

namespace synfin::trace {
namespace {

constexpr std::array<std::string_view, 10> frames{"DATA",          "HEADERS",      "PRIORITY", "RST_STREAM",
                                                  "SETTINGS",      "PUSH_PROMISE", "PING",     "GOAWAY",
                                                  "WINDOW_UPDATE", "CONTINUATION"};

constexpr std::array<std::string_view, 14> errors{"NO_ERROR",
                                                  "PROTOCOL_ERROR",
                                                  "INTERNAL_ERROR",
                                                  "FLOW_CONTROL_ERROR",
                                                  "SETTINGS_TIMEOUT",
                                                  "STREAM_CLOSED",
                                                  "FRAME_SIZE_ERROR",
                                                  "REFUSED_STREAM",
                                                  "CANCEL",
                                                  "COMPRESSION_ERROR",
                                                  "CONNECT_ERROR",
                                                  "ENHANCE_YOUR_CALM",
                                                  "INADEQUATE_SECURITY",
                                                  "HTTP_1_1_REQUIRED"};

constexpr std::array<std::string_view, 10> settings{"",
                                                    "header_table_size",
                                                    "enable_push",
                                                    "max_concurrent_streams",
                                                    "initial_window_size",
                                                    "max_frame_size",
                                                    "max_header_list_size",
                                                    "",
                                                    "enable_connect_protocol",
                                                    "no_rfc7540_priorities"};

}  // namespace

std::string name_of(frame_type type) {
  const auto number = static_cast<std::size_t>(type);
  if (number < frames.size()) return std::string(frames.at(number));
  switch (number) {
    case 0x0a: return "ALTSVC";           // RFC 7838 §4
    case 0x0c: return "ORIGIN";           // RFC 8336 §2
    case 0x10: return "PRIORITY_UPDATE";  // RFC 9218 §7.1
    default: return fmt::format("frame type {}", number);
  }
}

std::string http2_error_name(std::uint64_t code) {
  return code < errors.size() ? std::string(errors.at(code)) : fmt::format("error {:#x}", code);
}

std::string_view http2_setting_name(std::uint64_t identifier) noexcept {
  return identifier < settings.size() ? settings[identifier] : std::string_view{};
}

}  // namespace synfin::trace
