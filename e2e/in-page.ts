/** Scripts that run in the page and measure there. Each is an expression for `page.evaluate`. */

/** How evenly pictures came: milliseconds between one and the next. */
export interface Frames {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  /** Of all, those that took longer than two at 60 a second do: a part of 1. */
  readonly late: number;
}

/** What kept the page from doing anything else. In milliseconds. */
export interface Stalls {
  /** The longest task; 0 if none took longer than 50. */
  readonly longestTask: number;
  /** From a key to the picture that shows what it did: the slowest, and the one in the middle. */
  readonly slowestKey: number;
  readonly middleKey: number;
  readonly keys: number;
}

/** Notes what stalls the page from now on, until `STALLS` asks for it. */
export const WATCH_STALLS = `(() => {
  const seen = { tasks: [], keys: [] };
  const observers = [
    ["longtask", (entry) => seen.tasks.push(entry.duration)],
    ["event", (entry) => { if (entry.name === "keydown") seen.keys.push(entry.duration); }],
  ].map(([type, note]) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
    observer.observe({ type, durationThreshold: 16 });
    return [observer, note];
  });
  window.endStalls = () => {
    for (const [observer, note] of observers) {
      observer.takeRecords().forEach(note);
      observer.disconnect();
    }
    const keys = seen.keys.sort((one, other) => one - other);
    return {
      longestTask: Math.round(Math.max(0, ...seen.tasks)),
      slowestKey: Math.round(keys.at(-1) ?? 0),
      middleKey: Math.round(keys[keys.length >> 1] ?? 0),
      keys: keys.length,
    };
  };
})()`;

/** What stalled it since. */
export const STALLS = "window.endStalls()";

const SCROLLER = `document.querySelector(".timeline-scroller")`;
/** Only by hand one leaves the end. */
const TURN_UP = `scroller.dispatchEvent(new WheelEvent("wheel", { deltaY: -100 }));`;
const NEXT_FRAME = "await new Promise(requestAnimationFrame);";

/** Waits until the list of messages has measured its rows, and they have stayed where they are for some pictures. */
export const LIST_RESTS = `(async () => {
  const scroller = ${SCROLLER};
  let before = "";
  for (let still = 0; still < 5; ) {
    ${NEXT_FRAME}
    const rows = [...scroller.querySelectorAll("ol > li")];
    const isDrawn = rows.every((row) => row.checkVisibility({ visibilityProperty: true }));
    const now = [scroller, ...rows].map((one) => JSON.stringify(one.getBoundingClientRect())).join() + scroller.scrollTop;
    still = isDrawn && now === before ? still + 1 : 0;
    before = now;
  }
})()`;

/** Goes up until all that was ever said is loaded. @returns how long that took, in milliseconds */
export const LOAD_ALL = `(async () => {
  const scroller = ${SCROLLER};
  const began = performance.now();
  while (!scroller.querySelector(".timeline-top").textContent.includes("begins")) {
    ${TURN_UP}
    scroller.scrollTop = 0;
    ${NEXT_FRAME}
  }
  return Math.round(performance.now() - began);
})()`;

/** Scrolls by so many pixels with each picture, for so many pictures. @returns Frames */
export function scrolling(pixels: number, frames: number): string {
  return `(async () => {
    const scroller = ${SCROLLER};
    const times = [];
    ${TURN_UP}
    ${NEXT_FRAME}
    for (let i = 0; i <= ${frames}; i++) {
      times.push(await new Promise(requestAnimationFrame));
      scroller.scrollTop += ${pixels};
    }
    const took = times.slice(1).map((at, i) => at - times[i]).sort((one, other) => one - other);
    const rounded = (ms) => Math.round(ms * 10) / 10;
    return {
      count: took.length,
      median: rounded(took[took.length >> 1]),
      p95: rounded(took[Math.floor(took.length * 0.95)]),
      worst: rounded(took.at(-1)),
      late: took.filter((ms) => ms > 34).length / took.length,
    };
  })()`;
}

