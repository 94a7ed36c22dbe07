import fc from "fast-check";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { Markdown } from "./markdown.tsx";
import { parseMarkdown } from "./parse.ts";

function markup(text: string, nick?: string): string {
  return renderToStaticMarkup(<Markdown text={text} {...(nick !== undefined && { nick })} />);
}

/** What is seen of it, as text. */
function seen(text: string, nick?: string): string {
  return decoded(
    markup(text, nick)
      .replace(/<br\/>/g, "\n")
      .replace(/<[^>]*>/g, ""),
  );
}

function decoded(html: string): string {
  return html
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, "&");
}

function hrefs(html: string): readonly string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => decoded(href));
}

describe("formatting", () => {
  it.each([
    ["**b**", "<strong>b</strong>"],
    ["*i* and _i_", "<em>i</em> and <em>i</em>"],
    ["~~s~~", "<s>s</s>"],
    ["`a *b*`", '<code class="markdown-codespan">a *b*</code>'],
    ["one\ntwo", "one<br/>two"],
    ["> q", '<blockquote class="markdown-quote"><p class="markdown-paragraph" dir="auto">q</p></blockquote>'],
    ["3. c\n7. g", '<ol class="markdown-list"><li value="3"'],
    ["- [x] milk", 'aria-label="done"'],
    ["# Title", '<p class="markdown-heading markdown-heading-1" dir="auto">Title</p>'],
    ["***", '<hr class="markdown-rule"/>'],
    ["snake_case_name", ">snake_case_name<"],
    ["2 * 3 * 4", ">2 * 3 * 4<"],
  ])("%j", (text, expected) => expect(markup(text)).toContain(expected));

  it("shows what chats have no use for as it was written", () => {
    expect(seen("    four spaces")).toBe("    four spaces");
    expect(seen("title\n===\nbelow")).toBe("title\n===\nbelow");
    expect(seen("[a]: https://a.example\n[a]")).toBe("[a]: https://a.example\n[a]");
    expect(seen("<b>bold</b>\n<div>x</div>\n<!-- y -->")).toBe("<b>bold</b>\n<div>x</div>\n<!-- y -->");
    expect(markup("<div>**b**</div> <i>*i*</i>")).toContain("<strong>b</strong>&lt;/div&gt; &lt;i&gt;<em>i</em>");
    expect(seen("a | b\n--|--\n1 | 2")).toBe("a | b\n--|--\n1 | 2");
    expect(seen("&lt;b&gt; &copy;")).toBe("&lt;b&gt; &copy;");
  });

  it("shows code with its language, and nothing in it means anything", () => {
    const html = markup("```js\n**a** <script>\n```\nbelow");
    expect(html).toContain("<bdi>js</bdi>");
    expect(html).toContain("<code>**a** &lt;script&gt;</code>");
    expect(html).toContain("below");
  });
});

describe("links", () => {
  it("opens web pages and mail elsewhere, without saying where one comes from", () => {
    expect(markup("https://a.example/b_c_d?x=1&y=2.")).toContain(
      '<a href="https://a.example/b_c_d?x=1&amp;y=2" title="https://a.example/b_c_d?x=1&amp;y=2" target="_blank" rel="noreferrer noopener">',
    );
    expect(hrefs(markup("me@a.example"))).toEqual(["mailto:me@a.example"]);
    expect(hrefs(markup("![a picture](https://a.example/p.png)"))).toEqual(["https://a.example/p.png"]);
    expect(markup("![a picture](https://a.example/p.png)")).not.toContain("<img");
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](data:text/html,hello)",
    "[x](//a.example)",
    "[x](/files/abc)",
    "<javascript:alert(1)>",
    "[x](vbscript:x)",
    "[x](blob:https://a.example/1)",
    "![x](data:image/png;base64,AAAA)",
  ])("%s leads nowhere, and is shown as it was written", (text) => {
    expect(hrefs(markup(text))).toEqual([]);
    expect(seen(text)).toBe(text);
  });

  it("says where a link leads that names another host", () => {
    expect(seen("[https://bank.example](https://evil.example/x)")).toBe("https://bank.example (evil.example)");
    expect(seen("[bank.example/login](https://evil.example/x)")).toBe("bank.example/login (evil.example)");
    expect(seen("[a.example:81](https://a.example:82/)")).toBe("a.example:81 (a.example:82)");
    expect(seen("https://192.0.2.2:5050/files/x")).toBe("https://192.0.2.2:5050/files/x");
    expect(seen("[the page](https://a.example/x)")).toBe("the page");
    expect(seen("[www.a.example](https://a.example/x)")).toBe("www.a.example");
  });
});

describe("channels and nicks", () => {
  it("links channels", () => {
    expect(markup("see #lobby, or (#ops-2)!")).toContain(
      'see <a href="#/channel/lobby">#lobby</a>, or (<a href="#/channel/ops-2">#ops-2</a>)!',
    );
    expect(hrefs(markup("a#b #1 `#c` https://a.example/#d"))).toEqual(["https://a.example/#d"]);
    expect(hrefs(markup("[#lobby](https://a.example)"))).toEqual(["https://a.example/"]);
  });

  it("marks who is meant, oneself most of all", () => {
    expect(markup("hi @bob.", "ada")).toContain('<bdi class="markdown-mention" data-nick="bob">@bob</bdi>.');
    expect(markup("hi @Ada", "ada")).toContain("markdown-mention-own");
    expect(markup("**ada**: hi", "ada")).toContain("markdown-mention-own");
    expect(markup("adam and canada", "ada")).not.toContain("markdown-mention");
    expect(markup("adam, ada", "ada")).toContain("adam, <bdi");
    expect(markup("me@ada.example", "")).not.toContain("markdown-mention");
  });
});

