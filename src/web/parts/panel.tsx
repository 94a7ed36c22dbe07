import { type ReactElement, type ReactNode, useEffect, useId, useRef } from "react";
import { hrefOf, type Route } from "../platform/route.ts";
import { Icon } from "./icon.tsx";
import "./panel.css";

/** One part of a panel, and where it is. */
export interface Tab {
  readonly name: string;
  readonly words: string;
  readonly route: Route;
}

/** A view of several parts, one of which is shown; links lead to the others. */
export function Panel({
  title,
  tabs,
  current,
  children,
}: {
  readonly title: string;
  readonly tabs: readonly Tab[];
  readonly current: string;
  readonly children: ReactNode;
}): ReactElement {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  // Where there is no room for all of them, the one that is shown is in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is in sight when another one is shown
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="panel-head">
        <a className="button button-icon panel-back" href={hrefOf({ at: "home" })} aria-label="Back to the channels">
          <Icon name="back" />
        </a>
        <h1 id={id}>{title}</h1>
      </div>
      <nav className="panel-tabs" aria-label={title}>
        <ul className="list" ref={list}>
          {tabs.map(({ name, words, route }) => (
            <li key={name}>
              <a href={hrefOf(route)} aria-current={name === current ? "page" : undefined}>
                {words}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="panel-body">{children}</div>
    </section>
  );
}

/** A part of a panel under a heading of its own. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  const id = useId();
  return (
    <section className="panel-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
