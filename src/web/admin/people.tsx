import { type ReactElement, useCallback, useEffect, useRef, useState } from "react";
import { LIMITS } from "../../core/limits.ts";
import type { AccountItem } from "../../wire/json/desk-messages.ts";
import { useChat } from "../chat-context.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { TextField } from "../parts/form.tsx";
import { type Anchor, Menu, type MenuItem } from "../parts/menu.tsx";
import { useNotice } from "../parts/notice.tsx";
import { Section } from "../parts/panel.tsx";
import { Avatar } from "../parts/person.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { Away } from "../parts/time.tsx";
import { filtered, joined } from "./people-pages.ts";
import { type Deed, PersonDialog } from "./person-dialogs.tsx";

/** So many are shown at first, and with each wish for more. */
const SHOWN = 100;

/** Everybody who has an account. @param isOwner whether one may say what they may do @param self one's own account */
export function People({
  isOwner,
  self,
}: {
  readonly isOwner: boolean;
  readonly self: string | undefined;
}): ReactElement {
  const { accounts, more, problem, load, reload } = useAccounts();
  const [text, setText] = useState("");
  const [most, setMost] = useState(SHOWN);
  const [chosen, setChosen] = useState<{ readonly person: AccountItem; readonly deed: Deed }>();
  const { notice, tellThere } = useNotice();
  const found = filtered(accounts, text);
  const isShort = more && found.length < most;
  useEffect(() => {
    if (isShort && text.trim() !== "" && problem === undefined) load();
  }, [isShort, text, problem, load]);
  return (
    <Section title="Accounts">
      <search className="admin-search">
        <TextField
          label="Find"
          type="search"
          hint="By a part of the name, or “admin” or “owner”."
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </search>
      {notice}
      <FormProblem text={problem} />
      <ul className="list rows" aria-label="Accounts">
        {found.slice(0, most).map((person) => (
          <PersonRow
            key={person.account}
            person={person}
            isOwner={isOwner}
            isSelf={person.account === self}
            choose={(deed) => setChosen({ person, deed })}
          />
        ))}
      </ul>
      {found.length === 0 && !more && <p className="dim">There is nobody of that name.</p>}
      {(found.length > most || more) && (
        <Button
          onClick={() => {
            setMost(most + SHOWN);
            if (found.length <= most + SHOWN && more) load();
          }}
        >
          Show more
        </Button>
      )}
      {chosen && (
        <PersonDialog
          {...chosen}
          done={(words) => {
            tellThere(words);
            reload();
          }}
          close={() => setChosen(undefined)}
        />
      )}
    </Section>
  );
}

function PersonRow({
  person,
  isOwner,
  isSelf,
  choose,
}: {
  readonly person: AccountItem;
  readonly isOwner: boolean;
  readonly isSelf: boolean;
  readonly choose: (deed: Deed) => void;
}): ReactElement {
  const { account, created, role, alwaysOn, here } = person;
  const [anchor, setAnchor] = useState<Anchor>();
  const item = (label: string, deed: Deed): MenuItem => ({ label, run: () => choose(deed) });
  // What the server refuses anyway is not offered: an admin has nothing to say about other admins and owners.
  const isBelow = isOwner || role === undefined;
  const items = [
    ...(isOwner ? [item("Change the role…", "role")] : []),
    ...(isOwner && !isSelf ? [item("Set a password…", "password")] : []),
    ...(isBelow || isSelf ? [item("Devices…", "devices")] : []),
    ...(isBelow && !isSelf ? [{ ...item("Remove the account…", "remove"), danger: true }] : []),
  ];
  return (
    <li className="row">
      <Avatar nick={account} />
      <div className="row-body">
        <div className="row-head">
          <bdi className="row-name">{account}</bdi>
          {role && <span className="badge">{role}</span>}
          {isSelf && <span className="badge">you</span>}
          {here && <span className="admin-here">here now</span>}
        </div>
        <p className="row-more">
          Made <Away at={created} />
          {alwaysOn && ", stays in the channels"}
        </p>
      </div>
      {items.length > 0 && (
        <IconButton
          icon="more"
          label={`What can be done with ${account}`}
          aria-haspopup="menu"
          aria-expanded={anchor !== undefined}
          onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
        />
      )}
      {anchor && <Menu label={account} items={items} anchor={anchor} close={() => setAnchor(undefined)} />}
    </li>
  );
}

interface Accounts {
  readonly accounts: readonly AccountItem[];
  /** Whether the server has more behind them. */
  readonly more: boolean;
  readonly problem: string | undefined;
  /** Asks for the next page, unless one is on its way. */
  readonly load: () => void;
  /** Asks for all again, so many as there were. */
  readonly reload: () => void;
}

function useAccounts(): Accounts {
  const chat = useChat();
  const [pages, setPages] = useState<Pick<Accounts, "accounts" | "more">>({ accounts: [], more: true });
  const [problem, setProblem] = useState<string>();
  const known = useRef(pages);
  const turns = useRef(0);
  const isLoading = useRef(false);
  const [turn, setTurn] = useState(0);

  /** Loads until there are so many, or no more. Whoever began last goes on. */
  const fill = useCallback(
    async (begin: readonly AccountItem[], wanted: number): Promise<void> => {
      const mine = ++turns.current;
      isLoading.current = true;
      let accounts = begin;
      let more = true;
      while (more && accounts.length < wanted) {
        const after = accounts.at(-1)?.account;
        const limit = LIMITS.deskPage;
        const reply = await chat.ask({ type: "accounts", ...(after !== undefined && { after }), limit });
        if (mine !== turns.current) return;
        setProblem(reply.type === "refused" ? reply.text : undefined);
        if (reply.type === "refused") break;
        accounts = joined(accounts, reply.accounts ?? []);
        more = reply.more === true;
      }
      isLoading.current = false;
      known.current = { accounts, more };
      setPages(known.current);
      setTurn((before) => before + 1);
    },
    [chat],
  );
  const reload = useCallback(() => void fill([], Math.max(1, known.current.accounts.length)), [fill]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each page it is another function, so that who waits for more asks again
  const load = useCallback(() => {
    const { accounts, more } = known.current;
    if (!isLoading.current && more) void fill(accounts, accounts.length + 1);
  }, [fill, turn]);
  useEffect(() => reload(), [reload]);
  return { ...pages, problem, load, reload };
}
