/** What browsers and Node both have, and all that a dialect needs of either: UTF-8 (WHATWG Encoding). */
declare class TextDecoder {
  constructor(label?: "utf-8", options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}
declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
