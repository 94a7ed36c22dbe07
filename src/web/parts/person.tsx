import type { CSSProperties, ReactElement } from "react";
import { fold } from "../../core/names.ts";

/** The hue that goes with a nick, in degrees; the same wherever and whenever it is shown. */
export function hueOf(nick: string): number {
  let hash = 0;
  for (const character of fold(nick)) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
}

function hueStyle(nick: string, more: Readonly<Record<`--${string}`, string>> = {}): CSSProperties {
  const style: CSSProperties & Record<`--${string}`, string> = { "--hue": String(hueOf(nick)), ...more };
  return style;
}

/** A picture that stands for somebody: the first sign of their nick on their colour. */
export function Avatar({ nick, size = 36 }: { readonly nick: string; readonly size?: number }): ReactElement {
  const [first = "?"] = nick.replace(/^[^\p{L}\p{N}]+/u, "");
  return (
    <span className="avatar" style={hueStyle(nick, { "--avatar": `${size}px` })} aria-hidden="true">
      {first.toUpperCase()}
    </span>
  );
}

/** A nick, apart from the text around it, so that no sign in it can turn that round. */
export function Nick({ nick }: { readonly nick: string }): ReactElement {
  return (
    <bdi className="nick nick-coloured" style={hueStyle(nick)}>
      {nick}
    </bdi>
  );
}
