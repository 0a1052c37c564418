"""Which language the caller speaks, noticed from the first words and kept until he changes it.

Counts everyday words that one language has and the others lack. Two of them are enough, one greeting is, too;
a product name or a single foreign word is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache

from triage.types import Speaker, Turn

ENOUGH = 2
"""Words of one language that make it the caller's; a greeting counts double."""
CLEARLY = 2
"""By how many words another language must lead before it replaces the one noticed first."""
LONGEST_READ = 600
"""Characters of one utterance that are looked at; a language shows long before."""


class Language(StrEnum):
    """What the desk can speak by itself, in the two letters of ISO 639."""

    ENGLISH = "en"
    SPANISH = "es"
    FRENCH = "fr"
    PORTUGUESE = "pt"
    GERMAN = "de"
    ITALIAN = "it"

    @property
    def english_name(self) -> str:
        return self.name.capitalize()


_GREETINGS = {
    Language.ENGLISH: "hello",
    Language.SPANISH: "hola buenas buenos",
    Language.FRENCH: "bonjour bonsoir allo salut",
    Language.PORTUGUESE: "ola oi boa bom",
    Language.GERMAN: "hallo guten gruss moin servus",
    Language.ITALIAN: "buongiorno buonasera buonanotte ciao pronto",
}
_WORDS = {
    Language.ENGLISH: """the is are was were my our your we they he she it this that these what when where which who why
        how can cannot could would should will have has had not isn't can't don't doesn't won't didn't and but or of to for
        from with about into been being everyone everybody nobody someone anyone nothing anything everything down working
        work works need help please thanks thank you yes just only still open says keeps get got i i'm it's we're
        there here now tonight again computer printer screen phone office all out know think want call calling
        at on if because so print me up off log locked a an in as""",
    Language.SPANISH: """el los las una unos unas que del al y o pero por para con sin se su sus mi mis nos nuestro nuestra
        nuestros esta estan este esto eso esa hay han como cuando donde todo todos toda todas nadie alguien nada muy ya
        ahora hoy manana noche noches tarde tardes dias tengo tenemos tiene tienen puedo podemos puede pueden gracias
        favor computadora impresora servidor correo contrasena funciona funcionan sirve abre abrir archivos oficina
        telefono telefonos ayuda necesito necesitamos quiero hablar espanol ingles companero companera jefe trabajo
        trabajar problema pantalla cuenta soy estoy somos estamos desde hace clientes pacientes cayo caido solo tambien
        le les lo usted ustedes porque equivocado mensaje es la de en un yo me entrar dejo robaron llamar nosotros ningun ninguna
        otra otro cosa mismo misma dos tres ellos ella linea sistemas bloqueada bloqueado""",
    Language.FRENCH: """le les des une du au aux et ou mais pour avec sans dans sur sous chez je j'ai nous vous ils elle
        notre nos votre mon ma mes ses est sont etes suis avons avez ont pas plus rien personne quelqu'un tout tous toute
        toutes tres maintenant aujourd'hui ce cette ces c'est qui que quoi quand depuis peux peut pouvons marche marchent
        fonctionne fonctionnent serveur ordinateur imprimante courriel mot passe aide aidez besoin veux voudrais parler
        francais anglais panne bureau merci plait travailler probleme ecran compte il l'ordinateur n'arrive n'est ne un la de""",
    Language.PORTUGUESE: """o os um uma uns umas do da dos das nos nas ao e ou por para com sem se meu minha meus
        nosso nossa seu sua esta estao este isto isso ha nao sim muito ja agora hoje amanha noite tarde dia tenho temos tem
        posso podemos pode consigo consegue conseguimos conseguem obrigado obrigada favor computador impressora servidor
        senha funciona funcionam ajuda preciso precisamos quero falar portugues ingles colega chefe trabalho trabalhar
        problema tela conta sou estou somos estamos desde ninguem alguem todos todas tudo nada caiu fora voce voces que ele
        ela eu tambem so email arquivos escritorio de""",
    Language.GERMAN: """der die das den dem ein eine einen einem einer und oder aber fur mit ohne bei auf aus zu zum zur im ich
        wir sie er es ihr mein meine unser unsere unseren ihre ist sind bin habe haben hat hatte nicht kein keine keiner
        keinen niemand jemand alle alles sehr jetzt heute morgen abend nacht tag seit kann konnen geht gehen funktioniert
        funktionieren drucker rechner passwort kennwort bitte danke hilfe brauche brauchen mochte sprechen deutsch
        englisch buro ausgefallen kaputt arbeiten bildschirm konto nichts mehr nur auch wie was wer wann warum""",
    Language.ITALIAN: """il lo gli uno una un' e o ma per con senza di del della dei delle al alla nel nella mio mia miei nostro
        nostra nostri suo sua e' sono siamo ho abbiamo ha hanno non piu niente nulla nessuno qualcuno tutti tutto tutte molto
        gia adesso ora oggi domani sera notte posso possiamo puo possono funziona funzionano grazie favore computer
        stampante posta aiuto bisogno voglio vorrei parlare italiano inglese ufficio lavoro lavorare problema schermo
        da quando come dove perche che questo questa questi c'e ci io la lei mi solo succede
        capita nessuna rete riesco anche""",
}  # fmt: skip
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def _weights() -> dict[str, dict[Language, int]]:
    table: dict[str, dict[Language, int]] = {}
    for language, words in _WORDS.items():
        for word in words.split():
            table.setdefault(word, {})[language] = 1
    for language, words in _GREETINGS.items():
        for word in words.split():
            table.setdefault(word, {})[language] = ENOUGH
    return table


_WEIGHTS = _weights()


def callers_language(turns: Sequence[Turn]) -> Language | None:
    """Return the language of the caller's last words that show one; None while nothing shows it."""
    return spoken_language(turn.text for turn in turns if turn.speaker is Speaker.CALLER)


def spoken_language(texts: Iterable[str]) -> Language | None:
    """Return the language of a caller's utterances, given in order; it takes clear words to change it."""
    found: Language | None = None
    for text in texts:
        language, lead = _leading(text)
        if language and lead >= (1 if found is None else CLEARLY):
            found = language
    return found


def language_of(text: str) -> Language | None:
    """Return the language that most words of one utterance belong to, or None when too few do."""
    return _leading(text)[0]


@lru_cache(maxsize=2_048)
def _leading(text: str) -> tuple[Language | None, int]:
    """Return the leading language and by how many words it leads."""
    scores = dict.fromkeys(Language, 0)
    for word in _WORD.findall(_plain(text[:LONGEST_READ])):
        for language, weight in _WEIGHTS.get(word, {}).items():
            scores[language] += weight
    second, first = sorted(scores.values())[-2:]
    if first < ENOUGH or first == second:
        return None, 0
    return max(scores, key=lambda language: scores[language]), first - second


def _plain(text: str) -> str:
    straight = text.lower().replace("’", "'").replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFKD", straight) if not unicodedata.combining(c))
