import { type ReactElement, useEffect, useState } from "react";
import { qrPath } from "./qr-path.ts";

interface Drawn {
  readonly size: number;
  readonly path: string;
}

/** A text as a QR code; nothing until what makes it has been loaded, or if the text is too long for one. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactElement | undefined {
  const [drawn, setDrawn] = useState<Drawn>();
  useEffect(() => {
    let isWanted = true;
    drawnOf(text).then(
      (made) => {
        if (isWanted) setDrawn(made);
      },
      () => setDrawn(undefined),
    );
    return () => {
      isWanted = false;
    };
  }, [text]);
  if (!drawn) return undefined;
  const { size, path } = drawn;
  return (
    <svg className="admin-qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <rect width={size} height={size} />
      <path d={path} />
    </svg>
  );
}

async function drawnOf(text: string): Promise<Drawn> {
  const { encode } = await import("uqr");
  const { data, size } = encode(text, { border: 3, ecc: "M" });
  return { size, path: qrPath(data) };
}
