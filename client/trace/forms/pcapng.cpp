#include "client/trace/forms/pcapng.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

namespace synfin::trace {
namespace {

constexpr std::uint32_t section_header = 0x0a0d0d0a;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t enhanced_packet = 6;

/// Numbers, the least byte first, and texts, padded to 32 bits as the format has all of them.
class block {
 public:
  explicit block(std::uint32_t type) : type_(type) {}

  block& two(std::uint32_t value) { return number(value, 2); }
  block& four(std::uint32_t value) { return number(value, 4); }

  block& padded(std::string_view bytes) {
    body_ += bytes;
    body_.append((4 - body_.size() % 4) % 4, '\0');
    return *this;
  }

  /// An option is behind all that is no option.
  block& option(std::uint32_t code, std::string_view value) {
    constexpr std::size_t most = 0xffff;
    value = value.substr(0, most);
    has_options_ = true;
    return two(code).two(static_cast<std::uint32_t>(value.size())).padded(value);
  }

  /// Its length stands before it and behind it.
  std::string text() {
    constexpr std::uint32_t around = 12;
    if (has_options_) two(0).two(0);
    const std::string body = std::move(body_);
    body_.clear();
    const auto length = static_cast<std::uint32_t>(body.size()) + around;
    four(type_).four(length);
    body_ += body;
    four(length);
    return std::move(body_);
  }

 private:
  block& number(std::uint32_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i) body_ += static_cast<char>((value >> (8 * i)) & 0xffU);
    return *this;
  }

  std::uint32_t type_;
  std::string body_;
  bool has_options_ = false;
};

/// What files call it: libpcap has a number of its own for raw IP, another on each system.
std::uint32_t file_type(int link_type) noexcept {
  constexpr std::uint32_t raw = 101;
  return link_type == 12 || link_type == 14 ? raw : static_cast<std::uint32_t>(link_type);
}

std::string section(const flow& whole, std::string_view program) {
  constexpr std::uint32_t comment = 1;
  constexpr std::uint32_t application = 4;
  block made(section_header);
  made.four(0x1a2b3c4d).two(1).two(0).four(0xffff'ffff).four(0xffff'ffff);  // as long as it is
  made.option(comment, fmt::format("One TCP connection, {} to {}", whole.client.text(), whole.server.text()));
  return made.option(application, program).text();
}

std::string interface(int link_type) {
  constexpr std::uint32_t resolution = 9;
  constexpr std::string_view nanoseconds = "\x09";
  return block(interface_description).two(file_type(link_type)).two(0).four(0).option(resolution, nanoseconds).text();
}

std::string packet(std::uint32_t interface, const segment& seen) {
  const auto since_1970 = std::chrono::nanoseconds(seen.time.time_since_epoch()).count();
  const auto stamp = static_cast<std::uint64_t>(std::max<std::int64_t>(since_1970, 0));
  const raw_frame& frame = *seen.frame;
  return block(enhanced_packet)
      .four(interface)
      .four(static_cast<std::uint32_t>(stamp >> 32))
      .four(static_cast<std::uint32_t>(stamp))
      .four(static_cast<std::uint32_t>(frame.bytes.size()))
      .four(frame.size)
      .padded(frame.bytes)
      .text();
}

}  // namespace

std::expected<std::string, std::string> pcapng(const flow& whole, std::string_view program) {
  std::string out = section(whole, program);
  std::vector<int> links;  // by the number of their interface
  for (const step& each : whole.steps) {
    if (each.seen.frame == nullptr) continue;
    const auto known = std::ranges::find(links, each.seen.frame->link_type);
    const auto number = static_cast<std::uint32_t>(known - links.begin());
    if (known == links.end()) {
      links.push_back(each.seen.frame->link_type);
      out += interface(links.back());
    }
    out += packet(number, each.seen);
  }
  if (links.empty()) {
    return std::unexpected(
        "there are no frames to write: a kernel that is asked tells of a connection's times and states only; "
        "capturing takes CAP_NET_RAW");
  }
  return out;
}

}  // namespace synfin::trace
