"""What a person is and where, read from the words on either side of the name."""

import re
from functools import lru_cache

from .dictionary import word_tags
from .lexicon import DEFAULT, Lexicon, any_of
from .name_model import LEVELS, SPACES

STOP = re.compile(
    r"""
    [的了是在从到往于由向对把被让给和与跟同及并而时说去等为以将有名位又也这那我你他她
     ，,、。；;：:！!？?“”‘’（）()《》\s]              # particles, prepositions, punctuation
    | (?<!自)来(?!水) | 作为|赶往|前往|走进|抵达|返回|位于|记者|家住|今年|去年|今日|近日|昨日|日前|上午|下午
    | 通过|组织|走访|采访|该|每|各
    """,
    re.VERBOSE,
)
MOVES = "住进|驰援|赶往|赶到|来到|前往|走进|抵达|奔赴|入驻|驻守|请回|回到|返回|住在|家住|来自|位于|在"
TOLD = re.compile(  # 应琳燕|是…党委委员, 张某|，男，45岁，…
    r"(?:是|系|[担出兼]?任|[，,](?:[男女][，,])?(?:\d+岁[，,])?)(?P<what>[^，,。；;：:！!？?\s]{1,30})(?=[，,。；;：:！!？?\s]|$)"
)
AGE = re.compile(r"(?:[\d多]+岁)?的$|[\d多]+岁$")  # 九墩村78岁的林阿福, 鹤茭村的陈阿婆
QUOTED = re.compile(r"“[^“”，,。！!？?…]{1,8}”$")
NOUNS = frozenset({"n", "nz", "b", "j", "vn"})
OFFICES = ("长", "书记", "主任", "主席", "委员")
TRADE = re.compile("[员工师手]$")  # a trade whose work is a word: 监测|员, 养路|工
BODY = re.compile(  # a role that an organisation opens: 公司|经理, but not 社区|居民
    "[㐀-鿿]*?(?:公司|集团|大学|学院|[中小]学|学校|医院|卫生院|银行|[商协]会|合作社|中心|[局所站厂院馆社])(?!区)(?=[㐀-鿿])"
)
POLITE = ("先生", "女士", "同志", "小姐")
SITES = "大堤|堤坝|堤上|水库|医院|卫生院|学校|工地|现场|安置点|岗位"
POSTS = "[㐀-鿿0-9]{1,6}?(?:[口点站]|门诊|码头|渡口|村委会|村部)(?![㐀-鿿]?长|[了赞名])"  # 赶到|登山口
LONGEST = 20  # characters of a place


def find_role(
    text: str, name: tuple[int, int], form: str, within: tuple[int, int], lexicon: Lexicon = DEFAULT
) -> tuple[str, str]:
    """The role and the place of the person whose name spans ``name``; both may be empty.

    >>> find_role("泰山村村民王洪根说好。", (5, 8), "full", (0, 11))
    ('村民', '泰山村')

    Args:
        text: the text.
        name: start and end of the name.
        form: full, given or title.
        within: the stretch that may be read: the sentence, up to the names before and after.
        lexicon: the tables of roles, of words before them and of places.
    """
    low, high = within
    start, role = _role_before(text, name[0], low, lexicon)
    place = _place_before(text, start, low, lexicon)
    if not role and form == "full":
        told, role = _role_after(text, name[1], high, lexicon)
        place = told or place
    return role, place


@lru_cache(maxsize=8)
def _modifiers(lexicon: Lexicon) -> frozenset[str]:
    """Words that may stand before a role noun as part of the role: listed (机关) and nouns (软件)."""
    tables = ("modifiers", "groups", "organisations", "roles", "role_modifiers")
    nouns = frozenset(word for word, tag in word_tags(lexicon).items() if len(word) > 1 and tag in NOUNS)
    return nouns.union(*(lexicon.terms(table) for table in tables))


@lru_cache(maxsize=8)
def _places(lexicon: Lexicon) -> str:
    """A pattern: names with an administrative ending, perhaps a group or a body (塘栖镇泰山村2组); 9号楼."""
    admin = any_of(row["term"] for row in lexicon.rows("places") if row["kind"] == "admin")
    part = r"(?:[0-9一二三四五六七八九十]+(?:组|号楼|单元)|[0-9]+栋)"
    return rf"(?:(?:[㐀-鿿]{{1,8}}?(?:{admin}))+(?:{part}|村?委(?:会)?)?|{part})"


def _role_after(text: str, start: int, high: int, lexicon: Lexicon) -> tuple[str, str]:
    """Place and role of 应琳燕是…党委委员 and 张某，男，45岁，…; the role of 江某某主席."""
    if told := TOLD.match(text, start, high):
        begin, role = _role_before(text, told.end(), told.start("what"), lexicon)
        place = _place_before(text, begin, told.start("what"), lexicon)
        between = text[told.start("what") : begin].removesuffix("的")
        return (place, role) if role and between == place else ("", "")
    ends = range(min(high, start + 8), start, -1)
    title = next((text[start:end] for end in ends if text[start:end] in lexicon.terms("roles")), "")
    other = title in POLITE or text[start + len(title) : high].startswith(("员", "长"))
    return "", "" if other else title


def _ends_at(text: str, end: int, low: int, terms: frozenset[str]) -> int:
    """Where the longest of the terms begins that ends at ``end``; ``end`` if there is none."""
    return next((i for i in range(max(low, end - 10), end) if text[i:end] in terms), end)


