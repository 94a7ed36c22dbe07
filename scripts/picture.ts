import { readFileSync, writeFileSync } from "node:fs";
import { hold, type View } from "../e2e/conversation.ts";

/** Holds a real conversation and draws it: docs/conversation.svg, and the part of README.md between its two marks. */

const COLUMNS = 78;
const LINE = 17;
const CHARACTER = 7.8;
const GAP = 16;
const TITLE = 30;

interface Panel {
  readonly view: View;
  readonly lines: readonly string[];
}

function linesOf(view: View): readonly string[] {
  const short = (line: string): string => (line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line);
  return view.screen
    .replace(/"at":\d+,"id":"[^"]*",/g, "")
    .replace(/,"user":"[^"]*","host":"[^"]*"/g, ",…")
    .replace(/,"address":\{[^}]*\}/g, "")
    .replace(/,"(form|server|version|epoch|to|realname|joined|ref)":("[^"]*"|\[\])/g, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !line.startsWith('{"type":"join"'))
    .map(short);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function heightOf({ lines }: Panel): number {
  return TITLE + lines.length * LINE + 14;
}

function draw(panel: Panel, x: number, y: number): string {
  const width = COLUMNS * CHARACTER + 24;
  const text = panel.lines
    .map(
      (line, i) => `<text x="${x + 12}" y="${y + TITLE + (i + 1) * LINE - 2}" class="line">${escapeXml(line)}</text>`,
    )
    .join("\n");
  return `<rect x="${x}" y="${y}" width="${width}" height="${heightOf(panel)}" rx="8" class="window"/>
<text x="${x + 12}" y="${y + 20}" class="title">${escapeXml(panel.view.name)}</text>
<text x="${x + width - 12}" y="${y + 20}" class="command" text-anchor="end">${escapeXml(panel.view.command)}</text>
${text}`;
}

/** Two columns of panels. */
function picture(columns: readonly (readonly Panel[])[]): string {
  const width = COLUMNS * CHARACTER + 24 + GAP;
  const parts: string[] = [];
  let height = 0;
  columns.forEach((panels, column) => {
    let y = GAP;
    for (const panel of panels) {
      parts.push(draw(panel, GAP + column * width, y));
      y += heightOf(panel) + GAP;
    }
    height = Math.max(height, y);
  });
  const total = GAP + columns.length * width;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${height}" role="img" aria-label="One conversation, seen in irssi, netcat, a JSON script and classroom programs">
<style>
.window { fill: #14171c; stroke: #39404b }
.title { font: 600 13px system-ui, sans-serif; fill: #e8ebf0 }
.command { font: 12px ui-monospace, monospace; fill: #8b95a5 }
.line { font: 13px ui-monospace, Menlo, Consolas, monospace; fill: #d0d6df; white-space: pre }
</style>
${parts.join("\n")}
</svg>
`;
}

function markdown(views: readonly View[], names: readonly string[]): string {
  return views
    .filter((view) => names.includes(view.name))
    .map((view) => `**${view.name}** \`${view.command}\`\n\n\`\`\`\n${linesOf(view).join("\n")}\n\`\`\`\n`)
    .join("\n");
}

const views = await hold();
const panel = (name: string): Panel[] => {
  const view = views.find((one) => one.name === name);
  return view ? [{ view, lines: linesOf(view) }] : [];
};
writeFileSync(
  new URL("../docs/conversation.svg", import.meta.url),
  picture([
    [...panel("IRC"), ...panel("JSON script")],
    [...panel("netcat"), ...panel("turns"), ...panel("ack"), ...panel("framed")],
  ]),
);
const readme = new URL("../README.md", import.meta.url);
const [before, rest = ""] = readFileSync(readme, "utf8").split("<!-- conversation: made by npm run picture -->\n");
const after = rest.slice(rest.indexOf("<!-- end of conversation -->"));
writeFileSync(
  readme,
  `${before}<!-- conversation: made by npm run picture -->\n${markdown(views, ["netcat", "turns", "ack"])}\n${after}`,
);
