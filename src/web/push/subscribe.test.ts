import { describe, expect, it } from "vitest";
import type { Asked, Reply } from "../../client/outgoing.ts";
import { type PushParts, pushState, renew, subscribe, unsubscribe } from "./subscribe.ts";
import { hashOf } from "./worker.ts";

const KEY = Buffer.from(Uint8Array.from({ length: 65 }, (_, i) => 255 - i)).toString("base64url");
const OTHER = Buffer.alloc(65, 7).toString("base64url");

function bytesOf(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, "base64url")).buffer;
}

/** A browser with a push service of its own, and a server. */
class Browser {
  subscription: PushSubscription | null = null;
  permission: NotificationPermission = "default";
  /** What a person answers when they are asked. */
  answer: NotificationPermission = "granted";
  reply: Reply | Error = { type: "ok" };
  readonly asked: Asked[] = [];
  readonly done: string[] = [];
  #count = 0;

  parts(more: Partial<PushParts> = {}): PushParts {
    const browser = this;
    const pushManager = {
      getSubscription: async () => this.subscription,
      subscribe: async ({ applicationServerKey }: PushSubscriptionOptionsInit = {}) => {
        this.subscription = this.#make(String(applicationServerKey));
        return this.subscription;
      },
      permissionState: async () => "granted" as const,
    };
    return {
      registration: { pushManager },
      key: KEY,
      ask: async (command) => {
        this.asked.push(command);
        if (this.reply instanceof Error) throw this.reply;
        return this.reply;
      },
      notification: {
        get permission() {
          return browser.permission;
        },
        requestPermission: async () => {
          this.permission = this.answer;
          return this.answer;
        },
      },
      ...more,
    };
  }

  #make(key: string): PushSubscription {
    const endpoint = `https://push.example/${++this.#count}`;
    return {
      endpoint,
      expirationTime: null,
      options: { applicationServerKey: bytesOf(key), userVisibleOnly: true },
      getKey: (name) => bytesOf(name === "auth" ? "-_-_" : "BBBB"),
      toJSON: () => ({ endpoint }),
      unsubscribe: async () => {
        this.done.push(`left ${endpoint}`);
        this.subscription = null;
        return true;
      },
    };
  }
}

const first = { type: "push-add", endpoint: "https://push.example/1", keys: { p256dh: "BBBB", auth: "-_-_" } };

describe("notifications of a page that is closed", () => {
  it("are asked for, once somebody lets the page", async () => {
    const browser = new Browser();
    expect(await pushState(browser.parts())).toBe("off");
    expect(await subscribe(browser.parts())).toBe("on");
    expect(browser.asked).toEqual([first]);
    expect(await pushState(browser.parts())).toBe("on");
  });

  it("are not asked for where somebody does not let the page", async () => {
    const browser = new Browser();
    browser.answer = "denied";
    expect(await subscribe(browser.parts())).toBe("denied");
    expect(await pushState(browser.parts())).toBe("denied");
    expect([browser.asked, browser.subscription]).toEqual([[], null]);
  });

  it.each<[string, Partial<PushParts>]>([
    ["there is no service worker", { registration: undefined }],
    ["the server does not push", { key: undefined }],
    ["the browser shows no notifications", { notification: undefined }],
  ])("are none where %s", async (_why, more) => {
    const browser = new Browser();
    for (const ask of [pushState, subscribe, renew]) expect(await ask(browser.parts(more))).toBe("unavailable");
    expect(browser.asked).toEqual([]);
  });

  it("are none if the server refuses: the browser is told no more, and why", async () => {
    const browser = new Browser();
    browser.reply = { type: "refused", code: "server-full", text: "No room." };
    await expect(subscribe(browser.parts())).rejects.toThrow("No room.");
    expect([browser.subscription, await pushState(browser.parts())]).toEqual([null, "off"]);
  });

  it("are said again whenever one signs in, and by another key if the server has another", async () => {
    const browser = new Browser();
    expect(await renew(browser.parts())).toBe("off");
    expect(browser.asked).toEqual([]);
    await subscribe(browser.parts());
    expect(await renew(browser.parts())).toBe("on");
    expect(browser.asked).toEqual([first, first]);
    expect(await renew(browser.parts({ key: OTHER }))).toBe("on");
    expect(browser.done).toEqual(["left https://push.example/1"]);
    expect(browser.asked.at(-1)).toMatchObject({ endpoint: "https://push.example/2" });
    browser.reply = new Error("offline");
    expect(await renew(browser.parts())).toBe("off");
  });

  it("end, in the browser and at the server", async () => {
    const browser = new Browser();
    await unsubscribe(browser.parts());
    expect(browser.asked).toEqual([]);
    await subscribe(browser.parts());
    browser.reply = new Error("offline");
    await expect(unsubscribe(browser.parts())).rejects.toThrow("offline");
    expect(browser.subscription).toBeNull();
    expect(browser.asked.at(-1)).toEqual({ type: "push-remove", endpoint: "https://push.example/1" });
  });
});

it("a click leads only into the page", () => {
  expect(hashOf({ type: "go", url: "/#/channel/den/e-1" })).toBe("#/channel/den/e-1");
  for (const other of [undefined, null, "go", { type: "go" }, { type: "go", url: "javascript:1" }, { url: "/#/" }]) {
    expect(hashOf(other)).toBeUndefined();
  }
});
