#include "server/site/pages/page_frame.hpp"

#include "server/site/pages/escape.hpp"

namespace synfin::server::site {
namespace {

constexpr std::string_view before_title = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>)";

constexpr std::string_view shared_style = R"(</title>
<style>
:root{color-scheme:light dark;--page:#fcfcfb;--ink:#1c2126;--faint:#66707a;--line:#e3e6e8;--touch:#f1f3f5;--link:#0a5cb8}
@media(prefers-color-scheme:dark){:root{--page:#15181b;--ink:#e4e7ea;--faint:#97a1ab;--line:#2b3137;--touch:#1f2429;--link:#86bbff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:56rem;margin:0 auto;padding:clamp(1.25rem,5vw,3rem) clamp(1rem,4vw,2rem)}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
)";

}  // namespace

std::string framed_page(std::string_view title, std::string_view style, std::string_view body) {
  std::string page(before_title);
  put_html(page, title);
  page.append(shared_style).append(style);
  page.append("</style>\n</head>\n<body>\n<main>\n").append(body).append("</main>\n</body>\n</html>\n");
  return page;
}

}  // namespace synfin::server::site
