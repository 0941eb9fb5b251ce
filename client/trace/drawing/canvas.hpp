#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "client/report/styled_line.hpp"
#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// What stands on both sides of the two lifelines, and just inside them.
struct beside {
  std::string_view client;
  std::string_view server;
  std::string client_note;
  std::string server_note;
};

/// An arrow's line: its words, and what the margin says of its time.
struct drawn_arrow {
  side from = side::client;
  char mark = ' ';
  std::string time;
  std::string words;
  std::string margin;  ///< beside the server's line
  load::style looks = load::style::plain;
  bool arrives = true;
};

/// A page of lines with two lifelines. No line is wider than its width; colour takes no room.
class canvas {
 public:
  canvas(std::size_t width, bool colour) noexcept;

  void line(std::string_view text);
  void heading(std::string_view text);
  void states(const beside& both);
  void arrow(const drawn_arrow& what);

  /// Text between the lifelines.
  void between(std::string_view text);

  /// Two texts, one under each end.
  void ends(std::string_view client, std::string_view server);

  /// A text in as many lines as it takes.
  void paragraph(std::string_view text, load::style looks = load::style::plain);

  /// A figure: what it is, its value, and what that means, behind a `picture` of it if there is one.
  void row(std::string_view label, std::string_view value, std::string_view note, std::string_view picture = {});

  std::string take();

 private:
  std::size_t lane() const noexcept;
  void put(load::styled_line made);

  std::size_t width_;
  bool colour_;
  std::string out_;
};

}  // namespace synfin::trace
