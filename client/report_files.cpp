#include "client/report_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "client/ending.hpp"
#include "client/report/csv_report.hpp"
#include "client/report/hlog_report.hpp"
#include "client/report/html/html_report.hpp"
#include "client/report/json_report.hpp"
#include "client/report/junit_report.hpp"

namespace synfin::client {
namespace {

constexpr std::string_view standard_output = "-";

std::string problem(std::string_view path, int error) {
  return fmt::format("cannot write {}: {}", path, std::generic_category().message(error));
}

/// Writes all of `text` in place of what the file held; 0, or why not.
int replace_content(int out, std::string_view text) noexcept {
  struct stat facts{};
  if (::fstat(out, &facts) == 0 && S_ISREG(facts.st_mode) && ::ftruncate(out, 0) != 0) return errno;
  while (!text.empty()) {
    const ssize_t written = ::write(out, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

/// One kind of report: its flag, where settings keep its path, and what writes it.
struct report_files::kind {
  std::string_view flag;
  std::string config::report_settings::* path;
  std::string (*made)(const load::load_result&);
};

const std::vector<report_files::kind>& report_files::kinds() {
  static const std::vector<kind> all{
      {"--json", &config::report_settings::json, load::json_report},
      {"--html", &config::report_settings::html, load::html_report},
      {"--csv", &config::report_settings::csv, load::csv_report},
      {"--hlog", &config::report_settings::hlog, load::hlog_report},
      {"--junit", &config::report_settings::junit, load::junit_report},
  };
  return all;
}

std::expected<report_files::file, std::string> report_files::opened(const kind& what, const std::string& path) {
  if (path == standard_output) return file{&what, path, {}};
  constexpr mode_t for_all = 0666;  // less the umask
  descriptor out(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, for_all));
  if (!out.valid()) return std::unexpected(problem(path, errno));
  return file{&what, path, std::move(out)};
}

const report_files::file* report_files::same_file(const std::vector<file>& files, const file& wanted) noexcept {
  struct stat ours{};
  if (!wanted.out.valid() || ::fstat(wanted.out.raw(), &ours) != 0 || !S_ISREG(ours.st_mode)) return nullptr;
  const auto found = std::ranges::find_if(files, [&](const file& each) {
    struct stat theirs{};
    return each.out.valid() && ::fstat(each.out.raw(), &theirs) == 0 && theirs.st_dev == ours.st_dev &&
           theirs.st_ino == ours.st_ino;
  });
  return found == files.end() ? nullptr : &*found;
}

std::expected<report_files, std::string> report_files::open(const config::report_settings& wanted) {
  report_files made;
  for (const kind& what : kinds()) {
    const std::string& path = wanted.*what.path;
    if (path.empty()) continue;
    auto next = opened(what, path);
    if (!next) return std::unexpected(next.error());
    if (const file* other = same_file(made.files_, *next)) {
      return std::unexpected(fmt::format("{} {} and {} {} are the same file: each report needs one of its own",
                                         other->what->flag, other->path, what.flag, path));
    }
    made.files_.push_back(*std::move(next));
  }
  return made;
}

bool report_files::on_standard_output() const noexcept {
  return std::ranges::any_of(files_, [](const file& each) { return !each.out.valid(); });
}

std::vector<std::string> report_files::write(const load::load_result& result) {
  std::vector<std::string> problems;
  for (file& each : files_) {
    const std::string text = each.what->made(result);
    if (!each.out.valid()) {
      if (!print(text)) problems.emplace_back("cannot write to standard output");
      continue;
    }
    int error = replace_content(each.out.raw(), text);
    // A file system across a network may say only now that there was no room.
    if (::close(each.out.release()) != 0 && error == 0) error = errno;
    if (error != 0) problems.push_back(problem(each.path, error));
  }
  return problems;
}

}  // namespace synfin::client
