/** Goes into the page between `<style>` and `</style>`, byte for byte: its hash stands in the content security policy. */
export const statusPageStyle = `
:root{--page:#f5f5f2;--card:#fff;--line:#e3e2dc;--ink:#1c1d1f;--quiet:#686a6e;--ok:#2f7d4f;--warning:#a86a00;--issue:#c03425;--notice:#2d6a9f;--plain:#7c93ab;--track:#ecebe6;--code:#f3f2ee}
@media (prefers-color-scheme:dark){:root{--page:#141517;--card:#1c1e21;--line:#2d3034;--ink:#e8e8e6;--quiet:#9a9da3;--ok:#5fb583;--warning:#e0a443;--issue:#f07062;--notice:#77b0e0;--plain:#62788f;--track:#2a2d31;--code:#15171a}}
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:1.25rem;max-width:78rem;background:var(--page);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
a{color:var(--notice)}
p,ul,dl,pre,table,h3{margin:.5rem 0 0}
header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;justify-content:space-between;margin-bottom:1rem}
header h1{margin:0;font-size:1.35rem;line-height:1.2;letter-spacing:-.01em}
header p{margin:0;display:flex;flex-wrap:wrap;gap:0 1rem}
header p,footer,.quiet{color:var(--quiet);font-size:.85rem}
main,main>div{display:grid;gap:1rem;grid-template-columns:minmax(0,1fr);align-items:start;align-content:start}
@media (max-width:55.99rem){main>div{display:contents}.verdict{order:1}.use{order:2}.workloads{order:3}.suspects{order:4}.plans{order:5}.evidence{order:6}.incidents{order:7}.health{order:8}}
@media (min-width:56rem){main{grid-template-columns:repeat(2,minmax(0,1fr))}}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.15rem}
.card h2{margin:0;font-size:.8rem;font-weight:600;letter-spacing:.02em;color:var(--quiet)}
.card h3{font-size:.85rem;font-weight:600}
.verdict{border-left:.35rem solid var(--quiet)}
.verdict.critical{border-left-color:var(--issue)}.verdict.warning{border-left-color:var(--warning)}.verdict.notice{border-left-color:var(--notice)}.verdict.ok{border-left-color:var(--ok)}
.limit,.big{margin:.35rem 0 0;font-size:1.6rem;font-weight:650;line-height:1.15;letter-spacing:-.02em}
.limit .chip{vertical-align:.3em}
.big.ok{color:var(--ok)}.big.warning{color:var(--warning)}.big.issue,.bad{color:var(--issue)}
.under{margin:.1rem 0 .6rem}
.limit+.quiet{margin-top:.15rem}
.chip{display:inline-block;padding:.1rem .5rem;border:1px solid currentColor;border-radius:1rem;font-size:.72rem;font-weight:600;line-height:1.3;letter-spacing:0;color:var(--quiet)}
.chip.critical,.chip.red{color:var(--issue)}.chip.warning,.chip.yellow{color:var(--warning)}.chip.notice{color:var(--notice)}.chip.ok,.chip.green{color:var(--ok)}
.bar{display:block;width:100%;height:.8rem;background:var(--track);border-radius:.2rem}
.bar .fill{fill:var(--ok)}.bar.warning .fill{fill:var(--warning)}.bar.issue .fill{fill:var(--issue)}.bar.plain .fill{fill:var(--plain)}
.bar .mark{fill:var(--ink)}
th .bar{height:.3rem;margin-top:.25rem}
.fate{margin-top:.7rem}
.fate span{color:var(--quiet)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.5rem 1rem;margin-top:.8rem}
dt{color:var(--quiet);font-size:.8rem}
dd{margin:0;font-weight:550}
ul{padding-left:1.1rem}
li{margin-top:.3rem}
.parted{list-style:none;padding:0}
.parted li{padding-top:.5rem;margin-top:.5rem;border-top:1px solid var(--line)}
h2+.parted li:first-child{border-top:0;padding-top:0}
.plan+h3{margin-top:1rem}
table{width:100%;border-collapse:collapse}
th,td{padding:.35rem 0 .35rem .6rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
th:first-child{padding-left:0;width:55%;font-weight:500}
thead th{border-top:0;padding-top:0;font-size:.8rem;font-weight:500;color:var(--quiet)}
.n{text-align:right;white-space:nowrap}
.n .quiet{white-space:nowrap}
.dot{display:inline-block;width:.5rem;height:.5rem;margin-right:.45rem;border-radius:50%;background:var(--quiet)}
.dot.ok{background:var(--ok)}.dot.failing{background:var(--warning)}.dot.stale{background:var(--issue)}
.reason,.missing{color:var(--warning);font-size:.85rem}
details{margin-top:.5rem}
summary{cursor:pointer;font-weight:500}
.plan{border-top:1px solid var(--line);padding-top:.5rem}
.plan summary .chip{margin-left:.25rem}
.caution b{color:var(--warning)}
table+table{margin-top:1rem}
pre{padding:.6rem .75rem;background:var(--code);border:1px solid var(--line);border-radius:.4rem;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-x:auto;overflow-wrap:normal}
footer{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;margin-top:1.25rem}
footer p{margin:0}
footer a{margin-left:.6rem}
footer a:first-child{margin-left:0}
`;
