import { expect, test } from "vitest";
import { routeOf } from "../platform/route.ts";
import { noticeOf } from "./notice.ts";

const said = { place: "#den", from: "bob", text: "hello, Alice!", msgid: "e-1z", seq: 71, at: 1_000 };

test("a push is shown with who said what and where, and leads there", () => {
  expect(noticeOf(said, 5)).toEqual({
    title: "bob in #den",
    body: "hello, Alice!",
    tag: "#den",
    timestamp: 1_000,
    url: "/#/channel/den/e-1z",
  });
  const talk = noticeOf({ ...said, place: "bob", text: "waves", form: "action" }, 5);
  expect(talk).toMatchObject({ title: "bob", body: "bob waves", tag: "bob", url: "/#/talk/bob/e-1z" });
});

test.each(["#a/b", "##", "#ä?", "[bob]", "bob|away"])("it leads to %s as the page's own addresses do", (place) => {
  const { url } = noticeOf({ ...said, place }, 5);
  expect(routeOf(url.slice(1))).toEqual({ at: "place", name: place, message: "e-1z" });
});

test.each([undefined, null, "hello", [], {}, { ...said, place: 5 }, { ...said, msgid: "" }, { place: "#den" }])(
  "what can't be read (%j) is shown all the same, and leads to the page",
  (data) => {
    expect(noticeOf(data, 5)).toMatchObject({ title: "Parley", url: "/", timestamp: 5 });
  },
);
