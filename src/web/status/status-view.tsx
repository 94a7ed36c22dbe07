import { type ReactElement, useState } from "react";
import type { SessionFacts } from "../../wire/json/status-facts.ts";
import { useChat } from "../chat-context.ts";
import { Panel, type Tab } from "../parts/panel.tsx";
import { useSource } from "../use-source.ts";
import { Charts } from "./charts.tsx";
import { SessionsTable } from "./sessions-table.tsx";
import { WireView } from "./wire-view.tsx";
import "./status.css";

const STATUS: Tab = { name: "status", words: "Status", route: { at: "status" } };
const TABS: readonly Tab[] = [{ name: "admin", words: "People and order", route: { at: "admin" } }, STATUS];

/** How the server does, who is connected, and what goes over a connection. Who keeps no order sees their own. */
export function StatusView(): ReactElement {
  const self = useSource(useChat().self);
  const isOperator = self?.role !== undefined;
  const [watched, setWatched] = useState<SessionFacts>();
  return (
    <Panel title="Status" tabs={isOperator ? TABS : [STATUS]} current="status">
      {isOperator && <Charts />}
      <SessionsTable isOperator={isOperator} watched={watched?.session} watch={setWatched} />
      {watched && <WireView key={watched.session} session={watched} close={() => setWatched(undefined)} />}
    </Panel>
  );
}
