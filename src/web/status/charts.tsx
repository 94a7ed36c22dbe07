import { lazy, memo, type ReactElement, useId, useMemo } from "react";
import type { ClusterFigures } from "../../wire/json/status-facts.ts";
import { Late } from "../parts/late.tsx";
import { Section } from "../parts/panel.tsx";
import { FormProblem } from "../parts/problem.tsx";
import { clock } from "../parts/times.ts";
import { amountText, bytesText, lengthText } from "./amounts.ts";
import { type ChartData, chartsOf } from "./samples.ts";
import { useSamples } from "./use-samples.ts";

/** What draws them is only loaded by who sees them. */
const Chart = lazy(async () => ({ default: (await import("./chart.tsx")).Chart }));

/** How the server does, second by second. */
export function Charts(): ReactElement {
  const { samples, problem } = useSamples();
  const { last, list } = samples;
  const charts = useMemo(() => chartsOf(list), [list]);
  return (
    <Section title="How the server does">
      <FormProblem text={problem} />
      {last && (
        <dl className="status-facts">
          <Fact name="Running for" value={lengthText(last.at - last.started)} />
          <Fact name="Users" value={String(last.users)} />
          <Fact name="Sessions" value={String(last.sessions)} />
          <Fact name="Messages" value={last.messages.toLocaleString()} />
          <Fact name="Deliveries" value={last.deliveries.toLocaleString()} />
          <Fact name="Turned away" value={last.refused.toLocaleString()} />
          <Fact name="Memory" value={bytesText(last.memory.rss)} />
          {last.cluster && <ClusterFacts cluster={last.cluster} />}
        </dl>
      )}
      <div className="status-charts">
        {charts.map((data) => (
          <Figure key={data.title} data={data} />
        ))}
      </div>
    </Section>
  );
}

/** How the server is in its cluster, if it is in one. */
function ClusterFacts({ cluster }: { readonly cluster: ClusterFigures }): ReactElement {
  const { name, nodes, reached, behind } = cluster;
  return (
    <>
      <Fact name="This node" value={name} />
      <Fact name="Nodes that are there" value={nodes.join(", ")} />
      <Fact name="The common log" value={reached ? "in reach" : "out of reach"} />
      {behind !== undefined && <Fact name="Entries behind it" value={behind.toLocaleString()} />}
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const Figure = memo(function Figure({ data }: { readonly data: ChartData }): ReactElement {
  const id = useId();
  const { title, lines, unit } = data;
  return (
    <figure className="status-figure" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      <ul className="list status-legend" aria-hidden="true">
        {lines.map(({ name, values }) => (
          <li key={name}>
            {name} <b>{amountText(values.at(-1), unit)}</b>
          </li>
        ))}
      </ul>
      <Late fallback={<div className="status-plot" />}>
        <Chart data={data} />
      </Late>
      <details>
        <summary>
          As a table<span className="unseen">: {title}</span>
        </summary>
        <Values data={data} />
      </details>
    </figure>
  );
});

/** So many rows stand in a table: enough to see where it goes. */
const ROWS = 12;

function Values({ data: { title, times, lines, unit } }: { readonly data: ChartData }): ReactElement {
  const from = Math.max(0, times.length - ROWS);
  return (
    <table className="status-values">
      <caption className="unseen">{title}, the latest last</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {lines.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {times.slice(from).map((time, i) => (
          <tr key={time}>
            <th scope="row">
              {clock(time * 1_000)}:{String(Math.floor(time) % 60).padStart(2, "0")}
            </th>
            {lines.map(({ name, values }) => (
              <td key={name}>{amountText(values[from + i], unit)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
