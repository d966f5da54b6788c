// The passages that a page opens with, as the server sends them later one by one: with the addresses
// of each, the titles of its codes, and its words, which stand in the text.

import { SIGNS } from "./codes.js";

const at = (address, id) => address && address.replace("/0/", `/${id}/`);

export const unfolded = ({ passages, codes, urls }) =>
  passages.map((passage) => ({
    needs_a_look: false,
    ...passage,
    url: at(urls.passage, passage.id),
    move: passage.may_move ? at(urls.move, passage.id) : null,
    codings: passage.codings.map((coding) => ({
      ...coding,
      ...codes[coding.key],
      sign: SIGNS[coding.direction],
      change: coding.mine ? at(urls.change, coding.id) : null,
      remove: coding.mine ? at(urls.remove, coding.id) : null,
    })),
  }));
