#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace synfin::config {

/// All that `synfin-client merge` can be told.
struct merge_settings {
  std::vector<std::string> files;  ///< `-` = standard input
  std::string json;                ///< `-` = standard output, in place of the text; empty = nowhere
  bool force = false;              ///< add what is not one test, too

  bool operator==(const merge_settings&) const = default;
};

/// All that `synfin-client compare` can be told.
struct compare_settings {
  std::vector<std::string> files;     ///< the baseline, then candidates to compare it with one by one
  std::vector<std::string> baseline;  ///< repeated runs of either side, in place of `files`
  std::vector<std::string> candidate;
  double margin = 0.01;  ///< smaller changes count for nothing; 0.01 = 1 %
  bool force = false;    ///< compare what was set up differently, too
  std::string json;      ///< `-` = standard output, in place of the text; empty = nowhere
  std::string html;

  bool operator==(const compare_settings&) const = default;
};

/// The forms that `synfin-client convert` knows: the reports of `load`, and the JSON of other load generators, so that
/// what reads theirs reads ours.
enum class result_form : std::uint8_t { text, csv, hlog, html, oha, vegeta, fortio };

/// All that `synfin-client convert` can be told.
struct convert_settings {
  result_form to = result_form::text;
  std::string file;          ///< `-` = standard input
  std::string output = "-";  ///< `-` = standard output

  bool operator==(const convert_settings&) const = default;
};

}  // namespace synfin::config
