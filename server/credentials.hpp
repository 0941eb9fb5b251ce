#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "common/tls/server_context.hpp"
#include "config/server_settings.hpp"

namespace synfin::server {

/// What TLS needs from disk: reads the files, notices when they change, makes contexts for workers. The main thread's.
class credentials {
 public:
  /// Reads all files. Throws std::runtime_error with a message that names the file and what is wrong.
  explicit credentials(const config::server_tls& settings);

  /// A context for one worker, made of what was read last. Throws std::runtime_error where OpenSSL refuses it.
  std::shared_ptr<tls::server_context> make() const;

  /// Has a file changed since it was read, or since this was last asked? To be asked every second or so.
  bool changed();

  /// Reads all files again. When that cannot be, what was read before stays, and the error says why.
  std::expected<void, std::string> reload();

  /// What a person should know of the certificates at `now`: expired, about to, not yet valid, without a name, in a
  /// chain that does not fit.
  std::vector<std::string> remarks(std::chrono::sys_seconds now) const;

 private:
  /// What a file looked like; another value is another content.
  struct look {
    std::string path;
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t modified_ns = 0;

    bool operator==(const look&) const = default;
  };
  struct material {
    std::vector<tls::certificate> certificates;
    std::vector<tls::certificate_handle> client_cas;
    std::unique_ptr<tls::ticket_keys> tickets;  // from the file; null: our own
  };

  material read() const;
  bool renewal_due() const;
  std::vector<look> look_at_files() const;

  config::server_tls settings_;
  tls::ticket_keys own_tickets_;
  std::vector<look> looks_;
  material now_;
};

}  // namespace synfin::server
