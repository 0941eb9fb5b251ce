#include "client/trace/forms/mermaid.hpp"

#include <chrono>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"
#include "client/trace/figures/summary.hpp"
#include "client/trace/scenes/sentence.hpp"
#include "common/utf8.hpp"

namespace synfin::trace {
namespace {

/// Does a character stand for itself in Mermaid's texts, and in the HTML that some of them become?
bool plain(const utf8::character& each) noexcept {
  constexpr std::string_view marks = " .,/+-_=()[]?!*'@|";
  const char32_t code = each.code;
  const bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9');
  return letter || code >= 0x80 || marks.find(each.bytes) != std::string_view::npos;
}

/// Anything else is written by its number, with Mermaid's `#` in place of HTML's `&#`.
std::string escaped(std::string_view text) {
  const std::string whole = load::shown(text);
  std::string out;
  for (std::string_view left = whole; !left.empty();) {
    const utf8::character each = utf8::take(left);
    out += plain(each) ? std::string(each.bytes) : fmt::format("#{};", static_cast<std::uint32_t>(each.code));
  }
  return out;
}

std::string_view name(side which) noexcept { return which == side::client ? "client" : "server"; }

std::string time_text(const arrow& each, wall::time_point start) {
  const double ms = std::chrono::duration<double, std::milli>(each.time - start).count();
  return fmt::format("{}{:.3f} ms", mark_of(each.sure), ms);
}

class diagram {
 public:
  explicit diagram(const flow& whole)
      : whole_(whole), client_(state_before(whole, side::client)), server_(state_before(whole, side::server)) {}

  std::string draw(const std::vector<scene>& scenes) {
    line("sequenceDiagram");
    participant(side::client, whole_.client);
    participant(side::server, whole_.server);
    state(side::client, client_);
    state(side::server, server_);
    for (const scene& each : scenes) put(each);
    for (const std::string& each : remarks_on(whole_, sum_up(whole_))) remark(each);
    return std::move(out_);
  }

 private:
  void line(std::string_view text) { out_.append(text).append("\n"); }

  void participant(side which, const endpoint& where) {
    line(fmt::format("  participant {0} as {0} {1}", name(which), escaped(where.text())));
  }

  void over(std::string_view text) { line(fmt::format("  Note over client,server: {}", escaped(text))); }

  /// A note is as wide as its longest line, whatever is beside it.
  void remark(std::string_view text) {
    constexpr std::size_t columns = 60;
    std::istringstream lines(load::wrapped("", 0, parts_of(text), " ", columns));
    std::string said;
    for (std::string each; std::getline(lines, each);) said += (said.empty() ? "" : "<br/>") + escaped(each);
    line(fmt::format("  Note over client,server: {}", said));
  }

  void state(side which, tcp_state now) {
    line(fmt::format("  Note {} of {}: {}", which == side::client ? "left" : "right", name(which), name_of(now)));
  }

  void put(const scene& each) {
    line("  rect rgba(128, 128, 128, 0.12)");
    over(each.heading);
    for (const arrow& one : each.arrows) put(one);
    line("  end");
  }

  void put(const arrow& each) {
    line(fmt::format("  {}{}{}: {}", name(each.from), each.arrives ? "->>" : "-x", name(other(each.from)),
                     escaped(time_text(each, whole_.steps.front().seen.time) + "  " + each.words)));
    if (each.client != client_) state(side::client, each.client);
    if (each.server != server_) state(side::server, each.server);
    client_ = each.client;
    server_ = each.server;
  }

  const flow& whole_;
  tcp_state client_;
  tcp_state server_;
  std::string out_;
};

}  // namespace

std::string mermaid(const flow& whole, const std::vector<scene>& scenes) { return diagram(whole).draw(scenes); }

}  // namespace synfin::trace
