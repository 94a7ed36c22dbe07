import type { Place } from "../../client/model/place.ts";

const keys = new WeakMap<Place, string>();
let count = 0;

/** A key for React that a place keeps, whatever it is called. */
export function keyOfPlace(place: Place): string {
  const known = keys.get(place);
  if (known !== undefined) return known;
  const key = String(++count);
  keys.set(place, key);
  return key;
}
