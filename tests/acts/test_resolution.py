from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.acts.gazetteer import Mention as OldMention
from stance.acts.gazetteer import default_gazetteer, find_mentions
from stance.acts.mention import Mention
from stance.acts.resolution import find_codes, find_host
from stance.sentences import split_sentences

NLP = spacy.blank("en")
NLP.add_pipe("stance_sentences")


def mentions_of(text: str) -> list[Mention]:
    return find_mentions(NLP(text))


def codes_of(text: str, ends: list[tuple[int, int]], host: str | None = None) -> list[str | None]:
    return find_codes(text, split_sentences(text), mentions_of(text), ends, host=host)


# Ends stand in the order of the text: "phrase=CODE", "-" for nobody.
def read(text: str, expected: str) -> tuple[list[tuple[int, int]], list[tuple[str, str | None]]]:
    spans, codes, at = [], [], 0
    for each in expected.split("; "):
        phrase, _, code = each.rpartition("=")
        start = text.index(phrase, at)
        at = start + len(phrase)
        spans.append((start, at))
        codes.append((phrase, None if code == "-" else code))
    return spans, codes


NAMED = [
    (
        "South Korea's foreign minister met the Chinese embassy in Seoul.",
        "South Korea's foreign minister=KOR; the Chinese embassy in Seoul=CHN",
    ),
    ("Japan's ambassador to China thanked the Embassy of Japan.", "Japan's ambassador to China=JPN; the Embassy of Japan=JPN"),
    ("The President of France met the Government of Chad.", "The President of France=FRA; the Government of Chad=TCD"),
    (
        "The US and South Korea urged Poland and the Baltic states to wait.",
        "The US and South Korea=-; Poland and the Baltic states=-",
    ),
    (
        "The UN Secretary-General met the EU's foreign policy chief.",
        ("The UN Secretary-General=IGO:UN; the EU's foreign policy chief=IGO:EU"),
    ),
    ("Russian-backed separatists fired at the US-led coalition.", "Russian-backed separatists=-; the US-led coalition=-"),
    ("An Iran-backed militia and anti-China lawmakers objected.", "An Iran-backed militia=-; anti-China lawmakers=-"),
    ("Pro-Russian rebels fled; the Libyan rebels did not.", "Pro-Russian rebels=-; the Libyan rebels=-"),
    (
        "Houthi rebels shelled Yemen's Houthis, and Lebanon's Hezbollah.",
        ("Houthi rebels=ARM:HOUTHIS; Yemen's Houthis=ARM:HOUTHIS; Lebanon's Hezbollah=ARM:HEZBOLLAH"),
    ),
    (
        "The Iran-backed Houthis met Georgia's opposition leader in Tbilisi.",
        "The Iran-backed Houthis=ARM:HOUTHIS; Georgia's opposition leader=-",
    ),
    (
        "Ukraine's allies and EU members met EU foreign ministers.",
        "Ukraine's allies=-; EU members=-; EU foreign ministers=IGO:EU",
    ),
    (
        "The authorities in Minsk told the government in Chisinau to wait.",
        "The authorities in Minsk=BLR; the government in Chisinau=MDA",
    ),
    (
        ("The Ministry of Foreign Affairs of the Republic of Estonia thanked a spokesman for the Iranian foreign ministry."),
        ("The Ministry of Foreign Affairs of the Republic of Estonia=EST; a spokesman for the Iranian foreign ministry=IRN"),
    ),
    (
        ("His Russian counterpart met Iran's UN mission and the UN's Syria envoy."),
        ("His Russian counterpart=RUS; Iran's UN mission=IRN; the UN's Syria envoy=IGO:UN"),
    ),
    (
        ("Protesters, civilians, the international community and member states waited on the Norwegian fishermen."),
        ("Protesters=-; civilians=-; the international community=-; member states=-; the Norwegian fishermen=-"),
    ),
    (
        "US Secretary of State Alan Pryce told the European Union and other partners of Chinese vessels. Pryce left.",
        "US Secretary of State Alan Pryce=USA; the European Union=IGO:EU; other partners=-; Chinese vessels=CHN; Pryce=USA",
    ),
    ("Troops marched into Georgia after talks in Geneva.", "Georgia=GEO; Geneva=-"),
    (
        ("The Foreign Minister of Finland, Aleksi Vuori, met Kenya's envoy, Jane Wanjiru."),
        ("The Foreign Minister of Finland=FIN; Aleksi Vuori=FIN; Kenya's envoy=KEN; Jane Wanjiru=KEN"),
    ),
    (
        ("The leader of the Belarusian opposition and the permanent representative of Kenya to the United Nations spoke."),
        ("The leader of the Belarusian opposition=-; permanent representative of Kenya to the United Nations=KEN"),
    ),
]
WIRE = (
    "TALLINN (agency) - The government on Monday expelled two Russian diplomats over the loss of a sea cable.\n\n"
    'The ministry said it had handed the ambassador a note. "We will not accept this," Foreign Minister Aino '
    "Rebane of Estonia said. Rebane added that she had told her Finnish counterpart.\n\n"
    "Russia's foreign ministry said it would respond. The ministry called the charge absurd. Moscow's envoy "
    "left without a word; he will not return, officials said."
)
WIRE_ENDS = (
    "The government=EST; two Russian diplomats=RUS; The ministry=EST; it=EST; We=EST; Foreign Minister Aino "
    "Rebane of Estonia=EST;"
    " Rebane=EST; she=EST; her Finnish counterpart=FIN; Russia's foreign ministry=RUS; it=RUS; Moscow's envoy=RUS; he=RUS;"
    " officials=EST"
)
LAOS = (
    "The Lao foreign ministry rejected a report by a rights group on Tuesday. The ministry said the group had"
    " asked nobody. It urged the authors to visit. The prime minister of Thailand praised the Lao government."
    ' He said the two sides would meet soon, and that both countries knew each other. "We trust them," he '
    "said."
)
LAOS_ENDS = (
    "The Lao foreign ministry=LAO; The ministry=LAO; It=LAO; The prime minister of Thailand=THA; the Lao "
    "government=LAO; He=THA;"
    " the two sides=-; both countries=-; each other=-; We=THA; he=THA"
)
STATEMENT = (
    "Japan strongly condemns the launch of a missile by North Korea. The Government protested to North Korea "
    "through the embassies in Beijing. We will work with our partners and the United States. The Ministry "
    "will stay in touch with its counterparts. Our country cannot accept this. The Minister told the Chinese "
    "ambassador as much."
)
STATEMENT_ENDS = (
    "Japan=JPN; North Korea=PRK; The Government=JPN; North Korea=PRK; We=JPN; our partners=-; the United States=USA;"
    " The Ministry=JPN; its counterparts=-; Our country=JPN; The Minister=JPN; the Chinese ambassador=CHN"
)
READOUT = (
    "The Secretary met today with Indian External Affairs Minister Ravi Menonath in New Delhi. The Secretary "
    "thanked Minister Menonath for his support. He underlined our alliance. Menonath said India would join "
    "the talks. The two leaders agreed to consult each other. They discussed Iran."
)
READOUT_ENDS = (
    "The Secretary=USA; Indian External Affairs Minister Ravi Menonath=IND; The Secretary=USA; Minister Menonath=IND;"
    " our=USA; Menonath=IND; India=IND; The two leaders=-; each other=-; They=-; Iran=IRN"
)
BRIEFING = """QUESTION: Will we see sanctions on Belarus? They have asked you.

MR. HARLAN: We have been clear. We call on the authorities in Minsk to free them. I spoke to our ambassador there.

QUESTION: And the president?

MR. HARLAN: The President has said what he thinks. Our allies agree with us. The Department will act."""
BRIEFING_ENDS = (
    "we=-; Belarus=BLR; We=USA; We=USA; the authorities in Minsk=BLR; I=USA; our ambassador=USA; The President=USA;"
    " Our allies=-; us=USA; The Department=USA"
)
PANEL = """AMBASSADOR WANJIRU (Kenya): We regret the delay, and I thank Norway.

MODERATOR: Shall we go on?

MINISTER LUND (Norway): Our government is ready. My delegation supports Kenya.

AMBASSADOR WANJIRU (Kenya): Then we accept."""
PANEL_ENDS = "We=KEN; I=KEN; Norway=NOR; we=-; Our government=NOR; My delegation=NOR; Kenya=KEN; we=KEN"
SPEECH = (
    "Mr. President, Ghana thanks the Secretary-General for the report. My delegation welcomes the work of the"
    " Council. We call on all parties to lay down arms. We condemn the attack on Mali. Our neighbours deserve"
    " peace. The international community must not look away, and Ghana stands with the people of Mali."
)
SPEECH_ENDS = (
    "Ghana=GHA; the Secretary-General=-; My delegation=GHA; the Council=-; We=GHA; all parties=-; We=GHA; Mali=MLI;"
    " Our neighbours=-; The international community=-; Ghana=GHA; the people of Mali=MLI"
)
BEHALF = (
    "I have the honour to speak on behalf of the African Union. We thank Kenya and Rwanda. Our mission needs "
    "help. Member states must pay."
)
BEHALF_ENDS = "I=IGO:AU; We=IGO:AU; Kenya and Rwanda=-; Our mission=IGO:AU; Member states=-"
COMMUNIQUE = (
    "Joint Communiqué. Brazil and Angola reaffirm their friendship. The two sides welcomed the visit. We "
    "condemn terrorism in all its forms. The Brazilian side thanked Angola for its hospitality. Both parties "
    "agreed to consult one another. The Angolan side will host the next round."
)
COMMUNIQUE_ENDS = (
    "Brazil and Angola=-; The two sides=-; We=-; The Brazilian side=BRA; Angola=AGO; Both parties=-; one another=-;"
    " The Angolan side=AGO"
)
QUOTES = (
    'NAIROBI, May 3 (agency) - "We were not asked," the Kenyan envoy said on Friday. "Our soldiers will stay.'
    ' We want peace."\n\n'
    '"The country will not forget this," he added. The Ugandan president accused Kenya of bad faith. "They '
    'broke our trust," he told reporters. According to the Ugandan army, three men were lost; the army blamed'
    " the Kenyan navy. Activists rejected the claim."
)
QUOTES_ENDS = (
    "We=KEN; the Kenyan envoy=KEN; Our soldiers=KEN; We=KEN; The country=KEN; he=KEN; The Ugandan president=UGA; Kenya=KEN;"
    " our=UGA; he=UGA; the Ugandan army=UGA; the army=UGA; the Kenyan navy=KEN; Activists=-"
)
RIVALS = (
    "Armenia's prime minister met Azerbaijan's president in Vienna. He said the talks were good. The prime "
    "minister of Armenia told the president that he would wait. Armenia told Azerbaijan that it would sign. "
    "Azerbaijan urged Armenia to move its guns. They will meet again. The foreign ministry did not comment."
)
RIVALS_ENDS = (
    "Armenia's prime minister=ARM; Azerbaijan's president=AZE; He=-; The prime minister of Armenia=ARM; the president=AZE;"
    " he=-; Armenia=ARM; Azerbaijan=AZE; it=ARM; Azerbaijan=AZE; Armenia=ARM; its=-; They=-; The foreign ministry=-"
)
BODY = (
    "NATO warned Serbia on Monday. The alliance said its force would stay. Serbia's president, Milan Kostov, "
    'rejected the warning. "I see no threat," Kostov said. His government asked the bloc for proof. A lawyer,'
    " Petar Ilin, said he had seen none. The European Commission was silent; the Commission will report in "
    "June."
)
BODY_ENDS = (
    "NATO=IGO:NATO; Serbia=SRB; The alliance=IGO:NATO; its force=IGO:NATO; Serbia's president=SRB; I=SRB; Kostov=SRB;"
    " His government=SRB; the bloc=IGO:NATO; Petar Ilin=-; he=-; The European Commission=IGO:EU-COMMISSION;"
    " the Commission=IGO:EU-COMMISSION"
)
BEIRUT = (
    "BEIRUT (agency) - Syria's president dismissed a minister on Sunday. The government gave no reason. "
    "Rebels and the opposition cheered. M23 was not there. The group lives elsewhere."
)
BEIRUT_ENDS = "Syria's president=SYR; The government=SYR; Rebels=-; the opposition=-; M23=ARM:M23; The group=ARM:M23"
ARTICLES = [
    ("wire", WIRE, None, WIRE_ENDS),
    ("laos", LAOS, None, LAOS_ENDS),
    ("statement", STATEMENT, "JPN", STATEMENT_ENDS),
    ("readout", READOUT, "USA", READOUT_ENDS),
    ("briefing", BRIEFING, "USA", BRIEFING_ENDS),
    ("panel", PANEL, None, PANEL_ENDS),
    ("speech", SPEECH, None, SPEECH_ENDS),
    ("behalf", BEHALF, None, BEHALF_ENDS),
    ("communique", COMMUNIQUE, None, COMMUNIQUE_ENDS),
    ("quotes", QUOTES, None, QUOTES_ENDS),
    ("rivals", RIVALS, None, RIVALS_ENDS),
    ("body", BODY, None, BODY_ENDS),
    ("beirut", BEIRUT, None, BEIRUT_ENDS),
]


