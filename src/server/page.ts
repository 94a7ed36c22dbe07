import { html } from "hono/html";

/** How pages look that need no script: one frame and one style for all of them. */

/** Where the style is. */
export const STYLE_PATH = "/style.css";

/** A whole page. */
export function page(title: string, body: ReturnType<typeof html>): ReturnType<typeof html> {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<main>
${body}
</main>
</body>
</html>`;
}

/** The style of all pages. */
export const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#f1f3f6, #1b1f26); color: light-dark(#1a1d21, #e6e9ee) }
body { max-width: 40rem; margin: 8vh auto; padding: 0 1rem }
main { padding: 1.5rem 1.75rem; border: 1px solid light-dark(#dbe0e7, #333a45); border-radius: 10px; background: light-dark(#fff, #232831) }
a { color: light-dark(#1a56c4, #86b4ff) }
h1 { font-size: 1.7rem; margin: 0 }
p.lead { font-size: 1.15rem; margin: .25rem 0 2rem }
p.problem { border-left: 4px solid #c33; padding: .25rem .75rem; margin: 0 0 1.5rem }
table { border-collapse: collapse; width: 100% }
th { text-align: left; font-weight: 600; padding: .45rem 1rem .45rem 0; white-space: nowrap; vertical-align: top }
td { padding: .45rem 0; width: 100%; overflow-wrap: anywhere }
tr + tr { border-top: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
code { font: .95em ui-monospace, monospace }
footer { margin-top: 2rem; opacity: .65; font-size: .9rem }
form { display: grid; gap: 1rem; max-width: 22rem; margin-bottom: 2rem }
label { display: grid; gap: .25rem; font-weight: 600 }
input, button { font: inherit; padding: .5rem .6rem; border-radius: .4rem; border: 1px solid color-mix(in srgb, currentColor 40%, transparent) }
button, a.go { background: #1d5fd1; color: #fff; border: 0; font-weight: 600; cursor: pointer }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
a.go { display: inline-block; padding: .5rem 1rem; border-radius: .4rem; text-decoration: none }
`;
