import type { ReactElement } from "react";

export function StatusView(): ReactElement {
  return <p>soon</p>;
}
