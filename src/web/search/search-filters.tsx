import type { ReactElement } from "react";
import { useChat } from "../chat-context.ts";
import { useSource } from "../use-source.ts";
import type { Order } from "./pages.ts";
import { type FilterKey, filterOf, type Having, has, withFilter, withHaving } from "./query-text.ts";

/** The filters as fields. They write into the text, and show what stands there. */
export function SearchFilters({
  text,
  order,
  setText,
  setOrder,
}: {
  readonly text: string;
  readonly order: Order;
  readonly setText: (text: string) => void;
  readonly setOrder: (order: Order) => void;
}): ReactElement {
  const change = (key: FilterKey, value: string): void => setText(withFilter(text, key, value));
  return (
    <div className="search-filters">
      <Where value={filterOf(text, "in")} change={(value) => change("in", value)} />
      <label>
        <span>From</span>
        <input
          className="input"
          value={filterOf(text, "from")}
          placeholder="anybody"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          onChange={(event) => change("from", event.target.value)}
        />
      </label>
      <label>
        <span>Since</span>
        <input
          className="input"
          type="date"
          value={filterOf(text, "after")}
          onChange={(event) => change("after", event.target.value)}
        />
      </label>
      <label>
        <span>Before</span>
        <input
          className="input"
          type="date"
          value={filterOf(text, "before")}
          onChange={(event) => change("before", event.target.value)}
        />
      </label>
      <label>
        <span>Order</span>
        <select
          className="input"
          value={order}
          onChange={(event) => {
            const wanted = ORDERS.find(({ value }) => value === event.target.value);
            if (wanted) setOrder(wanted.value);
          }}
        >
          {ORDERS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <span className="search-having">
        {HAVING.map(({ what, label }) => (
          <label key={what}>
            <input
              type="checkbox"
              checked={has(text, what)}
              onChange={(event) => setText(withHaving(text, what, event.target.checked))}
            />
            {label}
          </label>
        ))}
      </span>
    </div>
  );
}

const ORDERS: readonly { readonly value: Order; readonly label: string }[] = [
  { value: "newest", label: "newest first" },
  { value: "oldest", label: "oldest first" },
  { value: "best", label: "best first" },
];

const HAVING: readonly { readonly what: Having; readonly label: string }[] = [
  { what: "link", label: "has a link" },
  { what: "file", label: "has a file" },
];

function Where({ value, change }: { readonly value: string; readonly change: (value: string) => void }): ReactElement {
  const places = useSource(useChat().places);
  const names = places.map(({ name }) => name).filter((name) => !name.includes('"'));
  const isListed = value === "" || names.includes(value);
  return (
    <label>
      <span>Where</span>
      <select className="input" value={value} onChange={(event) => change(event.target.value)}>
        <option value="">everywhere</option>
        {!isListed && <option value={value}>{value}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
