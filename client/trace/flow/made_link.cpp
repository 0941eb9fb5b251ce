#include "client/trace/flow/made_link.hpp"

#include <cstddef>

#include <fmt/format.h>

#include "client/trace/words/phrase.hpp"
#include "config/duration.hpp"
#include "config/link_values.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t most_numbers = 12;  // of segments, as far as they fit into a sentence

/// Says of the server's segments how many had that fate, and which; nothing where none had.
void add(std::vector<std::string>& all, const made_link& link, bool fate::* which, phrase what, language in) {
  std::string numbers;
  std::size_t count = 0;
  for (const fated_segment& each : link.fates) {
    if (each.from != side::server || !(each.what.*which)) continue;
    if (++count <= most_numbers) numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", each.number);
  }
  if (count > most_numbers) numbers = say(in, phrase::and_more, numbers, count - most_numbers);
  if (count != 0) all.push_back(say(in, what, count, numbers));
}

}  // namespace

std::string link_text(const made_link& link, language in) {
  const config::link_settings& given = link.settings;
  std::string more;
  const auto tell = [&more, in](const config::picked_segments& picked, phrase what) {
    if (picked != config::picked_segments{}) more += say(in, what, config::format_picked(picked));
  };
  tell(given.lost, phrase::link_lost);
  tell(given.held, phrase::link_late);
  tell(given.doubled, phrase::link_doubled);
  if (given.rate != 0) more += say(in, phrase::link_rate, config::format_bit_rate(given.rate));
  return say(in, phrase::link, config::format_duration(given.delay), more, given.seed);
}

std::vector<std::string> remarks_on(const made_link& link, language in) {
  std::vector<std::string> all;
  add(all, link, &fate::lost, phrase::remark_lost, in);
  add(all, link, &fate::no_room, phrase::remark_no_room, in);
  return all;
}

}  // namespace synfin::trace
