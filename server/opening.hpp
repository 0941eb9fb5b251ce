#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "server/connection_facts.hpp"
#include "server/session.hpp"
#include "server/session_services.hpp"

namespace synfin::server {

/// The first bytes of a plain connection: they tell whether it speaks HTTP/2 with prior knowledge (RFC 9113 §3.3), TLS,
/// which has no place here and is refused by an alert, or HTTP/1. What speaks HTTP gets a `successor()` with all bytes
/// so far.
class opening final : public session {
 public:
  opening(session_services& services, connection_facts facts) noexcept
      : services_(services), facts_(std::move(facts)) {}

  void receive(std::string_view bytes) override;
  void receive_end() override;
  output pending() const noexcept override { return {std::string_view(out_)}; }
  void sent(std::uint64_t count) override { out_.remove_prefix(static_cast<std::size_t>(count)); }
  bool finished() const noexcept override { return finished_; }
  bool lingers() const noexcept override { return lingers_; }
  patience waiting() const noexcept override { return {awaited::head, 0}; }
  void expire() override;
  void end_if_idle() override;
  bool undecided() const noexcept override { return true; }
  std::unique_ptr<session> successor() override { return std::move(found_); }

 private:
  void refuse_tls() noexcept;
  void finish(bool linger) noexcept;

  session_services& services_;
  connection_facts facts_;
  std::string held_;  // too few bytes to tell
  std::unique_ptr<session> found_;
  std::string_view out_;
  bool finished_ = false;
  bool lingers_ = false;
};

}  // namespace synfin::server