describe("the codes of IRC clients", () => {
  it("are formatting", () => {
    expect(markup("\x02b\x02 \x1di\x1d \x1fu\x1f \x1es\x1e \x11c\x11")).toContain(
      '<strong>b</strong> <em>i</em> <u>u</u> <s>s</s> <code class="markdown-codespan">c</code>',
    );
    expect(markup("\x0304,12red\x03 not \x02\x033both\x0f plain")).toContain(
      '<span class="markdown-colour-4">red</span> not <span class="markdown-colour-3"><strong>both</strong></span> plain',
    );
    expect(hrefs(markup("\x02https://a.example/x\x02 #lobby"))).toEqual(["https://a.example/x", "#/channel/lobby"]);
  });

  it("that are not known or name no colour are left out", () => {
    expect(markup("\x0399a")).not.toContain("colour");
    expect(seen("\x0399a \x04ff0000b \x16c\nd")).toBe("a b c\nd");
  });
});

/** Signs that mean something, in any order, and words between them. */
const SIGNS = [
  "*",
  "**",
  "_",
  "~~",
  "`",
  "```",
  "[",
  "]",
  "(",
  ")",
  "<",
  ">",
  "!",
  "#",
  "@",
  "- ",
  "1. ",
  "> ",
  "|",
  "\\",
];
const OTHERS = [
  "\n",
  "\n\n",
  " ",
  "    ",
  "https://",
  "javascript:",
  "data:",
  "mailto:",
  "www.",
  "&amp;",
  "\x02",
  "\x034",
  ":",
  "=",
];
const WORDS = ["alpha", "beta", "gamma", "delta", "жук", "שלום"];
const anything = fc
  .array(fc.oneof(fc.constantFrom(...SIGNS), fc.constantFrom(...OTHERS), fc.constantFrom(...WORDS)), { maxLength: 40 })
  .map((parts) => parts.join(""));

describe("whatever is said", () => {
  it("none of its words is lost", () => {
    const words = new RegExp(WORDS.join("|"), "g");
    fc.assert(
      fc.property(anything, (text) => {
        const html = markup(text);
        const shown = decoded(html.replace(/href="[^"]*"/g, (href) => decodeURIComponent(href)));
        const counts = (where: string): Map<string, number> =>
          new Map([...Map.groupBy(where.match(words) ?? [], (word) => word)].map(([word, all]) => [word, all.length]));
        const there = counts(shown);
        for (const [word, count] of counts(text)) expect(there.get(word) ?? 0).toBeGreaterThanOrEqual(count);
      }),
      { numRuns: 2_000 },
    );
  });

  it("no link leads to anything but pages, mail and channels, and no element comes from it", () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.string({ unit: "binary", maxLength: 200 })), (text) => {
        const html = markup(text, "alpha");
        for (const href of hrefs(html)) expect(href).toMatch(/^(?:https?:\/\/|mailto:|#\/channel\/)/);
        expect(html).not.toMatch(/<(?:script|img|iframe|style|object|svg(?! class="icon")|div|table)\b|\son\w+=/i);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("texts that are made to take long", () => {
  const fill = (part: string): string =>
    part.repeat(Math.ceil(LIMITS.markdownChars / part.length)).slice(0, LIMITS.markdownChars);
  const nested = (part: string): string =>
    Array.from({ length: 170 }, (_, depth) => `${part.repeat(depth)}a`).join("\n");
  it.each([
    ...[
      "*",
      "*a ",
      "**a",
      "_a",
      "[",
      "![",
      "[a](",
      "[]",
      "]",
      "(",
      ">",
      "> ",
      "`",
      "` a ``",
      "~",
      "~~a",
      "- ",
      "1. ",
      "> - ",
      "!",
    ],
    ...[
      "<",
      "<a ",
      "\\",
      "\n",
      "a\n",
      " ",
      "\t",
      "# ",
      "#a ",
      "@a ",
      "a@",
      "a.",
      "http://a.",
      "www.",
      "```\n",
      "*_`[~>",
      "|",
      "&",
      ":",
    ],
    ...["\x02", "\x02a", "\x034a", "(http://a.b/", "[a](http://b.c) ", "a  \n", ">\n", "===\n", "---\n", "***a*"],
  ])("%j again and again", (part) => {
    expectQuick(fill(part));
    expectQuick(part.repeat(65_536 / part.length));
  });
  it.each([">", "> ", "  ", "- ", " - ", "*", "[", "`", "1. "])("%j ever deeper", (part) => expectQuick(nested(part)));
  it("one word of 64 KiB, and a link of 16", () => {
    expectQuick("w".repeat(65_536));
    expectQuick(`http://a.b/${"c(".repeat(8_000)}`);
    expectQuick(`${"a.".repeat(8_000)}@`);
    expectQuick(`${"a".repeat(99)}@ `.repeat(160));
  });
});

function expectQuick(text: string): void {
  let least = Number.POSITIVE_INFINITY;
  // Others may be at work on this machine; each try is of another text, since what was parsed is remembered.
  for (const end of ["", " ", "  ", "   ", "    "]) {
    const before = performance.now();
    parseMarkdown(text + end);
    least = Math.min(least, performance.now() - before);
  }
  expect(least).toBeLessThan(50);
  expect(() => markup(text)).not.toThrow();
}

it("remembers only so much of what it understood", () => {
  const before = parseMarkdown("the first of all");
  expect(parseMarkdown("the first of all")).toBe(before);
  for (let count = 0; count < LIMITS.markdownKept; count += 1) parseMarkdown(`text ${count}`);
  expect(parseMarkdown("the first of all")).not.toBe(before);
});
