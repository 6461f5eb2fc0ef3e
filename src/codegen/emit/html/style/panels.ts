/** The page around the diagram: overview on the left, details on the right. */
export const panelStyle = `
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: grid; grid-template-columns: 320px minmax(0, 1fr); background: var(--ground); color: var(--text); font: 13px/1.5 var(--sans); }
a { color: inherit; text-decoration: none; }
a:hover code, .all a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 4px; }
code { font: 12px/1.45 var(--mono); overflow-wrap: anywhere; }
h1, h2, h3 { margin: 0; font-weight: 600; }
h1 { font-size: 16px; letter-spacing: -.01em; }
h2 { font-size: 12px; letter-spacing: .01em; }
h3 { font-size: 12px; margin-bottom: 6px; }
p { margin: 0 0 8px; color: var(--quiet); }
small { font-size: 11.5px; font-weight: 400; color: var(--quiet); }
ul, ol { list-style: none; margin: 0; padding: 0; }
button { font: inherit; color: inherit; text-align: start; background: none; border: 0; padding: 0; cursor: pointer; }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
[hidden] { display: none !important; }

#side { height: 100vh; overflow-y: auto; background: var(--panel); border-inline-end: 1px solid var(--rule); padding: 18px 16px 32px; scrollbar-width: thin; }
#side > header p { margin: 4px 0 14px; }
#search { display: none; position: sticky; top: -18px; z-index: 1; margin: 0 -16px 6px; padding: 10px 16px; background: var(--panel); }
.js #search { display: block; }
#search input { width: 100%; height: 34px; padding: 0 68px 0 12px; border: 1px solid var(--rule); border-radius: 8px; background: var(--ground); color: inherit; font: inherit; }
#search input:focus { outline: 2px solid var(--accent); outline-offset: -1px; }
#search input::-webkit-search-cancel-button { display: none; }
#search output { position: absolute; right: 28px; top: 17px; font-size: 11.5px; color: var(--quiet); }
#side > section h2 { margin: 12px 0 4px; }
.part { border-top: 1px solid var(--rule); margin-top: 14px; padding-top: 12px; }
.part > summary { display: flex; align-items: center; gap: 6px; margin-bottom: 6px; }
.part > summary::before, .group > summary::before { content: ""; width: 6px; height: 6px; border: solid var(--quiet); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); transition: transform .12s; flex: none; }
.part[open] > summary::before, .group[open] > summary::before { transform: rotate(45deg); }
.part > summary h2 small { margin-inline-start: 2px; }

.legend button { display: grid; grid-template-columns: 22px 1fr auto; align-items: center; gap: 8px; width: 100%; padding: 3px 6px; margin: 0 -6px; width: calc(100% + 12px); border-radius: 6px; }
.legend span { color: var(--quiet); line-height: 1.35; }
.legend b { font-weight: 600; color: var(--text); }
button:hover { background: var(--soft); }
button[aria-pressed=true] { background: var(--soft); box-shadow: inset 0 0 0 1.5px var(--accent); }
.swatch { display: inline-block; width: 14px; height: 11px; border: 1.5px solid var(--ink); border-radius: 3px; background: var(--tint); justify-self: center; flex: none; }
.swatch.system, .swatch.unclassified { border-style: dashed; }
.sample { display: block; width: 22px; height: 0; border-top: 2px solid var(--line); flex: none; }
.sample.checked, .checked > .sample { border-top-style: dashed; }
.sample.rooted, .rooted > .sample { border-top-style: dotted; }
.unmarked .swatch { border-style: solid; }

.chip { display: inline-block; padding: 0 7px; border-radius: 99px; font-size: 11px; line-height: 18px; font-weight: 600; color: var(--ink, var(--mark)); background: var(--tint, transparent); box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--ink, var(--mark)) 35%, transparent); }
.warn { color: var(--warning); }
.group { margin: 4px 0; }
.group > summary { display: flex; align-items: center; gap: 8px; color: var(--quiet); }
.group > ul { margin: 6px 0 8px; }
.group li { display: flex; gap: 6px; }
.group .finding { flex: 1; min-width: 0; }
.group .go { flex: none; width: 20px; height: 20px; text-align: center; border-radius: 5px; color: var(--quiet); }
.group .go:hover { background: var(--soft); color: var(--text); }
.finding { padding: 2px 0; overflow-wrap: anywhere; }
.finding > summary { padding-inline-start: 14px; position: relative; line-height: 1.4; }
.finding > summary:hover { text-decoration: underline; }
.dot { position: absolute; left: 1px; top: 6px; width: 7px; height: 7px; border-radius: 50%; background: var(--mark); }
.finding dl { display: grid; grid-template-columns: 40px 1fr; gap: 3px 6px; margin: 6px 0 8px 14px; }
.finding dt { color: var(--quiet); }
.finding dd { margin: 0; }

.lines li { display: flex; gap: 8px; margin-bottom: 7px; }
.lines li > div { min-width: 0; }
.lines .sample { margin-top: 9px; }
.lines p { margin: 1px 0 0; font-size: 12px; line-height: 1.4; }
.lines p.warn { color: var(--warning); }
.steps { counter-reset: step; }
.steps li { counter-increment: step; }
.steps button { display: flex; flex-wrap: wrap; gap: 0 8px; width: 100%; padding: 3px 8px 3px 34px; border-radius: 6px; position: relative; font: 12px/1.6 var(--mono); }
.steps button::before { content: counter(step); position: absolute; left: 0; width: 24px; text-align: right; color: var(--quiet); font: 12px/1.6 var(--sans); font-variant-numeric: tabular-nums; }
.steps span { overflow-wrap: anywhere; min-width: 0; }
.steps em { font: 11.5px/1.65 var(--sans); color: var(--quiet); }
.all a { display: flex; align-items: center; gap: 8px; padding: 2px 6px; margin: 0 -6px; border-radius: 6px; font: 12px/1.6 var(--mono); overflow-wrap: anywhere; }
.all a:hover { background: var(--soft); text-decoration: none; }

#stage { position: relative; height: 100vh; overflow: auto; }
.js #stage { overflow: clip; }
#tools { display: none; position: absolute; left: 16px; bottom: 16px; background: var(--panel); border: 1px solid var(--rule); border-radius: 9px; box-shadow: 0 2px 8px #0000001a; overflow: hidden; }
.js #tools { display: flex; }
#tools button { min-width: 36px; height: 34px; padding: 0 10px; text-align: center; font-size: 16px; line-height: 1; color: var(--quiet); border-inline-start: 1px solid var(--rule); }
#tools button:first-child { border: 0; }
#tools button:hover { color: var(--text); }
#tools button.word { font-size: 12.5px; }
.empty { position: absolute; inset: 0; display: grid; place-content: center; }

.details { display: none; position: absolute; z-index: 2; top: 12px; right: 12px; width: 430px; max-width: calc(100% - 24px); max-height: calc(100% - 24px); overflow-y: auto; padding: 0 18px 18px; background: var(--panel); border: 1px solid var(--rule); border-top: 3px solid var(--ink); border-radius: 10px; box-shadow: 0 8px 30px #00000026; scrollbar-width: thin; }
.details:target { display: block; }
.details:focus { outline: none; }
.details > header { position: sticky; top: 0; margin: 0 -18px; padding: 14px 18px 4px; background: var(--panel); }
.details h2 { font: 600 15px/1.4 var(--mono); padding-inline-end: 28px; overflow-wrap: anywhere; margin-bottom: 4px; }
.details .close { position: absolute; right: 12px; top: 11px; width: 26px; height: 26px; border-radius: 6px; text-align: center; font-size: 18px; line-height: 24px; color: var(--quiet); }
.details .close:hover { background: var(--soft); color: var(--text); }
.details header p { margin-bottom: 6px; }
.details section { border-top: 1px solid var(--rule); padding-top: 10px; margin-top: 10px; }
.details table { width: 100%; border-collapse: collapse; font: 12px/1.4 var(--mono); }
.details th { display: none; }
.details td { padding: 3px 10px 3px 0; vertical-align: baseline; overflow-wrap: break-word; }
.details td:nth-child(2) { max-width: 180px; }
.details td.sign { width: 28px; font: 600 9px/1 var(--sans); letter-spacing: .04em; color: var(--quiet); white-space: nowrap; }
.details td.type, .details td.rest { color: var(--quiet); }
.details td.rest { padding-inline-end: 0; text-align: end; white-space: nowrap; font: 11.5px/1.4 var(--sans); }
.details tr.tenant td:nth-child(2) { color: var(--root); font-weight: 600; }

@media (max-width: 760px) {
  html, body { height: auto; }
  body { grid-template-columns: minmax(0, 1fr); }
  #stage { order: -1; height: 70vh; border-bottom: 1px solid var(--rule); }
  #side { height: auto; border: 0; }
}
@media print {
  #side, #tools, .details { display: none !important; }
  body { display: block; }
  #stage { height: auto; overflow: visible; }
}
`