@pytest.mark.parametrize(("text", "expected"), NAMED, ids=[text[:30] for text, _ in NAMED])
def test_ends_that_name_an_actor(text, expected):
    spans, codes = read(text, expected)
    assert list(zip([phrase for phrase, _ in codes], codes_of(text, spans), strict=True)) == codes


@pytest.mark.parametrize(("text", "host", "expected"), [each[1:] for each in ARTICLES], ids=[each[0] for each in ARTICLES])
def test_ends_of_articles(text, host, expected):
    spans, codes = read(text, expected)
    assert list(zip([phrase for phrase, _ in codes], codes_of(text, spans, host), strict=True)) == codes


def test_an_end_may_be_a_part_of_its_phrase():
    text = "Japan's foreign minister thanked the president of Chad."
    spans, _ = read(text, "foreign minister=JPN; the president=TCD")
    assert codes_of(text, spans) == ["JPN", "TCD"]


@pytest.mark.parametrize(
    ("source", "title", "host"),
    [
        ("Ministry of Foreign Affairs of Japan", "Press release", "JPN"),
        ("U.S. Embassy in Kyiv", "", "USA"),
        ("", "Statement by the Permanent Representative of Kenya", "KEN"),
        ("", "Kenya condemns the attack", None),
        ("", "Rebels attack town in Chad", None),
        ("Government of Norway and Government of Sweden", "", None),
        ("Japan Evening Times", "", None),
        ("", "", None),
    ],
)
def test_host(source, title, host):
    assert find_host(mentions_of(source), mentions_of(title), source=source, title=title) == host


