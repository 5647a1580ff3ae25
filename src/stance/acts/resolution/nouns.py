"""The nouns of offices, and others by which a text calls an actor: "ministry" is a state's, "alliance" is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

PERSONS = frozenset(
    """president minister premier chancellor ambassador envoy spokesperson secretary king queen emir sultan prince pope
    commissioner representative adviser general chief diplomat governor speaker leader negotiator delegate official
    secretary-general consul commander judge prosecutor""".split()
)
# Nouns of which a state alone, when it is the only one that is named, may be meant ...
OF_A_STATE = frozenset(
    """ministry government president minister premier chancellor ambassador envoy spokesperson official authorities
    country capital cabinet parliament embassy army king queen emir sultan prince presidency department junta regime navy
    diplomat secretary police kingdom sultanate emirate republic negotiator consul consulate""".split()
)
# ... and those that a text leaves to its own state.
OF_THE_HOME = OF_A_STATE - {"ambassador", "envoy", "embassy", "kingdom", "sultanate", "emirate"} | {
    "adviser",
    "court",
    "prosecutor",
}
OF_A_BODY = frozenset(
    """secretary-general commission council agency mission bloc alliance organisation secretariat committee assembly union
    chief fund bank tribunal panel commissioner representative force office directorate spokesperson official""".split()
)
GROUPS = frozenset("group movement rebels militants militia insurgents fighters guerrillas".split())
PORTFOLIOS = frozenset("foreign defence defense interior finance trade external".split())
# Those who act in a place: not those at home where a place abroad has just been named.
LOCAL = frozenset("authorities police court prosecutor army junta regime".split())

_SAME = {
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "spokespeople": "spokesperson",
    "prime minister": "premier",
    "taoiseach": "premier",
    "tánaiste": "premier",
    "officials": "official",
    "organization": "organisation",
    "secretary general": "secretary-general",
    "defence force": "army",
    "armed forces": "army",
    "forces": "army",
    "military": "army",
    "troops": "army",
    "administration": "government",
    "leadership": "government",
    "advisor": "adviser",
    "nation": "country",
    "diplomats": "diplomat",
    "senate": "parliament",
    "lawmakers": "parliament",
    "prosecutors": "prosecutor",
    "negotiators": "negotiator",
    "authority": "authorities",
    "monarch": "king",
}
_OTHERS = "side state delegation court leader adviser".split()
HEADS: Mapping[str, str] = MappingProxyType(
    {word: word for word in (*PERSONS, *OF_A_STATE, *OF_A_BODY, *GROUPS, *_OTHERS)} | _SAME
)

_MONARCHIES = {
    "kingdom": "SAU JOR MAR BHR GBR NOR SWE DNK NLD BEL ESP THA KHM BTN LSO SWZ TON",
    "sultanate": "OMN BRN",
    "emirate": "KWT QAT ARE",
}
_NATURES = {
    **_MONARCHIES,
    "alliance": "IGO:NATO IGO:CSTO IGO:AUKUS",
    "bloc": "IGO:EU IGO:NATO IGO:ASEAN IGO:AU IGO:ECOWAS IGO:SADC IGO:EAC IGO:IGAD IGO:MERCOSUR IGO:CARICOM IGO:GCC IGO:AL"
    " IGO:BRICS IGO:G7 IGO:G20 IGO:G77 IGO:EAEU IGO:CIS IGO:SCO IGO:PIF IGO:AES",
    "agency": "IGO:IAEA IGO:WHO IGO:WFP IGO:FAO IGO:IOM IGO:ILO IGO:IMO IGO:ICAO IGO:UNESCO IGO:INTERPOL IGO:UN-RWA IGO:UN-HCR"
    " IGO:UN-ICEF IGO:UN-DP IGO:UN-EP IGO:UN-OCHA IGO:UN-FPA",
}
NATURES: Mapping[str, frozenset[str]] = MappingProxyType({noun: frozenset(codes.split()) for noun, codes in _NATURES.items()})
_CROWNED = frozenset(" ".join(_MONARCHIES.values()).split())


def fits(code: str, noun: str) -> bool:
    """Tell whether an actor may be called by a noun: Oman is a sultanate, and no republic."""
    if noun == "republic":
        return ":" not in code and code not in _CROWNED
    if noun == "organisation":
        return code.startswith("IGO:")
    return code in NATURES.get(noun, ())


def any_of(words: Iterable[str]) -> str:
    """Write an expression for words in small letters that is quick to fail: beginnings that they share stand once."""
    branches: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        branches.setdefault(word[:1], []).append(word[1:])
    written = [re.escape(first) + any_of(rests) if first else "" for first, rests in sorted(branches.items(), reverse=True)]
    return written[0] if len(written) == 1 else f"(?:{'|'.join(written)})"


HEAD = re.compile(rf"\b{any_of(HEADS)}\b")

NOT_THE_STATE = re.compile(
    r"\b(?:rebels?|rebellion|opposition|protest[eo]rs?|demonstrators?|dissidents?|activists?|separatists?|militants?|militias?|"
    r"insurgents?|guerrillas?|exiles?|exiled|gunmen|jihadists?|secessionists?|extremists?|mercenaries|paramilitar\w+|gangs?|"
    r"cartels?|smugglers?|traffickers|pirates|hackers|campaigners?|critics?|strikers|breakaway|hardliners|warlords?)\b",
    re.IGNORECASE,
)
PRIVATE = re.compile(
    r"\b(?:journalists?|reporters?|correspondents?|newspapers?|broadcasters?|outlets?|students|villagers|civilians?|refugees|"
    r"migrants|asylum|prisoners|hostages|workers|unions?|compan(?:y|ies)|firms?|businesses|investors|banks|miners?|airlines?|"
    r"carriers?|owners|traders?|farmers|fishermen|bishops?|clergy|lawyers|scholars|analysts?|experts?|charit(?:y|ies)|ngos?|"
    r"groups|tribes?|voters|families|relatives|victims|residents|tourists|manufacturers?|exporters?|lobby|think tank|"
    r"oligarchs?|billionaires?)\b",
    re.IGNORECASE,
)
AUTHORITY = re.compile(
    r"\b(?:governments?|authorit\w+|ministr\w+|ministers|a (?:senior )?minister|parliament|junta|officials?|leaders|leadership|"
    r"cabinet|courts?|prosecutors?|lawmakers|rulers|regime|administration|palace|policymakers|generals|commanders|counterparts?)\b",
    re.IGNORECASE,
)
# Who stands to an actor in some relation, and so is another one.
KIN = (
    r"(?:allies|ally|neighbou?rs?|enem(?:y|ies)|partners?|rivals?|opponents?|critics?|adversar(?:y|ies)|creditors?|donors?|"
    r"supporters?|backers?|foes?|friends?|counterparts?|members?|member states|colleagues?|victims?|citizenry)"
)
RELATED = re.compile(rf"\b{KIN}\b", re.IGNORECASE)