def _role_before(text: str, end: int, low: int, lexicon: Lexicon) -> tuple[int, str]:
    """The role that ends at ``end`` or at 的 before it, taken whole, and where it begins."""
    while end > low and text[end - 1] in SPACES:
        end -= 1
    named = text[end - 1 : end] == "叫" or (text[end - 1 : end] == "的" and "作为" in text[low:end])
    stop = end - 1 if named else end
    start = _ends_at(text, stop, low, lexicon.terms("roles"))
    trade = TRADE.search(text, low, stop) and text[max(low, stop - 3) : stop - 1] in word_tags(lexicon)
    start = stop - 3 if start == stop and trade else start
    if start == stop:
        return end, ""
    start = _with_body(text, _with_modifiers(text, start, low, lexicon), stop, low, lexicon)
    start = _behind_place(text, start, stop, low, lexicon)
    if text[low:start].endswith("、"):  # 党工委副书记、办事处主任
        first, other = _role_before(text, start - 1, low, lexicon)
        start = first if other else start
    return start, text[start:stop]


def _with_modifiers(text: str, start: int, low: int, lexicon: Lexicon) -> int:
    """Where the words before a role noun begin that belong to it; a quoted name too (“突击队”队长)."""
    clause = _clause_start(text, low, start)
    while (wider := _ends_at(text, start, clause, _modifiers(lexicon))) < start:
        if start - wider == 1 and text[wider - 1] in "该本全各每":
            break
        start = wider
    quoted = QUOTED.search(text, max(low, start - 10), start)
    return quoted.start() if quoted else start


def _with_body(text: str, start: int, stop: int, low: int, lexicon: Lexicon) -> int:
    """Where an organisation's name begins that runs into the role: 金湾|供电所所长, not 金湾镇|供电所所长."""
    body = BODY.match(text, start, stop)
    first = _clause_start(text, low, start)
    while place := re.compile(_places(lexicon)).match(text, first, start):
        first = place.end()
    name, tags = text[first:start], word_tags(lexicon)
    verbs = any(tags.get(name[i : i + 2], "n").startswith(("v", "p")) for i in range(len(name)))
    return first if body and len(name) < 9 and not verbs and name else start


def _behind_place(text: str, start: int, stop: int, low: int, lexicon: Lexicon) -> int:
    """Where a role begins behind the place that runs into it (大榆树村|党支部书记)."""
    roles = lexicon.terms("roles")
    for end in range(min(start + 3, stop - 1), start, -1):
        doubled = text[end - 1] == text[end - 2]  # 下湾村|村委会
        if not doubled and text[end - 1] not in "委会" and _is_place(text, low, end, lexicon):
            return end if _ends_at(text, stop, end, roles) < stop else start
    return start


def _is_place(text: str, low: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the run of words that ends at ``end`` names a place; 社区 is a word."""
    chunk = text[_clause_start(text, low, end) : end]
    if len(chunk) > LONGEST or chunk in _modifiers(lexicon):
        return False
    return re.fullmatch(_places(lexicon), chunk) is not None


def _clause_start(text: str, low: int, at: int) -> int:
    """Where the run of words that ends at ``at`` begins: behind the last particle, preposition or mark."""
    return max((m.end() for m in STOP.finditer(text, low, at)), default=low)


def _place_before(text: str, end: int, low: int, lexicon: Lexicon) -> str:
    """泰山村2组|党员…, 鹤茭村的|陈阿婆; 该村 is replaced by the village's name."""
    if described := AGE.search(text, low, end):
        end = described.start()
    if text[max(low, end - 2) : end] in ("该村", "该镇", "该乡", "该县", "该社区"):
        return _nearest(text, low, end - 2, text[end - 1])
    return text[_clause_start(text, low, end) : end] if _is_place(text, low, end, lexicon) else ""


def _nearest(text: str, low: int, end: int, level: str) -> str:
    """The last place with this ending in a stretch."""
    ends = [m.end() for m in re.compile(level).finditer(text, low, end)]
    places = [text[_clause_start(text, low, at) : at] for at in ends]
    return next((place for place in reversed(places) if len(place) > 1), "")


def place_of_going(
    text: str, name: tuple[int, int], within: tuple[int, int], lexicon: Lexicon = DEFAULT
) -> str:
    """The place that the person goes to, comes from or works in, by a verb of the same sentence."""
    (low, high), (start, end) = within, name
    pattern = re.compile(
        rf"(?:{MOVES})(?:(?:[^，,。；;]{{2,9}}的)?(?P<place>(?:{_places(lexicon)})(?!长)|(?:{SITES})(?=的))"
        rf"|(?P<post>{POSTS}))"
    )
    for begin, stop in ((end, min(high, end + 30)), (max(low, start - 40), start)):
        for found in pattern.finditer(text, begin, stop):
            theirs = found.start() == low and "㐀" <= text[low - 1 : low] <= "鿿"  # 马奶奶|住在…
            place = found["place"] or (found["post"] if begin == end else "的")
            if not STOP.search(place) and not theirs:
                return place
    return ""


def place_of_office(text: str, role: str, low: int, end: int) -> str:
    """苇渚乡…，乡长高峰: the office names the level, the sentence the place."""
    level = re.match(f"(?:常务)?副?(街道|[{LEVELS}])", role)
    return _nearest(text, low, end - len(role), level[1]) if level and role.endswith(OFFICES) else ""