def test_host_by_mentions_alone():
    assert find_host(mentions_of("Ministry of Foreign Affairs of Japan")) == "JPN"


def test_a_body_that_publishes_is_no_state_with_a_government():
    text = "The Secretary-General met nobody. The government refused. We regret it."
    spans, _ = read(text, "The Secretary-General=IGO:UN; The government=-; We=IGO:UN")
    assert codes_of(text, spans, "IGO:UN") == ["IGO:UN", None, "IGO:UN"]


def test_mention_is_the_one_of_the_gazetteer():
    assert OldMention is Mention


def test_the_module_is_light():
    code = "import sys, stance.acts.resolution; print([m for m in ('spacy', 'sklearn', 'numpy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([each[1] for each in ARTICLES]), st.data())
def test_any_end_of_any_cut_text_has_a_known_code_or_none(text, data):
    text = text[data.draw(st.integers(0, 200)) : data.draw(st.integers(200, 600))]
    spans = data.draw(
        st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(tuple), max_size=8)
    )
    codes = codes_of(text, spans)
    assert len(codes) == len(spans)
    assert (
        {code for code in codes if code} <= {mention.code for mention in mentions_of(text)} <= set(default_gazetteer().actors)
    )


@pytest.mark.parametrize("text", ["", " ", "we", "“", "Q Who?\nQ Me?"])
def test_texts_of_next_to_nothing(text):
    assert codes_of(text, [(0, len(text))]) == [None]


