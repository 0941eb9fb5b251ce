#include "client/report/html/page.hpp"

#include "client/report/foreign_text.hpp"

namespace synfin::load::html {
namespace {

constexpr std::string_view before_title = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>)";

// Colours 1 to 6 are told apart without red and green, too; each has 3:1 against its page (WCAG 2.2, 1.4.11).
constexpr std::string_view style = R"(</title>
<style>
:root{color-scheme:light dark;--page:#fcfcfb;--sheet:#fff;--ink:#1c2126;--faint:#5a646e;--line:#e1e5e8;--touch:#0a5cb81f;
--c1:#1667c0;--c2:#b35900;--c3:#8a3fb0;--c4:#c0262d;--c5:#5f6b76;--c6:#84b3e3;--good:#1a7444;--mind:#8f5a00;--bad:#b3202a}
@media(prefers-color-scheme:dark){:root{--page:#14171a;--sheet:#1b1f23;--ink:#e6e9ec;--faint:#a0aab4;--line:#31383f;--touch:#86bbff2e;
--c1:#6fb0ff;--c2:#f2a65a;--c3:#cf9bf0;--c4:#ff7d80;--c5:#a4afba;--c6:#3d6a9c;--good:#63cf94;--mind:#edb659;--bad:#ff8f8f}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:84rem;margin:0 auto;padding:clamp(1rem,4vw,2.5rem)}
h1{font-size:clamp(1.35rem,4.5vw,2rem);line-height:1.2;margin:0 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
h3{font-size:1rem;margin:0 0 .2rem}
p{margin:.3rem 0}
.lead{max-width:62rem;overflow-wrap:anywhere}
.faint,small,figcaption p,dd small{color:var(--faint)}
.box{border:1px solid var(--line);border-left:.3rem solid var(--edge);background:var(--sheet);border-radius:.4rem;padding:.7rem 1rem;margin:1rem 0;max-width:62rem;overflow-wrap:anywhere}
.box h2{margin:0 0 .2rem;font-size:1rem;color:var(--edge)}
.box p,.box ul{margin:.2rem 0}
.good{--edge:var(--good)}.mind{--edge:var(--mind)}.bad{--edge:var(--bad)}
.marks{list-style:none;padding:0}
.held::before{content:"\2713\a0";color:var(--good)}
.missed::before{content:"\2717\a0";color:var(--bad)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(8.6rem,100%),1fr));gap:.6rem;margin:1.2rem 0}
.cards div{border:1px solid var(--line);background:var(--sheet);border-radius:.4rem;padding:.6rem .8rem}
.cards dt{color:var(--faint);font-size:.875rem}
.cards dd{margin:0;font-size:1.35rem;font-variant-numeric:tabular-nums;white-space:nowrap}
.cards small{display:block;font-size:.8rem;white-space:normal}
.plots{display:grid;grid-template-columns:minmax(0,1fr);gap:1rem;align-items:start}
@media(min-width:72rem){.plots{grid-template-columns:repeat(2,minmax(0,1fr))}}
figure,.figures{margin:0;border:1px solid var(--line);background:var(--sheet);border-radius:.4rem;padding:.8rem 1rem;min-width:0;break-inside:avoid}
figcaption p{font-size:.875rem;margin:0 0 .5rem}
svg{display:block;width:100%;max-width:44rem;height:auto}
.narrow{display:none}
@media(max-width:34rem){.wide{display:none}.narrow{display:block}}
text{font:12px system-ui,sans-serif;fill:var(--faint);font-variant-numeric:tabular-nums}
.end{text-anchor:end}.middle{text-anchor:middle}.name{fill:var(--ink)}
.grid{stroke:var(--line);fill:none}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.dashed{stroke-dasharray:6 5}
.hover{fill:transparent}
.hover:hover{fill:var(--touch)}
.c1{--c:var(--c1)}.c2{--c:var(--c2)}.c3{--c:var(--c3)}.c4{--c:var(--c4)}.c5{--c:var(--c5)}.c6{--c:var(--c6)}
.line{stroke:var(--c)}.fill{fill:var(--c)}
rect.fill:hover{opacity:.75}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:0 0 .3rem;padding:0;font-size:.875rem}
.legend li::before{content:"";display:inline-block;width:1.2rem;margin-right:.4rem;vertical-align:middle;border-top:.2rem solid var(--c)}
.legend .dashes::before{border-top-style:dashed}
.legend .block::before{border-top-width:.8rem}
.columns{columns:30rem;column-gap:1rem;margin:1rem 0}
.columns .figures{display:inline-block;width:100%;margin-bottom:1rem}
.tables>*+*{margin-top:1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:.22rem .6rem .22rem 0;text-align:right;border-top:1px solid var(--line);vertical-align:top;white-space:nowrap}
thead th{border-top:0;color:var(--faint);font-weight:400;white-space:nowrap}
tbody th{text-align:left;font-weight:400;min-width:7rem;white-space:normal}
thead th:first-child{text-align:left}
.columns td,.words td{overflow-wrap:anywhere;white-space:normal}
.words td,.words th{text-align:left}
.words td:nth-child(2){min-width:10rem}
.terms dt{font-weight:600;margin-top:.6rem}
.terms dd{margin:0;max-width:62rem}
a{color:var(--c1)}
@media print{:root{color-scheme:light;--page:#fff;--sheet:#fff;--ink:#000;--faint:#444;--line:#ccc;--c1:#1667c0;--c2:#b35900;--c3:#8a3fb0;--c4:#c0262d;--c5:#5f6b76;--c6:#84b3e3;--good:#1a7444;--mind:#8f5a00;--bad:#b3202a}
body{font-size:10pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}main{max-width:none;padding:0}.scroll{overflow:visible}table{font-size:7pt}th,td{padding-right:.3rem}}
</style>
</head>
<body>
<main>
)";

}  // namespace

std::string page(std::string_view title, std::string_view body) {
  std::string out{before_title};
  out.append(to_html(title)).append(style).append(body);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace synfin::load::html
