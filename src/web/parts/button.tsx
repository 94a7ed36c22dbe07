import type { ComponentProps, ReactElement } from "react";
import { Icon, type IconName } from "./icon.tsx";

type Given = Omit<ComponentProps<"button">, "className">;

/** A button with words. */
export function Button({ look, ...given }: Given & { readonly look?: "main" | "danger" }): ReactElement {
  return <button type="button" {...given} className={look ? `button button-${look}` : "button"} />;
}

/** A button with a picture; its label is heard, and shown by the pointer. */
export function IconButton({
  icon,
  label,
  ...given
}: Omit<Given, "children"> & { readonly icon: IconName; readonly label: string }): ReactElement {
  return (
    <button type="button" {...given} className="button button-icon" aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  );
}