def test_long_articles_take_time_in_proportion():
    text = (WIRE + "\n\n") * 20
    spans = [(start, start + 2) for start in range(0, len(text) - 2, 50)]
    assert len(codes_of(text, spans)) == len(spans)


# Whose text it is, and whom it may not mean: each rule where it fires, and where it must not.
RULES = [
    (
        "Ready for talks\n\nSEOUL: South Korea is seeking a pact with Japan, the foreign ministry said. On relations with "
        'Japan, it said nothing was settled. The government will wait. "We have time," the ministry said.',
        None,
        "South Korea=KOR; the foreign ministry=KOR; it=KOR; The government=KOR; We=KOR; the ministry=KOR",
    ),
    (
        "Ready for talks.\n\nAfter lunch in Seoul: Norway asked Chad for time. The government will wait.",
        None,
        "Norway=NOR; The government=-",
    ),
    (
        "Peru is sending engineers to Chile, the foreign ministry said. The ministry gave no date. The government is silent.",
        None,
        "the foreign ministry=PER; The ministry=PER; The government=PER",
    ),
    (
        "Peru is sending engineers to Chile, miners said. The foreign ministry gave no date.",
        None,
        "miners=-; The foreign ministry=-",
    ),
    (
        "Mr President, my country has waited for long. We thank the General Assembly. Malta must reject the claim, and our "
        "delegation will vote.",
        "IGO:UN-GA",
        "my country=MLT; We=MLT; the General Assembly=IGO:UN-GA; our delegation=MLT",
    ),
    (
        "Madam President, I speak on behalf of Fiji. We in this hall, all of us, know the sea. My king is ill, and my "
        "country mourns.",
        None,
        "I=FJI; We=-; My king=FJI; my country=FJI",
    ),
    (
        "We, the foreign ministers of six states, met. We and Chad will build the dam together.",
        "MLI",
        "We=-; We=-",
    ),
    ("We will work together with Chad.", "MLI", "We=MLI"),
    (
        "The minister told the Knesset that talks had failed. The government would wait, he said.",
        None,
        "The minister=ISR; The government=ISR",
    ),
    (
        "The foreign secretary told the House of Representatives in Manila that Japan had sent boats. The government paid.",
        None,
        "The foreign secretary=PHL; The government=PHL",
    ),
    ("The Knesset praised Chad and Mali. The government paid.", None, "The government=-"),
    (
        "Oman wrote to Saudi Arabia and Chad. The sultanate wants peace; the kingdom does not; the republic slept.",
        None,
        "The sultanate=OMN; the kingdom=SAU; the republic=TCD",
    ),
    (
        "Jordan wrote to Morocco, and to Chad and Mali. The kingdom waited, and the republic.",
        None,
        "The kingdom=-; the republic=-",
    ),
    (
        "Jordan wrote to the Group of 77 and to NATO. The agency waited. The alliance did not.",
        None,
        "The agency=-; The alliance=IGO:NATO",
    ),
    (
        "ACCRA (agency) - The army moved to its side of the river. Farmers in both capitals blamed the authorities. "
        "Two traders held in Lagos were freed when the police gave in. The police in Accra did nothing, the authorities said.",
        None,
        "The army=GHA; its side=-; the authorities=-; the police=-; the authorities=GHA",
    ),
    (
        "The President spoke today with Prime Minister Lan Vu of Vietnam. He thanked the Prime Minister. She thanked Chad.",
        "USA",
        "He=USA; the Prime Minister=VNM; She=USA",
    ),
    (
        "QUESTION: Moldova has closed it. And President Rusnac, who says that you knew?\n\nMR. ORLEN: We did not.\n\n"
        "QUESTION: And the president?\n\nMR. ORLEN: The president sleeps.",
        "RUS",
        "President Rusnac=MDA; you=RUS; We=RUS; the president=RUS; The president=RUS",
    ),
    (
        "Bolivia's president scolded Peru. Her counterpart in Lima replied; her counterpart did not smile. She left.",
        None,
        "Her counterpart=PER; her counterpart=-",
    ),
    (
        "Peru urged its partners to wait. Peru dismayed neighbours. Peru's partners did.",
        None,
        "Peru=PER; its partners=-; Peru=PER; Peru's partners=-",
    ),
    (
        "The authorities in Minsk signed. They will pay, and their police too.",
        None,
        "The authorities in Minsk=BLR; They=BLR; their police=BLR",
    ),
]


