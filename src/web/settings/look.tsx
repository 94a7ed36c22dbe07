import type { ReactElement } from "react";
import { Radios, Tick } from "../parts/form.tsx";
import { Section } from "../parts/panel.tsx";
import { changeSettings, type Settings, settings } from "../platform/settings.ts";
import { useSource } from "../use-source.ts";

const THEMES: readonly { readonly value: Settings["theme"]; readonly words: string }[] = [
  { value: "auto", words: "As the system has it" },
  { value: "light", words: "Light" },
  { value: "dark", words: "Dark" },
];

const DIRECTIONS: readonly { readonly value: Settings["direction"]; readonly words: string }[] = [
  { value: "ltr", words: "Left to right" },
  { value: "rtl", words: "Right to left" },
];

/** How the page looks and how one writes in it, in this browser. It holds at once. */
export function Look(): ReactElement {
  const { theme, direction, notes, enterSends } = useSource(settings);
  return (
    <>
      <Section title="Look">
        <Radios
          label="Colours"
          name="theme"
          options={THEMES}
          value={theme}
          onChoice={(chosen) => changeTo(THEMES, chosen, (value) => ({ theme: value }))}
        />
        <Radios
          label="Direction"
          name="direction"
          options={DIRECTIONS}
          value={direction}
          onChoice={(chosen) => changeTo(DIRECTIONS, chosen, (value) => ({ direction: value }))}
        />
      </Section>
      <Section title="Reading and writing">
        <Tick
          label="Notes between the messages"
          hint="Such as who came, who left, and who is called otherwise."
          checked={notes}
          onChange={(event) => changeSettings({ notes: event.currentTarget.checked })}
        />
        <Tick
          label="Enter sends"
          hint="With Shift it makes a new line. Otherwise Ctrl and Enter sends."
          checked={enterSends}
          onChange={(event) => changeSettings({ enterSends: event.currentTarget.checked })}
        />
        <p className="dim">These settings are this browser’s, and hold at once.</p>
      </Section>
    </>
  );
}

function changeTo<T extends string>(
  options: readonly { readonly value: T }[],
  chosen: string,
  change: (value: T) => Partial<Settings>,
): void {
  const option = options.find(({ value }) => value === chosen);
  if (option) changeSettings(change(option.value));
}
