"""Which of the usual service-desk categories a call belongs to, by its gravest finding, else by what it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from triage.types import Category, Decision, Disposition

BY_FINDING = {
    "life": Category.PREMISES,
    "self_harm": Category.PREMISES,
    "fire": Category.PREMISES,
    "water": Category.PREMISES,
    "heat": Category.PREMISES,
    "safety": Category.PREMISES,
    "climate": Category.PREMISES,
    "doors": Category.PREMISES,
    "impostor": Category.SECURITY,
    "security": Category.SECURITY,
    "data_loss": Category.SERVER,
}
"""The policy's own findings, the gravest first."""

_ABOUT = {
    Category.SECURITY: r"phish\w*|ransom\w*|virus|malware|hack\w*|suspicious|scam|spam|fraud\w*|stolen|robaron|vole|gestohlen|roubad\w+|rubat\w+",
    Category.PRINTING: r"print\w*|copiers?|toner|scan(?:ner|ning)?|impresora|imprim\w*|imprimante|impressora|drucker|stampante",
    Category.TELEPHONY: r"phones?|voicemail|extensions?|dial tone|telefonos?|telephones?|telefon\w*|telefoni",
    Category.EMAIL: r"e-?mails?|mail|outlook|mailbox|exchange|correos?|courriels?|messagerie|posta elettronica",
    Category.SERVER: r"servers?|file ?share|shared? (?:drive|folder|files?)|database|backups?|raid|nas|storage|servidor(?:es)?|serveurs?",
    Category.NETWORK: r"internet|wi-?fi|wlan|network|vpn|router|switch(?:es)?|firewall|remote (?:access|desktop)|citrix|red|reseau|rede|netz(?:werk)?|rete",
    Category.ACCESS: r"passwords?|locked (?:myself |me |us )?out|log ?ins?|log(?:ging)? in|sign(?:ing)?[- ]?in|account|mfa|authenticator|permissions?|contrasena|clave|mot de passe|compte|passwort|kennwort|konto|senha|conta|accesso",
    Category.APPLICATION: r"software|app|apps|application|program\w*|teams|zoom|excel|word|office|quickbooks|erp|crm|ehr|emr|pos|register|website|portal|error|license|programa|logiciel|programm|sistema|systeme|system",
    Category.HARDWARE: r"computers?|laptops?|pc|desktop|tablet|monitors?|screens?|displays?|keyboard|mouse|headset|speakers?|microphone|camera|dock\w*|cable|slow\w*|frozen|computadora|pantalla|ordinateur|ecran|rechner|bildschirm|computador|tela|schermo",
    Category.REQUEST: r"how (?:do|can|would) (?:i|we)|could you (?:install|set up|order|add|create)|new (?:hire|employee|user|laptop|computer)|request|question|install|set up|order",
}  # fmt: skip
_PATTERNS = {category: re.compile(rf"\b(?:{words})\b") for category, words in _ABOUT.items()}


def category_of(decision: Decision, said: str, systems: Iterable[str] = ()) -> Category:
    """Return the category: by the rules that spoke, then by what was named most often and first, then by the runbook's systems."""
    if decision.disposition in (Disposition.OUT_OF_SCOPE, Disposition.NO_ACTION):
        return Category.NOT_IT
    if finding := next((name for name in BY_FINDING if name in decision.findings), None):
        return BY_FINDING[finding]
    text = _plain(said)
    named = {
        category: [hit.start() for hit in pattern.finditer(text)] for category, pattern in _PATTERNS.items()
    }
    found = [(-len(places), places[0], category) for category, places in named.items() if places]
    if found:
        return min(found)[2]
    return (
        Category.APPLICATION if any(system.lower() in said.lower() for system in systems) else Category.OTHER
    )


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
