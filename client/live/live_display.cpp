#include "client/live/live_display.hpp"

#include <algorithm>
#include <utility>

#include "client/live/terminal.hpp"

namespace synfin::load {

live_display::live_display(live_plan plan) : plan_(std::move(plan)), can_(terminal::can()) {
  can_.keys = keyboard::there();
  keys_.enter();
}

void live_display::draw(const live_moment& now) {
  if (!terminal::in_foreground()) return;
  keys_.enter();  // it may have become ours only now
  const screen_size size = terminal::size();
  drawn_frame next = frame_;
  const std::string bytes = next.draw(draw_live(plan_, now, chosen_, size, can_), size.columns);
  if (write_if_ready(bytes)) frame_ = std::move(next);
}

bool live_display::end_wanted() {
  const std::string keys = keys_.pressed();
  bool wanted = false;
  for (const char key : keys) wanted = press(key) || wanted;
  return wanted;
}

bool live_display::press(char key) noexcept {
  switch (key) {
    case 'q': return true;
    case 's': chosen_.by = chosen_.by == scale::linear ? scale::logarithmic : scale::linear; break;
    case 'l':
    case '?': chosen_.keys_shown = !chosen_.keys_shown; break;
    default: break;
  }
  return false;
}

void live_display::leave() {
  const std::string bytes = frame_.wipe(terminal::size().columns);
  if (!bytes.empty() && terminal::in_foreground()) write_if_ready(bytes);
  keys_.leave();
}

void live_display::come_back() {
  frame_.forget();
  keys_.enter();
}

}  // namespace synfin::load
