import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { RATES } from "../core/rates.ts";
import { accountGuess, operatorGuess, WrongPasswords } from "./wrong-passwords.ts";

const ALICE = accountGuess("alice");
const HOME = "198.51.100.1";
const FEW = RATES.wrongPerAccountFromAddress;
const MANY = RATES.wrongPerAccount;

/** Tries wrong passwords for one account, from as many addresses as it takes. */
function guessFromEverywhere(wrong: WrongPasswords, opens: string): void {
  for (let i = 0; i < MANY.most; i++) wrong.count(`192.0.2.${i % 250}`, opens, 0);
}

describe("Wrong passwords for one account", () => {
  it("from one address bar that address from it, and nobody else", () => {
    const wrong = new WrongPasswords(true);
    for (let i = 1; i < FEW.most; i++) wrong.count("192.0.2.1", accountGuess("ALICE"), i);
    expect(wrong.isBarred("192.0.2.1", ALICE, FEW.most)).toBe(false);
    wrong.count("192.0.2.1", ALICE, FEW.most);
    expect(wrong.isBarred("192.0.2.1", ALICE, FEW.most)).toBe(true);
    expect(wrong.isBarred("192.0.2.1", accountGuess("bob"), FEW.most)).toBe(false);
    expect(wrong.isBarred("192.0.2.1", undefined, FEW.most)).toBe(false);
    expect(wrong.isBarred(HOME, ALICE, FEW.most)).toBe(false);
    expect(wrong.isBarred("192.0.2.1", ALICE, FEW.ms + 1)).toBe(false);
  });

  it("count for all of an IPv6 network that one person may have", () => {
    const wrong = new WrongPasswords(true);
    for (let i = 0; i < FEW.most; i++) wrong.count(`2001:db8::${i}`, ALICE, 0);
    expect(wrong.isBarred("2001:db8::ffff", ALICE, 0)).toBe(true);
    expect(wrong.isBarred("2001:db8:0:1::1", ALICE, 0)).toBe(false);
  });

  it("from one address can't bar others, however many there are", () => {
    const wrong = new WrongPasswords(false);
    for (let i = 0; i < 2 * MANY.most; i++) {
      if (!wrong.isBarred("192.0.2.1", ALICE, 0)) wrong.count("192.0.2.1", ALICE, 0);
    }
    expect(wrong.isBarred(HOME, ALICE, 0)).toBe(false);
  });

  it("from very many addresses bar all from which it was not signed in to, for a while", () => {
    const wrong = new WrongPasswords(true);
    wrong.right(HOME, ALICE);
    guessFromEverywhere(wrong, ALICE);
    expect(wrong.isBarred("203.0.113.1", ALICE, 0)).toBe(true);
    expect(wrong.isBarred("203.0.113.1", accountGuess("bob"), 0)).toBe(false);
    expect(wrong.isBarred(HOME, ALICE, 0)).toBe(false);
    expect(wrong.isBarred("203.0.113.1", ALICE, MANY.ms)).toBe(false);
  });

  it("bar an address too from which it was signed in to, if they come from there", () => {
    const wrong = new WrongPasswords(true);
    wrong.right(HOME, ALICE);
    for (let i = 0; i < FEW.most; i++) wrong.count(HOME, ALICE, 0);
    expect(wrong.isBarred(HOME, ALICE, 0)).toBe(true);
  });

  it("don't bar the network of an IPv6 address from which it was signed in to, and only for that account", () => {
    const wrong = new WrongPasswords(true);
    wrong.right("2001:db8::1", ALICE);
    for (const opens of [ALICE, accountGuess("bob")]) guessFromEverywhere(wrong, opens);
    expect(wrong.isBarred("2001:db8::2", ALICE, 0)).toBe(false);
    expect(wrong.isBarred("2001:db8::2", accountGuess("bob"), 0)).toBe(true);
  });

  it("and for an operator's powers count the same way, apart", () => {
    const wrong = new WrongPasswords(true);
    for (let i = 0; i < FEW.most; i++) wrong.count(HOME, operatorGuess("alice"), 0);
    expect(wrong.isBarred(HOME, operatorGuess("alice"), 0)).toBe(true);
    expect(wrong.isBarred(HOME, ALICE, 0)).toBe(false);
  });
});

describe("Wrong passwords of one address", () => {
  it("bar it from all, though it was right before, unless there are no limits for addresses", () => {
    for (const rateLimits of [true, false]) {
      const wrong = new WrongPasswords(rateLimits);
      wrong.right(HOME, ALICE);
      for (let i = 0; i < RATES.wrongPerAddress.most; i++) wrong.count(HOME, accountGuess(`somebody${i}`), 0);
      expect(wrong.isBarred(HOME, ALICE, 0)).toBe(rateLimits);
      expect(wrong.isBarred(HOME, undefined, 0)).toBe(rateLimits);
    }
  });
});

describe("The addresses from which an account was signed in to", () => {
  const address = (i: number): string => `203.0.113.${i}`;

  it("are remembered as far as they are the last few", () => {
    const wrong = new WrongPasswords(true);
    for (let i = 0; i < LIMITS.knownAddresses; i++) wrong.right(address(i), ALICE);
    wrong.right(address(0), ALICE);
    wrong.right(address(100), ALICE);
    guessFromEverywhere(wrong, ALICE);
    expect([0, 1, 2, 100].map((i) => wrong.isBarred(address(i), ALICE, 0))).toEqual([false, true, false, false]);
  });

  it("are remembered of those accounts that were signed in to last", () => {
    const wrong = new WrongPasswords(true);
    const account = (i: number): string => accountGuess(`account${i}`);
    for (let i = 0; i < LIMITS.knownAccounts; i++) wrong.right(HOME, account(i));
    wrong.right(HOME, account(0));
    wrong.right(HOME, ALICE);
    for (const opens of [account(0), account(1), account(2), ALICE]) guessFromEverywhere(wrong, opens);
    const barred = [account(0), account(1), account(2), ALICE].map((opens) => wrong.isBarred(HOME, opens, 0));
    expect(barred).toEqual([false, true, false, false]);
  });
});
