"""What a transcript shows of a customer's data: nothing, until somebody asks for it in clear, which is logged.

Masked are CPF and CNPJ, phone numbers, e-mail addresses, card numbers, addresses with their CEP, passwords, and numbers
read out word by word. Digits and letters become dots and the marks between them stay, so that one sees what stood there
and how it was written. Protocol and OS numbers stay: they are how people find a case.

Where a run of digits may be either, it is masked, unless it is a number of the record itself (`keep`) or the words
before it say what it is. Known problems: a street without number and in small letters, and a password that was
neither asked for nor announced, are not seen; a nine-digit OS number that nothing announces is masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date

DOT = "•"
PASSWORD = DOT * 6
"""A password's length is worth something to whoever guesses it: all look alike."""

_AREA_CODE = re.compile(r"1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9]")
_OUR_NUMBER = re.compile(
    r"(?:protocolos?|chamados?|ordem(?: de servi[cç]o)?|\bo\.?\s?s\.?|tickets?|pedidos?|atendimentos?|boletos?"
    r"|notas? fiscal|c[oó]digo(?: d[eo] barras?)?|s[eé]rie|serial)"
    r"\W{0,3}(?:n[uú]mero|n[º°o.]+)?\W{0,3}(?:[eé]h?|s[aã]o|foi|fica)?\W{0,3}$",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"(?:\bcep|telefones?|fones?|celular(?:es)?|\bcel\b|\btel\b|whats\w*|zap\w*|\blig\w+|contatos?|n[uú]meros?|recados?)"
    r"\W{0,3}(?:[eé]h?\b|pra|para|no|pro|do|da|meu|minha)?\W{0,3}(?:meu|minha|o|a)?\W{0,3}$",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:\s+(?:ponto|underline|tra[cç]o)\s+[\w-]{1,64}){0,5}\s+arroba\s+[\w-]+"
    r"(?:\s+ponto\s+\w+)*",
    re.IGNORECASE,
)
_TAXPAYER = re.compile(
    r"(?<![\w.])(?:\d{3}[. ]\d{3}[. ]\d{3}[-–./ ]?\d{2}|\d{9}[-–/ ]\d{2}"
    r"|[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-?\d{2})(?!\w)"
)
_CARD_GROUPS = re.compile(r"(?<!\w)\d{4}[ .-]\d{4}[ .-]\d{4}[ .-]\d{1,7}(?!\w)|(?<!\w)\d{4}[ .-]\d{6}[ .-]\d{5}(?!\w)")
_PHONE = re.compile(
    r"(?<![\w.,/])(?:\+?55[ .-]?)?(?:\(0?\d{2}\)|0?\d{2})[ .-]{0,2}(?:9[ .-]?)?\d{4}[ .–-]\d{4}(?![\w/])"
    r"|(?<![\w.,/])\(0?\d{2}\) ?9?\d{8}(?!\w)"
    r"|(?<![\w.,/-])(?:9[ .-]?)?\d{4}[–-]\d{4}(?![\w/-])"
    r"|(?<![\w.,/-])9[ .]\d{4} \d{4}(?![\w/-])"
)
_POSTCODE = re.compile(r"(?<!\w)\d{2}\.?\d{3}-\d{3}(?!\w)")
_DIGITS = re.compile(r"(?<![\w.,/-])\+?\d{8,19}(?![\w/]|[.,]\d)")
_WORD_NUMBER = r"(?:zero|uma?|dois|duas|tr[eê]s|quatro|cinco|seis|meia|sete|oito|nove)"
_READ_OUT = re.compile(
    rf"\b{_WORD_NUMBER}(?:[\s,.;-]+(?:{_WORD_NUMBER}|e|tra[cç]o|ponto|barra)\b){{6,}}", re.IGNORECASE
)
_PARTICLE = r"(?:d[aeo]s?|e)\s+"
_STREET = (
    r"\b(?:rua|r\.|avenida|av\.?|travessa|trav\.|alameda|al\.|estrada|rodovia|rod\.|pra[cç]a|largo|viela|beco"
    r"|servid[aã]o|vila|conjunto|condom[ií]nio)\s+"
)
_OPENS_A_SENTENCE = (
    r"(?!(?i:[eé]|[ao]s?|eu|se|em|n[ao]|um|ok|a[ií]|voc[eê]s?|ele|ela|isso|esse|essa|n[aã]o|sim|mas|agora|ent[aã]o|qual|quais|quanto|quando|quem|como"
    r"|onde|pode|posso|tem|tudo|vou|vai|est[aá]|depois|antes|s[oó]|j[aá]|por|para|pra|com(?!\.)|sem|aqui|ainda|certo|canal"
    r"|bom|boa|obrigad[ao]|senhora?|uma|que)\b)"
)
"""Behind the point of an abbreviation another sentence may begin: such a word is no street's name."""
_CAPITAL = rf"[A-ZÀ-Ý][\wÀ-ÿ'.]*(?:\s+(?:(?i:{_PARTICLE}))*[A-ZÀ-Ý][\wÀ-ÿ']*)*"
_ADDRESS = re.compile(
    rf"(?P<kind>{_STREET})(?P<named>(?:{_PARTICLE})*[^\s,.;:!?\n]+"
    r"(?:[ ]+(?!n[ºo°.]|com|perto|esquina|ali|no|na\b)[^\s,.;:!?\n]+){0,5}?(?:\s*,)?\s*"
    r"(?:n[º°o.]{0,2}\s*|n[uú]mero\s+)?"
    r"\d{1,5}(?!\d|\s*(?:mega|gb|reais|h\b|hs\b|horas?|dias?|meses|anos))[a-z]?\b)",
    re.IGNORECASE,
)
_NAMED_STREET = re.compile(
    rf"(?P<kind>(?i:{_STREET}))(?P<named>(?:(?i:{_PARTICLE}))*(?:(?<!\.\s)|{_OPENS_A_SENTENCE}){_CAPITAL})"
)
_NUMBERED_TV = re.compile(
    rf"(?P<kind>\b(?i:tv)\.\s+)(?P<named>(?:(?i:{_PARTICLE}))*{_OPENS_A_SENTENCE}{_CAPITAL}(?:\s*,)?\s*(?i:n[º°o.]{{0,2}}\s*|n[uú]mero\s+)?"
    r"\d{1,5}(?!\d|\s*(?i:vez|gb|reais|h\b|horas?|min|dias?|meses|anos|canais|aparelhos))[a-z]?\b)"
)
"""'Tv.' is a travessa only where a name and a number follow; else it is what the customer watches."""
_DOOR = re.compile(
    r"(?P<kind>\b(?i:apto?|apartamento|ap|bloco|bl|lote|lt|quadra|qd|casa)\.?\s*(?:n[º°o.]*\s*)?)"
    r"(?P<named>\d{1,4}[a-zA-Z]?|[A-H])\b(?!\s*(?:vez|dia))"
)
_SECRET = re.compile(
    r"(?P<kind>\b(?:senhas?|password|c[oó]digo de (?:seguran[cç]a|verifica[cç][aã]o)|cvv|cvc)\b(?:[^\n.!?:=]{0,30}?)"
    r"(?:\s*[:=]\s*|\s+(?:[eé]h?|ficou|fica|vai ser|ser[aá]|coloc\w+|p[oõ]e|bota)\s+(?:a\s+|essa\s*[:,]?\s*)?))"
    r"(?P<named>[^\s]+)",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"[aoe]s?|uma?|d[aeo]|mesm[ao]|que|aquel[ae]|ess[ae]|muito|bem|fraca|forte|errada|certa|nova|antiga|padr[aã]o|case"
    r"|pessoal|importante|obrigat[oó]ria|s[oó]|n[aã]o|qual|sua|seu|minha|meu|sim|ok|certo|isso|pode|claro|beleza|blz"
    r"|obrigad[ao]|oi|ol[aá]|espera|pera[ií]?|j[aá]|ent[aã]o|t[aá]|esqueci",
    re.IGNORECASE,
)
"""What follows the word 'senha', or answers a question for it, and is none."""
_ASKS = (
    r"(?:\bqual\b|\bquais\b|\bme\s+(?:pass|inform|confirm|di[gz]|mand|fal|envi)\w*|\b(?:confirm|inform)[ae]\w*"
    r"|\bpode(?:ria)?\b|\bpreciso d|\bpor favor\b)[^.!\n]{0,50}?"
)
_ASKS_SECRET = re.compile(_ASKS + r"(?:\bsenhas?\b|\bcvv\b|c[oó]digo de (?:seguran|verifica))", re.IGNORECASE)
_ASKS_ADDRESS = re.compile(_ASKS + r"(?:\bendere[cç]os?\b|\brua\b)|onde .{0,20}\bmora", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*\s*")


def mask(text: str, keep: Collection[str] = (), asked: str | None = None) -> str:
    """`text` with a customer's data dotted out.

    keep    protocols, OS numbers and the like that belong to the record: their digits stay wherever they appear
    asked   what the other side wrote just before: the answer to "qual a senha?" is a password, whatever it looks like
    """
    kept = {digits for one in keep if (digits := re.sub(r"\D", "", one))}
    masked = _answer(text, asked)
    masked = _SPOKEN_EMAIL.sub(_dots, _EMAIL.sub(_dots, masked))
    masked = _SECRET.sub(_secret, masked)
    for pattern in (_TAXPAYER, _CARD_GROUPS, _PHONE, _POSTCODE):
        masked = pattern.sub(_unless(kept, _is_public), masked)
    masked = _DIGITS.sub(_unless(kept, _is_harmless), masked)
    for pattern in (_ADDRESS, _NAMED_STREET, _NUMBERED_TV, _DOOR):
        masked = pattern.sub(_dots_after_kind, masked)
    return _READ_OUT.sub(_unless(kept, _is_announced), masked)


def mask_talk(turns: Iterable[tuple[str, str]], keep: Collection[str] = ()) -> list[str]:
    """The texts of a talk, masked; a turn is (sender, text). What was just asked counts in a customer's turns."""
    masked: list[str] = []
    asked: str | None = None
    last_speaker = ""
    previous = ""
    for who, text in turns:
        if who != last_speaker:
            asked, last_speaker = previous, who
        masked.append(mask(text, keep, asked if who == "customer" else None))
        previous = text
    return masked


def _answer(text: str, asked: str | None) -> str:
    if not asked or len(text) > 160:
        return text
    words = text.split()
    if _ASKS_SECRET.search(asked) and len(words) <= 6:
        return " ".join(PASSWORD if _looks_secret(word, len(words)) else word for word in words)
    if _ASKS_ADDRESS.search(asked) and re.search(r"\d", text):
        return _SENTENCE.sub(lambda one: _dots(one) if re.search(r"\d", one.group()) else one.group(), text)
    return text


def _looks_secret(word: str, words: int) -> bool:
    if re.search(r"\d|[^\w\s,.!?'-]", word):
        return True
    return words == 1 and not _NO_SECRET.fullmatch(word.strip(".,!?"))


def _dots(found: re.Match[str]) -> str:
    return re.sub(r"\w", DOT, found.group())


def _dots_after_kind(found: re.Match[str]) -> str:
    return found["kind"] + re.sub(r"\w", DOT, found["named"])


def _secret(found: re.Match[str]) -> str:
    word = found["named"].strip(".,!?\"'")
    return found.group() if _NO_SECRET.fullmatch(word) else found["kind"] + PASSWORD


def _unless(kept: Collection[str], harmless: Callable[[str, str, str], bool]) -> Callable[[re.Match[str]], str]:
    def masked(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        before = found.string[max(0, found.start() - 40) : found.start()]
        stays = bool(digits and digits in kept) or harmless(digits, found.group(), before)
        return found.group() if stays else _dots(found)

    return masked


def _is_public(digits: str, written: str, before: str) -> bool:
    """A number that the provider gives to everybody, or that the words before it call a protocol."""
    return digits.startswith(("0800", "0300")) or (_OUR_NUMBER.search(before) is not None and written.isdigit())


def _is_announced(_digits: str, _written: str, before: str) -> bool:
    """A number read out that the words before it call a protocol."""
    return _OUR_NUMBER.search(before) is not None


def _is_harmless(digits: str, written: str, before: str) -> bool:
    """A bare run of eight to nineteen digits that is neither a taxpayer's number, a phone, a card nor a CEP."""
    if _is_public(digits, written, before):
        return True
    length = len(digits)
    if length == 8:
        return _PERSONAL.search(before) is None
    if is_cpf(digits) or is_cnpj(digits):
        return False
    return (length >= 10 and _begins_with_a_date(digits)) or not _could_be_personal(digits)


def _could_be_personal(digits: str) -> bool:
    match len(digits):
        case 9:
            return digits.startswith("9")
        case 10:
            return _AREA_CODE.match(digits) is not None
        case 12 | 13:
            return (digits.startswith("55") and _AREA_CODE.match(digits, 2) is not None) or _passes_luhn(digits)
        case 11 | 14:
            return True
        case _:
            return _passes_luhn(digits)


def _begins_with_a_date(digits: str) -> bool:
    """YYYYMMDD of this century: how most protocol numbers begin."""
    try:
        return 2000 <= date.fromisoformat(digits[:8]).year < 2100
    except ValueError:
        return False


def is_cpf(digits: str) -> bool:
    """Eleven digits whose last two check the others (Receita Federal's modulus 11)."""
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    return all(
        int(digits[end]) == sum(int(digits[i]) * (end + 1 - i) for i in range(end)) * 10 % 11 % 10 for end in (9, 10)
    )


def is_cnpj(digits: str) -> bool:
    """Fourteen digits whose last two check the others."""
    if len(digits) != 14 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    for end in (12, 13):
        weights = [(end - 1 - i) % 8 + 2 for i in range(end)]
        rest = sum(int(digits[i]) * weights[i] for i in range(end)) % 11
        if int(digits[end]) != (0 if rest < 2 else 11 - rest):
            return False
    return True


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
