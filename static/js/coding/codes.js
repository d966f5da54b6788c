// The codes that can be given, and finding one by what is typed.

const MOST_RECENT = 9; // one for each digit

export const DIRECTIONS = { helps: "Helps", hinders: "Hinders or is missing", mixed: "Mixed" };
export const SIGNS = { helps: "+", hinders: "−", mixed: "±" };
const KEYS = { "+": "helps", "-": "hinders", "−": "hinders", "=": "mixed", "±": "mixed" };

export const directionOf = (key) => KEYS[key] ?? null;

const plain = (words) =>
  words
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

export function createCodes({ groups, recent }) {
  const codes = new Map();
  const searched = new Map(); // key → [title, title and description] without accents and signs

  function know(code) {
    codes.set(code.key, code);
    searched.set(code.key, [plain(code.title), plain(`${code.title} ${code.description}`)]);
  }
  groups.forEach((group) => group.codes.forEach(know));

  // Codes with all the words typed in their title; where there are none, in their description.
  function matching(typed) {
    const wanted = plain(typed).split(" ");
    const fits = (place) => (code) =>
      wanted.every((word) => searched.get(code.key)[place].includes(word));
    const all = [...codes.values()];
    const byTitle = all.filter(fits(0));
    return new Set(byTitle.length ? byTitle : all.filter(fits(1)));
  }

  return {
    get: (key) => codes.get(key),
    // Groups of codes that fit what is typed, the recent ones first while nothing is.
    found(typed) {
      const fitting = plain(typed) ? matching(typed) : new Set(codes.values());
      const among = groups
        .map(({ title, codes: inGroup }) => ({
          title,
          codes: inGroup.filter((code) => fitting.has(code)),
        }))
        .filter((group) => group.codes.length);
      const lately = recent.map((key) => codes.get(key)).filter(Boolean);
      return plain(typed) || !lately.length
        ? among
        : [{ title: "Recent", isRecent: true, codes: lately }, ...among];
    },
    recent: (digit) => codes.get(recent[digit - 1]) ?? null,
    isTitle: (typed) => [...searched.values()].some(([title]) => title === plain(typed)),
    used(key) {
      recent = [key, ...recent.filter((each) => each !== key)].slice(0, MOST_RECENT);
    },
    // A theme that was just made.
    add(code, groupTitle = "Themes of this review") {
      const group = groups.find(({ title }) => title === groupTitle);
      if (group) {
        group.codes.push(code);
      } else {
        groups.push({ title: groupTitle, stage: 0, codes: [code] });
      }
      know(code);
    },
  };
}
