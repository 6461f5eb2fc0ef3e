/** Colours, by day and by night. `--ink` and `--tint` are those of a kind of table, `--line` that of a kind of key. */
export const themeStyle = `
:root {
  color-scheme: light dark;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  --ground: #f4f6f8; --panel: #ffffff; --card: #ffffff; --rule: #e3e7ec; --text: #1b2430; --quiet: #64707f; --soft: #f0f3f6;
  --accent: #2563eb; --danger: #dc2626; --warning: #b45309; --info: #2563eb; --edge: #9aa7b6;
  --root: #b45309; --root-tint: #fdf0cf; --direct: #15803d; --direct-tint: #dcf5e4; --through: #0369a1; --through-tint: #dcf0fb;
  --identity: #7e22ce; --identity-tint: #f1e6fd; --shared: #4b5563; --shared-tint: #e6e9ee; --system: #7b8492; --system-tint: #f0f2f5;
  --unclassified: #be185d; --unclassified-tint: #fce4ef; --unmarked: #475569; --unmarked-tint: #e9edf2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1217; --panel: #161b22; --card: #171c24; --rule: #2a313b; --text: #e4e9f0; --quiet: #8d98a7; --soft: #1f2630;
    --accent: #60a5fa; --danger: #f87171; --warning: #fbbf24; --info: #60a5fa; --edge: #566273;
    --root: #fbbf24; --root-tint: #3a2c10; --direct: #4ade80; --direct-tint: #12301d; --through: #38bdf8; --through-tint: #0d2c40;
    --identity: #c084fc; --identity-tint: #2d1d42; --shared: #a8b3c2; --shared-tint: #29303a; --system: #7d8896; --system-tint: #1d232b;
    --unclassified: #f472b6; --unclassified-tint: #3a1629; --unmarked: #a8b3c2; --unmarked-tint: #252c36;
  }
}
.root { --ink: var(--root); --tint: var(--root-tint); }
.direct { --ink: var(--direct); --tint: var(--direct-tint); }
.through { --ink: var(--through); --tint: var(--through-tint); }
.identity { --ink: var(--identity); --tint: var(--identity-tint); }
.shared { --ink: var(--shared); --tint: var(--shared-tint); }
.system { --ink: var(--system); --tint: var(--system-tint); }
.unclassified { --ink: var(--unclassified); --tint: var(--unclassified-tint); }
.unmarked .unclassified { --ink: var(--unmarked); --tint: var(--unmarked-tint); }
.added, .checked { --line: var(--danger); }
.ownership { --line: var(--through); }
.held { --line: var(--direct); }
.tenant, .rooted { --line: var(--root); }
.plain { --line: var(--edge); }
.error { --mark: var(--danger); }
.warning { --mark: var(--warning); }
.info { --mark: var(--info); }
`
