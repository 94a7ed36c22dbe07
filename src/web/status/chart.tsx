import { type ReactElement, useEffect, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { amountText } from "./amounts.ts";
import type { ChartData } from "./samples.ts";

const HEIGHT = 160;

/** The least that a chart spans: with fewer samples its time would be told in parts of a second, or in years. */
const LEAST_S = 60;

/** How much room the time needs at the foot of a chart. */
const TIME_PX = { side: 90, height: 32 } as const;

const MS_PER_S = 1_000;

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The lines' colours, by the variables of the page's styles. */
const COLOURS = ["--status-1", "--status-2", "--status-3", "--status-4", "--status-5", "--status-6"] as const;

/** One chart, drawn; a table says the same to who does not see it. */
export function Chart({ data }: { readonly data: ChartData }): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const names = data.lines.map(({ name }) => name).join("\n");
  const latest = useRef(data);
  useEffect(() => {
    latest.current = data;
    plot.current?.setData(valuesOf(data));
  }, [data]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with other lines it is another chart
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new UPlot(optionsOf(latest.current, element), valuesOf(latest.current), element);
    };
    draw();
    const resized = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    resized.observe(element);
    // The colours follow the page's look.
    const look = matchMedia("(prefers-color-scheme: dark)");
    look.addEventListener("change", draw);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      resized.disconnect();
      theme.disconnect();
      look.removeEventListener("change", draw);
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [names]);
  // Time goes from left to right in charts, wherever text begins.
  return <div ref={place} className="status-plot" dir="ltr" aria-hidden="true" />;
}

function valuesOf({ times, lines }: ChartData): UPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => values.map((value) => value ?? null))];
}

function optionsOf({ lines, unit }: ChartData, element: HTMLElement): UPlot.Options {
  const styles = getComputedStyle(element);
  const colour = (name: string): string => styles.getPropertyValue(name).trim();
  const axis = { stroke: styles.color, grid: { stroke: colour("--status-grid"), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { range: (_plot, first, last) => [Math.min(first, last - LEAST_S), last] },
      y: { range: (_plot, _least, most) => [0, Math.max(most * 1.1, 1)] },
    },
    axes: [
      {
        ...axis,
        space: TIME_PX.side,
        size: TIME_PX.height,
        values: (_plot, splits) => splits.map((split) => TIME.format(split * MS_PER_S)),
      },
      { ...axis, size: 64, values: (_plot, splits) => splits.map((split) => amountText(split, unit)) },
    ],
    series: [
      {},
      ...lines.map(({ name }, i) => ({
        label: name,
        stroke: colour(COLOURS[i % COLOURS.length] ?? COLOURS[0]),
        width: 2,
        // A second without a commit is no end of the line.
        spanGaps: true,
        points: { show: false },
      })),
    ],
  };
}