/** The texts of all messages that are loaded, as one sees them by going through them from the first to the last. */
export const READ_ALL = `(async () => {
  const scroller = ${SCROLLER};
  const seen = [];
  const known = new Set();
  ${TURN_UP}
  scroller.scrollTop = 0;
  let before = -1;
  let still = 0;
  // Rows are seen once they have been measured.
  const isDrawn = () => {
    const { top, bottom } = scroller.getBoundingClientRect();
    const rows = [...scroller.querySelectorAll("ol > li")];
    return (
      rows.every((row) => row.checkVisibility({ visibilityProperty: true })) &&
      rows.some((row) => row.getBoundingClientRect().top <= top + 60) &&
      rows.some((row) => row.getBoundingClientRect().bottom >= bottom - 60)
    );
  };
  while (still < 5) {
    ${NEXT_FRAME}
    for (let left = 20; left > 0 && !isDrawn(); left--) ${NEXT_FRAME}
    const { top, bottom } = scroller.getBoundingClientRect();
    for (const row of scroller.querySelectorAll("article[data-key]")) {
      const at = row.getBoundingClientRect();
      const isSeen = at.bottom > top && at.top < bottom && row.checkVisibility({ visibilityProperty: true });
      if (!isSeen || known.has(row.dataset.key)) continue;
      known.add(row.dataset.key);
      seen.push(row.querySelector(".timeline-text").textContent);
    }
    still = scroller.scrollTop === before ? still + 1 : 0;
    before = scroller.scrollTop;
    scroller.scrollTop += scroller.clientHeight / 2;
  }
  return seen;
})()`;

/** Notes when the first message is drawn, in milliseconds since one wanted the page, as `window.firstMessage`. */
export const WATCH_FIRST_MESSAGE = `(() => {
  const look = () => {
    const rows = document.querySelectorAll("article[data-key]");
    const isSeen = [...rows].some((row) => row.checkVisibility({ visibilityProperty: true }));
    if (isSeen) requestAnimationFrame(() => setTimeout(() => { window.firstMessage = performance.now(); }));
    else requestAnimationFrame(look);
  };
  look();
})()`;

/** When that was, once it is so. */
export const FIRST_MESSAGE = `(async () => {
  while (window.firstMessage === undefined) ${NEXT_FRAME}
  return Math.round(window.firstMessage);
})()`;

/** Opens a place, and waits until so many members are counted and drawn. @returns how long that took, in milliseconds */
export function opening(href: string, members: number): string {
  return `(async () => {
    const began = performance.now();
    location.hash = ${JSON.stringify(href)};
    const isThere = () =>
      document.querySelector(".members-head .badge")?.textContent === ${JSON.stringify(String(members))} &&
      [...document.querySelectorAll(".members-row")].some((row) => row.checkVisibility({ visibilityProperty: true }));
    while (!isThere()) ${NEXT_FRAME}
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return Math.round(performance.now() - began);
  })()`;
}

/** Notes what a policy of the page forbade, and whether anything ran that somebody said, as `window.harm`. */
export const WATCH_HARM = `(() => {
  window.harm = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    window.harm.push(violatedDirective + " " + blockedURI);
  });
})()`;

/** What was noted. */
export const HARM = "[...window.harm, ...(window.pwned ? ['it ran'] : [])]";

/**
 * What stands where it does not belong: wider than the window, outside of its row, or over another's. What is cut off by
 * something around it is in its place.
 */
export const LEAKS = `(() => {
  const leaks = [];
  const name = (element) => element.tagName.toLowerCase() + "." + element.className;
  const isCut = (element, until) => {
    for (let at = element; at && at !== until; at = at.parentElement)
      if (at !== element && getComputedStyle(at).overflowX !== "visible") return true;
    return false;
  };
  if (document.documentElement.scrollWidth > innerWidth) leaks.push("the page is wider than the window");
  for (const box of document.querySelectorAll(".timeline-scroller, .channel, .sidebar, .shell-aside, dialog")) {
    const { left, right } = box.getBoundingClientRect();
    for (const inner of box.querySelectorAll("*")) {
      const at = inner.getBoundingClientRect();
      if (at.width === 0 || inner.closest(".unseen")) continue;
      if ((at.right > right + 1 || at.left < left - 1) && !isCut(inner, box)) leaks.push(name(inner) + " leaves " + name(box));
    }
  }
  const rows = [...document.querySelectorAll(".timeline-scroller > ol > li")]
    .filter((row) => row.checkVisibility({ visibilityProperty: true }))
    .map((row) => row.getBoundingClientRect())
    .sort((one, other) => one.top - other.top);
  rows.forEach((row, i) => {
    if (i > 0 && row.top < rows[i - 1].bottom - 1) leaks.push("a row stands over the one above it");
  });
  return [...new Set(leaks)];
})()`;
