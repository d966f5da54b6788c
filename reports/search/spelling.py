"""One spelling for words that are written in two ways, mostly British and American.

The spelling that is kept is what the stemmer does best with, whichever side it comes from; nobody
sees it. Rules run one after the other on folded words (`words.folded`).
"""

import re
from functools import lru_cache

SHORTEST = 4  # letters; shorter words are left alone

# Words that follow no rule.
WORDS = {
    "acknowledgement": "acknowledgment",
    "ageing": "aging",
    "aluminium": "aluminum",
    "amongst": "among",
    "artefact": "artifact",
    "burnt": "burned",
    "cosy": "cozy",
    "distil": "distill",
    "draught": "draft",
    "enrol": "enroll",
    "enrolment": "enrollment",
    "fulfil": "fulfill",
    "fulfilment": "fulfillment",
    "grey": "gray",
    "instalment": "installment",
    "jewellery": "jewelry",
    "judgement": "judgment",
    "learnt": "learned",
    "mould": "mold",
    "plough": "plow",
    "pyjama": "pajama",
    "sceptic": "skeptic",
    "sceptical": "skeptical",
    "scepticism": "skepticism",
    "skilful": "skillful",
    "speciality": "specialty",
    "specialities": "specialties",
    "spelt": "spelled",
    "titre": "titer",
    "whilst": "while",
    "wilful": "willful",
}

OUR = (
    "arb|ard|arm|behavi|cand|clam|col|demean|endeav|fav|ferv|flav|glam|harb|hon|hum|lab|neighb|od|"
    "parl|ranc|rig|rum|sav|splend|succ|tum|val|vap|vig"
)
RE = "calib|cent|fib|goit|lit|lust|maneuv|meag|met|nit|sab|somb|spect|theat"
DOUBLED = (
    "bevel|cancel|channel|counsel|dial|duel|equal|fuel|funnel|initial|label|level|marvel|model|"
    "panel|quarrel|rival|signal|total|travel|tunnel|unravel"
)

RULES = [
    (re.compile(pattern), new)
    for pattern, new in [
        # organize, organization: organise, organisation. The stemmer would make an organ of them.
        (r"iz(e|es|ed|er|ers|ing|ingly|able|ation|ations|ational|ationally)$", r"is\1"),
        # analyze: analyse
        (r"yz(e|es|ed|er|ers|ing)$", r"ys\1"),
        # colour, favourable, behavioural: color, favorable, behavioral
        (rf"^((?:dis|mis|un|multi)?(?:{OUR}))our", r"\1or"),
        # centre, litres, centred, centring: center, liters, centered, centering
        (r"^manoeuv", "maneuv"),
        (rf"((?:{RE}))re(s?)$", r"\1er\2"),
        (rf"((?:{RE}))r(ed|ing)$", r"\1er\2"),
        # programme: program
        (r"^((?:re)?program)me(s?)$", r"\1\2"),
        # travelling, counsellor, labelled: traveling, counselor, labeled
        (rf"^((?:un|re)?(?:{DOUBLED}))l(ed|ing|ings|er|ers|or|ors|ous)$", r"\1\2"),
        # catalogue, dialogues: catalog, dialogs
        (r"(anal|catal|dial|epil|monol|prol)ogue(s|d)?$", r"\1og\2"),
        # defence, licence, practise: defense, license, practice
        (r"^(def|off|pret)ence(s|less)?$", r"\1ense\2"),
        (r"^((?:un)?licen)c(e|es|ed|ing)$", r"\1s\2"),
        (r"^((?:mal)?practi)s(e|es|ed|ing|er|ers)$", r"\1c\2"),
        # enquire, enquiry: inquire, inquiry
        (r"^enquir", "inquir"),
        (r"sulph", "sulf"),
        # Medicine: paediatric, anaesthetist, haemoglobin, leukaemia, oestrogen, oesophagus …
        (r"paed", "ped"),
        (r"ae(?=[cmosv]|tiol)", "e"),
        (r"^oe(?=dem|soph|str)", "e"),
        (r"^foet", "fet"),
        (r"(?<=rh)oe(?=a)", "e"),
        (r"(?<=pn)oe(?=a)", "e"),
        (r"^coeli", "celi"),
    ]
]
EXCEPTIONS = WORDS | {f"{word}s": f"{new}s" for word, new in WORDS.items()}


@lru_cache(maxsize=50_000)
def one_spelling(word: str) -> str:
    """A folded word in the spelling that stands for all of its spellings."""
    if len(word) < SHORTEST or not word.isascii():
        return word
    if word in EXCEPTIONS:
        return EXCEPTIONS[word]
    for pattern, new in RULES:
        word = pattern.sub(new, word)
    return word
