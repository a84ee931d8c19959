"""What people paste."""

from __future__ import annotations

from documents import CERTIFICATE, CERTIFIED, ORDINARY, PARTNER_LICENCE, licence
from expectations import DAMAGED, MISSING, SEVERAL, TOO_LARGE, TRUNCATED, valid, vector
from paste_lengths import of_length, partner_of_length


def key_with(part):
    """A licence whose text has these characters."""
    for number in range(100_000):
        text = licence(jti=f"L-{number}", cus="?>~?>~?>>")
        if part in text:
            return text
    raise AssertionError(part)


def folded(text, width, end):
    return end.join(text[at : at + width] for at in range(0, len(text), width))


def cut_in_signature(text):
    """Without one character of the signature."""
    return text[:-20] + text[-19:]


def quoted(mark, text):
    """As mails quote it."""
    return "".join(f"{mark}{line}\n" for line in text.split("\n"))


def armoured(text):
    return f"-----BEGIN LICENCE KEY-----\n{text}\n-----END LICENCE KEY-----\n"


# Tables: their rows keep together.
# fmt: off
LINES = folded(ORDINARY, 64, "\n")
ARMOURED = armoured(LINES)
WITH_DASH, WITH_TWO_DASHES = key_with("-"), key_with("--")
SPACES = [
    ("space", "white space around it", f"  {ORDINARY}\n\n"),
    ("tab", "a tab in front", f"\t{ORDINARY}"),
    ("folded", "folded to 64 characters", LINES),
    ("folded-crlf", "folded with carriage returns", folded(ORDINARY, 76, "\r\n")),
    ("folded-space", "line ends that a form field made blanks", folded(ORDINARY, 76, " ")),
    ("nbsp", "no-break spaces", f"\u00a0{ORDINARY[:40]}\u00a0{ORDINARY[40:]}"),
    ("ideographic-space", "an ideographic space", f"{ORDINARY}\u3000"),
    ("line-separator", "a line separator", f"{ORDINARY[:70]}\u2028{ORDINARY[70:]}"),
    ("zero-width-space", "zero-width spaces where it may be broken",
     ORDINARY.replace(".", "\u200b.")),
    ("zero-width-joiner", "zero-width joiners", f"{ORDINARY[:9]}\u200d\u200c{ORDINARY[9:]}"),
    ("word-joiner", "a word joiner", f"\u2060{ORDINARY}"),
    ("bom", "a byte order mark in front", f"\ufeff{ORDINARY}"),
    ("soft-hyphen", "soft hyphens", f"{ORDINARY[:80]}\u00ad{ORDINARY[80:]}"),
    ("direction", "direction marks", f"\u200e{ORDINARY}\u200f"),
    ("isolate", "direction isolates", f"\u2068{ORDINARY}\u2069"),
]
MAILS = [
    ("mail-quote", "quoted in an answer", quoted("> ", LINES)),
    ("mail-quote-twice", "quoted twice", quoted(">> ", LINES)),
    ("mail-quote-blank", "quoted twice, with blanks", quoted("> > ", LINES)),
    ("mail-bar", "quoted with bars", quoted("| ", LINES)),
    ("armour", "armour", ARMOURED),
    ("armour-bom", "a byte order mark before armour", "\ufeff" + ARMOURED),
    ("armour-cr", "armour with line ends of old", ARMOURED.replace("\n", "\r")),
    ("label-bom", "a byte order mark before a label", f"\ufeffLicence: {ORDINARY}"),
    ("armour-dash-lost", "armour that lost a dash", ARMOURED.replace("-----BEGIN", "----BEGIN")),
    ("armour-dashes", "armour whose dashes became others",
     ARMOURED.replace("-----", "\u2014\u2013")),
    ("armour-bare", "armour without dashes", f"BEGIN LICENCE KEY\n{LINES}\nEND LICENCE KEY"),
    ("armour-quoted", "armour in an answer", quoted("> ", ARMOURED)),
]
AROUND = [
    ("label", "a label", f"Licence: {ORDINARY}"),
    ("label-us", "a label in the other spelling", f"License key: {ORDINARY}"),
    ("label-upper", "a label in upper case, on its own line", f"LICENCE KEY:\n{LINES}"),
    ("label-german", "a German label", f"Lizenzschl\u00fcssel: {ORDINARY}"),
    ("label-german-ue", "a German label without umlaut", f"Lizenzschluessel: {ORDINARY}"),
    ("quotes", "quotation marks", f'"{ORDINARY}"'),
    ("quotes-single", "single quotation marks", f"'{ORDINARY}'"),
    ("quotes-german", "German quotation marks", f"\u201e{ORDINARY}\u201c"),
    ("quotes-french", "French quotation marks", f"\u00ab\u00a0{ORDINARY}\u00a0\u00bb"),
    ("backticks", "marked as code", f"`{ORDINARY}`"),
    ("code-block", "marked as a block of code", f"```\n{ORDINARY}\n```"),
    ("angle", "angle brackets", f"<{ORDINARY}>"),
    ("round", "round brackets", f"({ORDINARY})"),
    ("comma", "a comma at the end", f"{ORDINARY},"),
    ("semicolon", "a semicolon at the end", f"{ORDINARY};"),
    ("entity-nbsp", "HTML entities around it", f"&nbsp;{ORDINARY}&nbsp;"),
    ("entity-quot", "HTML quotation marks", f"&quot;{ORDINARY}&quot;"),
    ("entity-zero-width", "a zero-width space as entity", ORDINARY.replace(".", "&#8203;.")),
    ("entity-dot", "dots as entities", ORDINARY.replace(".", "&#46;")),
]
REPEATED = [
    ("twice", "pasted twice", ORDINARY + ORDINARY),
    ("twice-lines", "pasted twice, on two lines", f"{ORDINARY}\n{ORDINARY}\n"),
    ("thrice-commas", "pasted three times, with commas", f"{ORDINARY}, {ORDINARY}, {ORDINARY}"),
    ("twice-quoted", "pasted twice, each in quotation marks", f'"{ORDINARY}"\n"{ORDINARY}"'),
    ("16384", "as long as a pasted text may be", ORDINARY + " " * (16_384 - len(ORDINARY))),
    (
        "everything",
        "an answer with armour, label, quotes and a byte order mark",
        "\ufeff> -----BEGIN LICENCE-----\r\n> Licence: \u00ab\r\n"
        + "".join(f"> {line}\u200b\r\n" for line in LINES.split("\n"))
        + "> \u00bb\r\n> -----END LICENCE-----\r\n",
    ),
]
DASHES = [
    ("dash-2010", "hyphens", WITH_DASH.replace("-", "\u2010"), WITH_DASH),
    ("dash-2011", "hyphens that do not break", WITH_DASH.replace("-", "\u2011"), WITH_DASH),
    ("dash-2012", "figure dashes", WITH_DASH.replace("-", "\u2012"), WITH_DASH),
    ("dash-2013", "en dashes", WITH_DASH.replace("-", "\u2013"), WITH_DASH),
    ("dash-2212", "minus signs", WITH_DASH.replace("-", "\u2212"), WITH_DASH),
    ("dash-entity", "a dash as entity", WITH_DASH.replace("-", "&ndash;"), WITH_DASH),
    ("dash-2014", "two hyphens that became an em dash", WITH_TWO_DASHES.replace("--", "\u2014"),
     WITH_TWO_DASHES),
]
PARTNERS = [
    ("partner-lines", "licence, tilde and certificate on lines of their own",
     f"{PARTNER_LICENCE}\n~\n{CERTIFICATE}\n"),
    ("partner-folded", "folded", folded(CERTIFIED, 76, "\r\n")),
    ("partner-twice", "a partner's key pasted twice", f"{CERTIFIED}\n{CERTIFIED}"),
    ("partner-armour", "armour", armoured(folded(CERTIFIED, 64, "\n"))),
]
OTHER = licence(jti="L-2")
REFUSALS = [
    ("null", "no text at all", None, MISSING),
    ("empty", "an empty text", "", MISSING),
    ("blank", "white space alone", " \t\r\n\u00a0", MISSING),
    ("invisible", "invisible characters alone", "\u200b\ufeff", MISSING),
    ("quotes-alone", "quotation marks alone", '""', MISSING),
    ("label-alone", "a label alone", "Licence key: ", MISSING),
    ("armour-alone", "armour alone", armoured(""), MISSING),
    ("several", "two different keys", f"{ORDINARY}\n{OTHER}", SEVERAL),
    ("several-joined", "two different keys without anything between", ORDINARY + OTHER, SEVERAL),
    ("several-three", "three keys, two of them equal", f"{ORDINARY} {OTHER} {ORDINARY}", SEVERAL),
    ("several-partner", "a partner's key and one of the vendor", f"{CERTIFIED}\n{ORDINARY}",
     SEVERAL),
    ("16385", "a longer text", ORDINARY + " " * (16_385 - len(ORDINARY)), TOO_LARGE),
    ("huge", "a long text", "x" * 20_000, TOO_LARGE),
    ("key-4097", "a longer key", "eyJ" + "x" * 4_094, TOO_LARGE),
]
UNCLEAN = [
    ("sentence", "a sentence in front on the same line", f"Your key is {ORDINARY}",
     f"Yourkeyis{ORDINARY}", DAMAGED),
    ("quoted-printable", "the line ends of a raw mail", folded(ORDINARY, 75, "=\r\n"),
     folded(ORDINARY, 75, "="), DAMAGED),
    ("dash-lost", "a dash at the end of a line that was lost",
     WITH_DASH[:-1] if WITH_DASH.endswith("-") else cut_in_signature(WITH_DASH), None, TRUNCATED),
    ("dots-lost", "without its dots", ORDINARY.replace(".", ""), None, TRUNCATED),
    ("ellipsis", "shortened by a customer account", f"{ORDINARY[:40]}\u2026",
     f"{ORDINARY[:40]}\u2026", TRUNCATED),
    ("upper", "in upper case", ORDINARY.upper(), None, DAMAGED),
    ("lower", "in lower case", ORDINARY.lower(), None, DAMAGED),
]
# fmt: on


def accepted():
    """Each with the key that is left of it."""
    cleaned = [
        *[(*row, ORDINARY) for row in (*SPACES, *MAILS, *AROUND, *REPEATED)],
        *DASHES,
        *[(*row, CERTIFIED) for row in PARTNERS],
    ]
    return [
        vector(f"paste-{name}", about, text, valid(), normalised=clean)
        for name, about, text, clean in cleaned
    ]


def vectors():
    return [
        *accepted(),
        *[
            vector(f"paste-{name}", about, text, expected, normalised=None)
            for name, about, text, expected in REFUSALS
        ],
        *[
            vector(
                f"paste-{name}", about, text, expected, normalised=text if clean is None else clean
            )
            for name, about, text, clean, expected in UNCLEAN
        ],
        vector(
            "paste-key-4096",
            "a key of the greatest length",
            of_length(4_096),
            valid(),
            normalised=of_length(4_096),
        ),
        vector(
            "paste-key-4097-good",
            "a good key that is longer",
            of_length(4_097),
            TOO_LARGE,
            normalised=None,
        ),
        vector(
            "paste-partner-4096",
            "a partner's key of the greatest length",
            partner_of_length(4_096),
            valid(),
            normalised=partner_of_length(4_096),
        ),
    ]
