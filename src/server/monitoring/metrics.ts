import type { Registry } from "prom-client";
import type { Figures } from "../../wire/json/status-facts.ts";
import type { Histogram as Counts } from "./histogram.ts";
import { COMMIT_METRIC, METRIC_ROWS, type MetricRow } from "./metric-rows.ts";

/** What metrics are made from. */
export interface MetricsParts {
  readonly figures: () => Figures;
  /** Milliseconds of commits. */
  readonly commits: Counts;
}

type Prometheus = typeof import("prom-client");

const MS_PER_S = 1_000;

/** The figures as Prometheus reads them. What writes them is loaded when somebody asks for the first time. */
export class Metrics {
  readonly #parts: MetricsParts;
  #registry: Promise<Registry> | undefined;
  #figures: Figures | undefined;

  constructor(parts: MetricsParts) {
    this.#parts = parts;
  }

  /** The figures of now, and of which type the text is. */
  async read(): Promise<{ readonly text: string; readonly type: string }> {
    this.#registry ??= import("prom-client").then((prometheus) => this.#build(prometheus));
    const registry = await this.#registry;
    // All of one answer are of one moment.
    this.#figures = this.#parts.figures();
    return { text: await registry.metrics(), type: registry.contentType };
  }

  #build({ Registry, Counter, Gauge, Histogram }: Prometheus): Registry {
    const registry = new Registry();
    for (const row of METRIC_ROWS) {
      const { name, help, label } = row;
      const config = { name, help, registers: [registry], ...(label !== undefined && { labelNames: [label] }) };
      const each = (set: (labels: Record<string, string>, value: number) => void): void => this.#each(row, set);
      if (row.type === "gauge") {
        new Gauge({
          ...config,
          collect() {
            this.reset();
            each((labels, value) => this.set(labels, value));
          },
        });
      } else {
        new Counter({
          ...config,
          collect() {
            this.reset();
            each((labels, value) => this.inc(labels, value));
          },
        });
      }
    }
    const { commits } = this.#parts;
    const { name, help } = COMMIT_METRIC;
    /** What is counted elsewhere, where each costs nothing but a few additions. */
    class Commits extends Histogram {
      /** What a registry asks a histogram for. */
      getForPromString(): Promise<object> {
        return Promise.resolve({ name, help, type: "histogram", values: valuesOf(commits) });
      }
    }
    new Commits({ name, help, registers: [registry] });
    return registry;
  }

  #each(row: MetricRow, set: (labels: Record<string, string>, value: number) => void): void {
    if (!this.#figures) return;
    const value = row.value(this.#figures);
    if (typeof value === "number") set({}, value);
    else for (const [of, one] of Object.entries(value)) set({ [row.label ?? ""]: of }, one);
  }
}

interface Value {
  readonly metricName: string;
  readonly labels: { readonly le?: string };
  readonly value: number;
}

/** A histogram's values, as Prometheus has them. */
function valuesOf(histogram: Pick<Counts, "bounds" | "count" | "sum" | "cumulative">): Value[] {
  const { name } = COMMIT_METRIC;
  const { bounds, count, sum } = histogram;
  const bucket = (le: string, value: number): Value => ({ metricName: `${name}_bucket`, labels: { le }, value });
  return [
    ...histogram.cumulative().map((below, i) => bucket(String((bounds[i] ?? 0) / MS_PER_S), below)),
    bucket("+Inf", count),
    { metricName: `${name}_sum`, labels: {}, value: sum / MS_PER_S },
    { metricName: `${name}_count`, labels: {}, value: count },
  ];
}