@pytest.mark.parametrize(("text", "host", "expected"), RULES, ids=[text[:30] for text, _, _ in RULES])
def test_rules(text, host, expected):
    spans, codes = read(text, expected)
    assert list(zip([phrase for phrase, _ in codes], codes_of(text, spans, host), strict=True)) == codes


@pytest.mark.parametrize(
    ("source", "title", "host"),
    [
        ("House of Representatives of the Philippines, journal", "Question hour", "PHL"),
        ("Bundestag digest", "Committee hears minister", "DEU"),
        ("Westminster Gazette", "", None),
        ("United Nations General Assembly", "Right of reply", None),
        ("United Nations, verbatim record", "Security Council, 9th meeting: statement by Fiji", "FJI"),
        ("United Nations Secretariat", "Press release", "IGO:UN-SECRETARIAT"),
    ],
)
def test_host_of_parliaments_and_forums(source, title, host):
    assert find_host(mentions_of(source), mentions_of(title), source=source, title=title) == host


def place(text: str, wanted: str, number: int) -> tuple[int, int]:
    start = -1
    for _ in range(number + 1):
        start = text.index(wanted, start + 1)
    return start, start + len(wanted)


def test_blind_articles():
    """24 articles by an author who saw no rule; organs of the UN and the EU have the codes of the gazetteer.

    The rules have since been mended on these articles: the share tells that they hold, not how they do elsewhere.
    """
    articles = [json.loads(line) for line in (Path(__file__).parent / "resolve.jsonl").read_text("utf-8").splitlines()]
    total, failed, wrong = 0, [], []
    for article in articles:
        source, title, text = article["source"] or "", article["title"] or "", article["text"]
        host = find_host(mentions_of(source), mentions_of(title), source=source, title=title)
        spans = [place(text, end["text"], end["nth"]) for end in article["ends"]]
        for end, code in zip(article["ends"], codes_of(text, spans, host), strict=True):
            total += 1
            if code != end["code"]:
                failed.append((article["id"], end["text"], end["code"], code))
                wrong += [failed[-1]] if code else []
    assert total > 330
    assert 1 - len(failed) / total >= 0.94, failed
    assert len(wrong) / total < 0.03, wrong


