"""Where a name is only a place: in Geneva, flew to Tokyo, MOSCOW (agency) -, the Vienna talks."""

from __future__ import annotations

from dataclasses import dataclass

from stance.acts.gazetteer.setting import Setting, beginning, ending
from stance.acts.mention import AliasKind

_MODIFIERS = (
    r"(?:(?:neighbou?ring|nearby|downtown|central|rural|occupied|mainland|war-torn|[a-z]+-(?:held|controlled)|all of|parts of|"
    r"much of|most of|the rest of|(?:[Nn]orth|[Ss]outh)?-?(?:[Ee]ast|[Ww]est)?(?:ern)?|[Nn]orthern|[Ss]outhern) )*"
)
_IN = ending(
    r"(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Ii]nside|[Aa]round|[Aa]cross|[Tt]hroughout|[Ww]ithin|[Vv]ia|[Tt]hrough|[Ii]nto|"
    rf"[Oo]ut of) {_MODIFIERS}"
)
_AT = ending("(?:[Ii]n|[Aa]t|[Oo]utside|[Ii]nside|[Nn]ear) ")
# Confidence in Washington, anger at Moscow, an inquiry into Russia: the words are about an actor.
_ABOUT = ending(
    r"(?:(?:confidence|trust|faith|belief|believe[ds]?|trusted|disappoint\w+|interest(?:s|ed)?|loyalty) in|"
    r"(?:aim(?:ed|s)?|direct(?:ed)?|angry|anger|fury|furious|frustrat\w+|out|back|fired?|target(?:ed)?|point(?:ed|s)?|"
    r"levell?ed|outrage\w*|dismay\w*|jab|swipe|dig|hits?|struck|blow|shots?|annoyed|alarm\w*|irritat\w+|looks?|looking|"
    r"scoff\w*|sneer\w*|bristl\w*|balk\w*|laugh\w*|mock\w*|rage[ds]?|frown\w*) at|"
    r"(?:inquir(?:y|ies)|enquiry|investigations?|probes?|insights?|talk(?:ed)?|pressur(?:ed|ing)) into) "
)
_MOTION = (
    r"fly|flew|flies|flying|flown|flights?|travel\w*|journey\w*|goes|going|went|gone|trips?|return(?:s|ed|ing)?|arriv\w+|"
    r"head(?:s|ed|ing)?|drove|sail(?:s|ed|ing)?|mov(?:e|es|ed|ing)|fle(?:e|es|d|eing)|relocat\w+|rush(?:ed|es|ing)|"
    r"invit(?:e|es|ed|ing)|visits?|came|coming|deported|extradited|transferred|back"
)
# A spokesman at the Kremlin, we in Papua New Guinea: they speak for it.
_OFFICIALS_AT = ending(r"(?:[Ss]pokes(?:man|woman|person|people)|[Oo]fficials?|[Ss]ources?|[Dd]iplomats?|[Aa]ides?) (?:at|in) ")
_LEFT = ending(r"(?:left|leaves?|leaving|departed|quit) ")
_FOR = beginning(" for\\b")
_TO = ending(
    rf"(?:{_MOTION}) (?:[\w’']+ ){{0,3}}to {_MODIFIERS}|"
    rf"(?:(?:left|leaves?|leaving)(?: [A-Z][\w’'-]+){{0,2}}|depart\w*|set off|bound|head(?:s|ed|ing)?) for {_MODIFIERS}"
)
_FROM = ending(
    r"(?:fle(?:e|es|d|eing)|flew|flown|flights?|arriv\w+|return(?:s|ed|ing)?|travel\w+|back|home|deported|extradited|plott\w+|"
    r"operat(?:ed|es|ing)|broadcast\w*) (?:[\w’']+ ){0,2}from "
)
_OF = ending(
    r"(?:(?:[Nn]orth|[Ss]outh)?-?(?:[Ee]ast|[Ww]est)|[Nn]orth|[Ss]outh|outskirts|suburbs?|city|streets|centre|center|port|town|"
    r"capital) of |(?:miles|kilometres|kilometers|km) (?:\w+ )?from |"
    r"(?:coast|waters|miles|km|kilometres|vessels?|ships?|tankers?|piracy|anchored) off "
)
_IN_TOWN = ending(r"(?:in|at|near|outside|from) [A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}, ")
_AFTER_OPENING_PLACE = beginning("[,;)]")
_AFTER_PLACE = beginning(r"[,.;:)]|\Z| (?:on|in|at|for|to|after|before|during|with|and|last|this|next|where|when|by)\b")
_MODIFIES = beginning(r"[-‑–]\w")
_BASED = beginning(r"[-‑]based\b")
_POSSESSIVE = beginning(r"['’](?:s\b)?(?: |\Z)")
_PART = beginning(
    r"['’]s? (?:\w+ )?(?:capital|city|province|region|district|north|south|east|west|\w+east|\w+west|port|town|airport|coast|"
    r"border|territory|outskirts)\b"
)
_HEADQUARTERS = beginning(r" (?:headquarters|HQ)\b")
_TALKS = beginning(
    r" (?:[a-z]+ )?(?:talks(?! (?:to|tough))|summit|conference|meeting|negotiations|round|forum|session|airport|suburbs?|hotel|"
    r"streets?|stadium|[Mm]ayor|police|residents|metro|[Cc]ity [Cc]ouncil)\b"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_COUNTRY = r"(?:, [A-Z][\w.’' -]{1,25}?)?"
_DATELINE = beginning(
    rf"{_COUNTRY}(?:,? {_MONTH} \d{{1,2}}\b|,? \d{{1,2}} {_MONTH}(?!\w)| ?/[A-Z][\w ]+/"
    r"| ?\([A-Z][^()]{1,30}\) ?(?:--|[-—–:]|\Z|[A-Z“\"]))"
    r"|,? (?:--|[—–]) ?[A-Z“\"]"
)
_DATELINE_IN_CAPITALS = beginning(rf"{_COUNTRY}(?: ?(?:--|[—–])| -|:) ")


@dataclass(frozen=True, slots=True)
class Preceding:
    """The place that is named before a name, in the same sentence.

    Attributes
    ----------
    kind : str
        The kind of its alias.
    same_actor : bool
        Whether it belongs to the same actor.
    lead, between : str
        The words of the sentence before it, and those between the two.
    """

    kind: AliasKind
    same_actor: bool
    lead: str
    between: str


def only_a_place(setting: Setting, code: str, preceding: Preceding | None = None) -> bool:
    """Tell whether a name is only a place where it stands.

    Parameters
    ----------
    setting : Setting
        The name and its sentence.
    code : str
        What it is the code of; nobody is in a group.
    preceding : Preceding, optional
        The place before it: the second of two is one too.
    """
    if setting.kind in ("adjective", "people") or code.startswith(("ARM:", "MOV:")):
        return False
    if setting.kind == "place" or setting.has_after(_BASED):
        return True
    if setting.has_after(_MODIFIES):
        return False
    if setting.has_after(_POSSESSIVE):
        return setting.has_after(_PART) and _has_preposition(setting, code)
    return _is_dateline(setting) or _is_venue(setting) or _has_preposition(setting, code) or _goes_on(setting, preceding)


def _is_dateline(setting: Setting) -> bool:
    """Tell Tokyo, June 3 (agency); MOSCOW (agency) -; PARIS, France: ..."""
    if not setting.begins or setting.kind not in ("name", "capital"):
        return False
    capitals = setting.text.isupper() and not setting.in_capitals
    return setting.has_after(_DATELINE) or (capitals and setting.has_after(_DATELINE_IN_CAPITALS))


def _is_venue(setting: Setting) -> bool:
    """Tell the Vienna talks, Kabul airport, the Paris police."""
    return setting.kind == "capital" and setting.has_after(_TALKS)


def _has_preposition(setting: Setting, code: str) -> bool:
    """Tell in Geneva, at the White House, flew to Tokyo, the outskirts of Kyiv; not anger at Moscow, nor in US custody."""
    if setting.before.endswith(("We in ", " we in ")) or (setting.kind == "seat" and setting.has_before(_OFFICIALS_AT)):
        return False
    if setting.kind in ("seat", "abbreviation") or (setting.kind != "capital" and code.startswith(("IGO:", "NGO:"))):
        # With no article it belongs to the next word; what is not there, such as NATO's, is not missed.
        return (
            setting.has_before(_AT)
            and not setting.has_before(_ABOUT)
            and (setting.text[:4].lower() == "the " or setting.has_after(_HEADQUARTERS))
        )
    if setting.has_before(_IN):
        return not setting.has_before(_ABOUT)
    if setting.has_before(_IN_TOWN):
        return setting.kind == "name" and _ends_place(setting, opens=False)
    if setting.kind == "capital" and setting.has_after(_FOR) and setting.has_before(_LEFT):
        return True
    return setting.has_before(_TO) or setting.has_before(_FROM) or setting.has_before(_OF)


def _goes_on(setting: Setting, preceding: Preceding | None) -> bool:
    """Tell the second place: in Iraq and Syria, in Doha, Qatar, in Tokyo, Seoul and Beijing; not: In Geneva, Russia said."""
    if preceding is None:
        return False
    between, opens = preceding.between, len(preceding.lead.split()) <= 1
    if between in (" and ", " or ", ", and ", " & ", " and in "):
        return not preceding.same_actor and (preceding.kind == setting.kind or "in" in between)
    if between != ", ":
        return False
    if preceding.same_actor and preceding.kind != "name":
        return _ends_place(setting, opens) or _ends_dateline(setting, preceding)
    return preceding.kind == setting.kind and not opens


def _ends_place(setting: Setting, opens: bool) -> bool:
    """Tell in Doha, Qatar, on Monday; not: In Doha, Qatar said; nor: will meet in Doha, Qatar said."""
    return setting.has_after(_AFTER_OPENING_PLACE if opens else _AFTER_PLACE)


def _ends_dateline(setting: Setting, preceding: Preceding) -> bool:
    return not preceding.lead.strip() and setting.has_after(_DATELINE)
