/** Tables and keys. Texts of a table are measured for the monospaced font, before anybody sees them. */
export const diagramStyle = `
#diagram { display: block; }
.js #diagram { width: 100%; height: 100%; cursor: grab; touch-action: none; user-select: none; -webkit-user-select: none; }
#diagram.dragging { cursor: grabbing; }
#diagram text { font-family: var(--mono); dominant-baseline: central; fill: var(--text); }

.table { cursor: pointer; }
.table .card { fill: var(--card); filter: drop-shadow(0 1px 2px #00000014); }
.table .head { fill: var(--tint); }
.table .rim { fill: none; stroke: var(--ink); stroke-opacity: .55; stroke-width: 1.2; }
.table.system .rim, .table.unclassified .rim { stroke-dasharray: 5 3; }
.unmarked .table .rim { stroke-dasharray: none; }
#diagram .name { font-weight: 600; }
#diagram .kind { font-family: var(--sans); text-anchor: end; fill: var(--ink); }
.unmarked #diagram .kind { display: none; }
#diagram .sign { font-family: var(--sans); font-weight: 600; letter-spacing: .04em; fill: var(--quiet); }
#diagram .type, #diagram .more { fill: var(--quiet); }
#diagram .type { text-anchor: end; }
#diagram .more { font-family: var(--sans); }
.row .band { fill: var(--root-tint); fill-opacity: .7; }
#diagram .row.tenant .column { fill: var(--root); }
#diagram .far { display: none; }
.badge circle { fill: var(--mark); stroke: var(--ground); stroke-width: 2; }
#diagram .badge text { font-family: var(--sans); font-weight: 700; fill: var(--ground); text-anchor: middle; }
.table:hover .rim, .table.open .rim, .table:focus-visible .rim { stroke-opacity: 1; stroke-width: 2.2; stroke-dasharray: none; }
.table:focus-visible { outline: none; }
.table:focus-visible .rim { stroke: var(--accent); }

.key path { fill: none; stroke: var(--line); }
.key .line { stroke-width: 1.4; }
.key .tip { fill: var(--line); stroke-linejoin: round; }
.key .hit { stroke: transparent; stroke-width: 9; }
.key.added .line, .key.checked .line { stroke-width: 1.7; }
.key.checked .line { stroke-dasharray: 6 4; }
.key.tenant, .key.rooted { opacity: .5; }
.key.rooted .line { stroke-width: 1.1; stroke-dasharray: 2 3; }

.table, .key { transition: opacity .12s; }
.dim .table:not(.lit) { opacity: .22; }
.dim .key:not(.lit) { opacity: .08; }
.dim .key.lit { opacity: 1; }
.dim .key.lit .line { stroke-width: 2.4; }

#diagram.far .near { display: none; }
#diagram.far .far { display: block; text-anchor: middle; font-weight: 600; }
#diagram.far .head { display: none; }
#diagram.far .card { fill: var(--tint); filter: none; }
#diagram.far .rim { stroke-width: 2.4; }
#diagram.far .key .line { stroke-width: 2.4; }
#diagram.far .badge { scale: 1.8; }
@media (prefers-reduced-motion: reduce) { .table, .key { transition: none; } }
`