def test_articles_held_out():
    """24 more by another author, on which no rule was ever mended: measure, but do not read what fails.

    Whoever mends the rules on these loses the only honest figure there is.
    """
    total = right = wrong = 0
    for line in (Path(__file__).parent / "resolve-held-out.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        source, title, text = article["source"] or "", article["title"] or "", article["text"]
        host = find_host(mentions_of(source), mentions_of(title), source=source, title=title)
        spans = [(end["start"], end["start"] + len(end["text"])) for end in article["ends"]]
        for end, code in zip(article["ends"], codes_of(text, spans, host), strict=True):
            total += 1
            right += code == end["code"]
            wrong += code not in (None, end["code"])
    assert total == 519
    assert right / total > 0.76
    assert wrong / total < 0.06


HEADLINE_DATELINE_AND_SOURCE = """Riga to deepen ties with partners: ministry

RIGA: Latvia is seeking to deepen its ties with Japan, the foreign ministry said Monday.

“We hope to widen the network with Japanese cities,” the ministry said in a report.

With China, the government will hold more talks.

On relations with Norway, it said it will work closely with Oslo.

Source: Baltic Wire"""


@pytest.mark.parametrize(("end", "nth"), [("We", 0), ("the ministry", 0), ("the government", 0), ("it", -2), ("it", -1)])
def test_headlines_datelines_and_sources_are_no_speakers(end: str, nth: int):
    text = HEADLINE_DATELINE_AND_SOURCE
    at = [match.start() for match in re.finditer(rf"\b{end}\b", text)][nth]
    assert codes_of(text, [(at, at + len(end))], None) == ["LVA"]


class Watched:
    """A mention each look at which is a call, so that looking through all of them is counted as well."""

    def __init__(self, mention: Mention) -> None:
        self._mention = mention

    def __getattr__(self, name: str) -> object:
        return getattr(self._mention, name)


def calls_for(many: int, end: str) -> int:
    """Count the calls that it takes to resolve the ends of a wire that is repeated, all of them with one end to each copy."""
    spans, _ = read(WIRE, WIRE_ENDS)
    mentions, sentences, length = mentions_of(WIRE), split_sentences(WIRE), len(WIRE) + len(end)
    shifts = [number * length for number in range(many)]
    ends = [(start + by, stop + by) for by in shifts for start, stop in spans]
    moved = [Watched(replace(each, start=each.start + by, end=each.end + by)) for by in shifts for each in mentions]
    cut = [(start + by, stop + by) for by in shifts for start, stop in sentences] if end.strip() == "" else []
    calls = 0

    def count(*_):
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        codes = find_codes((WIRE + end) * many, cut, moved, ends)
    finally:
        sys.setprofile(None)
    assert len(codes) == len(ends)
    return calls


@pytest.mark.parametrize("end", ["\n\n", " ; “"], ids=["sentences", "one sentence that quotes"])
def test_two_thousand_sentences_take_work_in_proportion(end):
    few, many = calls_for(30, end), calls_for(300, end)
    assert len(split_sentences(WIRE)) * 300 >= 2000
    assert many < 12 * few
