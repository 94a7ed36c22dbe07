/** Blank modules around the code, without which it is not found; half of what the standard asks for is enough for all readers. */
const BORDER = 2;

/** Black on white, whatever colours the terminal has: readers need not understand the other way round. */
const [COLOURS, PLAIN] = ["\u001b[38;5;16;48;5;231m", "\u001b[0m"];

/** A text as a QR code for a terminal; nothing if that is not wide enough. */
export async function qrCode(text: string, columns: number | undefined): Promise<string> {
  const { encode } = await import("uqr");
  const { data, size } = encode(text, { ecc: "L", border: BORDER });
  if (columns !== undefined && columns < size) return "";
  const isBlack = (row: number, column: number): boolean => data[row]?.[column] === true;
  let shown = "";
  for (let row = 0; row < size; row += 2) {
    let line = "";
    for (let column = 0; column < size; column++) line += half(isBlack(row, column), isBlack(row + 1, column));
    shown += `${COLOURS}${line}${PLAIN}\n`;
  }
  return shown;
}

/** A character shows two modules, one above the other. */
function half(upper: boolean, lower: boolean): string {
  if (upper) return lower ? "█" : "▀";
  return lower ? "▄" : " ";
}
