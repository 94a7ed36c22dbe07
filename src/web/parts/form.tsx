import { type ComponentProps, type ReactElement, type ReactNode, useEffect, useId, useRef } from "react";
import "./form.css";

/** What was filled in, by the names of the fields. A box that is ticked has the value `on`. */
export type Given = (name: string) => string;

/** A form that asks the server itself, in place of the browser. */
export function Form({
  onGiven,
  children,
  label,
}: {
  readonly onGiven: (given: Given, form: HTMLFormElement) => unknown;
  readonly label?: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <form
      className="form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const data = new FormData(form);
        void onGiven((name) => {
          const value = data.get(name);
          return typeof value === "string" ? value : "";
        }, form);
      }}
    >
      {children}
    </form>
  );
}

interface Labelled {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with what was filled in. */
  readonly problem?: string | undefined;
}

/** What ties a field to its label, its hint and what is wrong with it. */
function useTies({ hint, problem }: Labelled): {
  readonly id: string;
  readonly hintId: string;
  readonly problemId: string;
  readonly tied: Pick<ComponentProps<"input">, "id" | "aria-describedby" | "aria-invalid">;
} {
  const id = useId();
  const hintId = `${id}-hint`;
  const problemId = `${id}-problem`;
  const said = [problem === undefined ? undefined : problemId, hint === undefined ? undefined : hintId];
  const described = said.filter((one) => one !== undefined).join(" ");
  return {
    id,
    hintId,
    problemId,
    tied: {
      id,
      ...(described !== "" && { "aria-describedby": described }),
      ...(problem !== undefined && { "aria-invalid": true }),
    },
  };
}

/** A line to fill in, with its label. Where something is wrong with it, that is said beside it and the keyboard goes there. */
export function TextField({
  label,
  hint,
  problem,
  ...given
}: Labelled & Omit<ComponentProps<"input">, "id" | "className" | "ref">): ReactElement {
  const { tied, hintId, problemId } = useTies({ label, hint, problem });
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (problem !== undefined) input.current?.focus();
  }, [problem]);
  return (
    <div className="field">
      <label htmlFor={tied.id}>{label}</label>
      <input type="text" dir="auto" autoComplete="off" {...given} {...tied} ref={input} />
      <Said {...{ hint, problem, hintId, problemId }} />
    </div>
  );
}

/** One of several values. */
export interface Option {
  readonly value: string;
  readonly words: string;
}

/** A choice of one of several values. */
export function Choice({
  label,
  hint,
  problem,
  options,
  ...given
}: Labelled & { readonly options: readonly Option[] } & Omit<
    ComponentProps<"select">,
    "id" | "className" | "children"
  >): ReactElement {
  const { tied, hintId, problemId } = useTies({ label, hint, problem });
  return (
    <div className="field">
      <label htmlFor={tied.id}>{label}</label>
      <select {...given} {...tied}>
        {options.map(({ value, words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      <Said {...{ hint, problem, hintId, problemId }} />
    </div>
  );
}

function Said({
  hint,
  problem,
  hintId,
  problemId,
}: Omit<Labelled, "label"> & { readonly hintId: string; readonly problemId: string }): ReactElement {
  return (
    <>
      {hint !== undefined && <small id={hintId}>{hint}</small>}
      {problem !== undefined && (
        <p id={problemId} className="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

/** Something that is so or not. */
export function Tick({
  label,
  hint,
  ...given
}: Omit<Labelled, "problem"> & Omit<ComponentProps<"input">, "id" | "className" | "type">): ReactElement {
  const { tied, hintId } = useTies({ label, hint });
  return (
    <div className="tick">
      <input type="checkbox" {...given} {...tied} />
      <div>
        <label htmlFor={tied.id}>{label}</label>
        {hint !== undefined && <small id={hintId}>{hint}</small>}
      </div>
    </div>
  );
}

/** One of a few values, all of which are seen. */
export function Radios({
  label,
  name,
  options,
  value,
  onChoice,
}: {
  readonly label: string;
  readonly name: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChoice: (value: string) => void;
}): ReactElement {
  return (
    <fieldset className="radios">
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChoice(option.value)}
          />
          {option.words}
        </label>
      ))}
    </fieldset>
  );
}
