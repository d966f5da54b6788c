// JavaScript counts UTF-16 units, the server Unicode code points: a character outside the basic
// plane (most emoji) is two here and one there.

export function toCodePoints(text, units) {
  let count = 0;
  for (let place = 0; place < units; count += 1) {
    place += text.codePointAt(place) > 0xffff ? 2 : 1;
  }
  return count;
}

export function toUnits(text, codePoints) {
  let place = 0;
  for (let count = 0; count < codePoints && place < text.length; count += 1) {
    place += text.codePointAt(place) > 0xffff ? 2 : 1;
  }
  return place;
}
