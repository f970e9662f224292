"""One spelling for all mentions of the same thing, from the text itself and a small table of synonyms.

The spans are read once, in order; what a later short name may stand for (the last village, the last team) is
kept as it is met, so that the time grows with the number of spans.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence

from .article import Article
from .lexicon import Lexicon

Span = tuple[int, int, str]
LEVEL = r"街道|社区|小区|[村镇乡县市省]|(?<![园险疫灾控管搜])区"
ENDS_WITH_LEVEL = re.compile(rf".+?({LEVEL})$")
OPENS_WITH_LEVEL = re.compile(rf"({LEVEL})(?=民[政兵宗]|[^民庄区])")  # 镇党委, 村委
OPENS_WITH_NAME = re.compile(r"[^街村镇乡县市区省]{1,4}(?:街道|社区|[村镇乡县市])(?=.)")  # 松溪镇中心小学
SMALL = frozenset({"村", "小区", "社区"})
CLASS = re.compile(r"(?:企业|部门|单位|机构|组织|学校|国企|民企|药店)$")  # classes of bodies have no owner
GENERIC_TEAM = re.compile(r"志愿(?:者|服务)?(?:团队|队伍)")
PARTY_BODIES = frozenset({"党委", "党工委", "党支部", "党总支", "两委"})
MOVING = re.compile("(?:转移|安置|疏散|撤离|转运|护送|接送|管控|搜救|解救|收治)$")  # whom: not 老人慰问
MEMBER = re.compile(r"(|.*(?:[队组班]))([队组成]员)")
MEALS = re.compile(r"送[出去上来]?.?(?:饭|粥|餐|饭菜)")
PART = re.compile(r"[\d一二三四五六七八九十]+[组社]$")  # 白石村五组、| 六组
CLAUSE = "[^,，。；;、]"


def canonical_names(article: Article, spans: Sequence[Span], lexicon: Lexicon) -> list[str]:
    """The canonical name of each span (start, end, type), in the same order."""
    namer = _Namer(article, spans, lexicon)
    return [namer.name(i) for i in range(len(spans))]


class _Namer:
    """Names the spans of one text in their order and remembers what it has met."""

    def __init__(self, article: Article, spans: Sequence[Span], lexicon: Lexicon) -> None:
        self.article, self.text, self.spans = article, article.text, spans
        self.words = [self.text[s:e] for s, e, _ in spans]
        self.synonyms = self._synonyms({row["term"]: row["canonical"] for row in lexicon.rows("synonyms")})
        self.verbs = {row["term"] for row in lexicon.rows("tasks") if row["object"]}
        places = {w for w, s in zip(self.words, spans, strict=True) if s[2] == "place"}
        self.ends = Counter(w[n:] for w in places for n in range(1, len(w)))
        self.staff = "防疫工作人员" if {"防疫工作人员", "防疫人员"} & set(self.words) else "工作人员"
        levels = ["小区", *(r["term"] for r in lexicon.rows("places") if r["kind"] == "admin")]
        self.full = self._full_names(levels)
        self.main = self._main_places()
        self.villages = self._villages()
        self.last: dict[str, str] = {}  # level → the place of that level named last; "team" → the last team
        self.longer: dict[str, str] = {}  # type and end of a name → the name

    def _synonyms(self, listed: dict[str, str]) -> dict[str, str]:
        """The synonyms that this text needs: where it holds one spelling only, that one stays."""
        spellings = Counter(listed.get(word, word) for word in set(self.words))
        return {term: name for term, name in listed.items() if spellings[name] > 1}

    def _full_names(self, levels: list[str]) -> dict[str, str]:
        """Short name → full name, for every administrative name of the text; the commonest wins."""
        full = {}
        named = Counter(w for w, s in zip(self.words, self.spans, strict=True) if s[2] == "place")
        for word, _ in reversed(named.most_common()):
            level = max((x for x in levels if word.endswith(x)), key=len, default="")
            if level and len(word) - len(level) > 1:
                full[word.removesuffix(level)] = word
        return full

    def _main_places(self) -> dict[str, str]:
        """Level → the county or town that the text is about: named more often than all others together."""
        counts = defaultdict[str, Counter[str]](Counter)
        for i, (_, _, kind) in enumerate(self.spans):
            level = ENDS_WITH_LEVEL.fullmatch(self._full(i)) if kind == "place" else None
            if level and level[1] not in SMALL:
                counts[level[1]][self._full(i)] += 1
        first = {level: found.most_common(1)[0] for level, found in counts.items()}
        return {level: name for level, (name, n) in first.items() if n * 2 > counts[level].total()}

    def _villages(self) -> dict[int, set[str]]:
        """The villages and communities named in each block."""
        villages = defaultdict[int, set[str]](set)
        for word, (start, _, kind) in zip(self.words, self.spans, strict=True):
            if kind == "place" and word.endswith(("村", "社区")):
                villages[self._block(start)].add(word)
        return villages

    def _block(self, offset: int) -> int:
        return bisect_right(self.article.blocks, offset, key=lambda b: b.start)

    def name(self, i: int) -> str:
        """The canonical name of span ``i``; to be asked for in order."""
        rules = {"place": self._place, "org": self._org, "team": self._team, "group": self._group}
        kind = self.spans[i][2]
        name = self.words[i] if kind == "system" else rules.get(kind, self._task)(i)
        name = self.synonyms.get(name, name)
        self._remember(kind, name)
        return name

    def _remember(self, kind: str, name: str) -> None:
        opening = OPENS_WITH_NAME.match(name) if kind in {"place", "org"} else None
        for place in (opening[0] if opening else "", name if kind == "place" else ""):
            if level := ENDS_WITH_LEVEL.fullmatch(place):
                self.last[level[1]] = place
        if kind == "team":
            self.last[kind] = name
        if kind in {"place", "org", "team", "task", "object"}:
            kind = "task" if kind == "object" else kind
            first = self.longer if kind == "team" else {}  # of teams the first of a name, else the last
            ends = [name[n:] for n in range(1, len(name) - 1)]
            ends += [name.removesuffix("公司")] * name.endswith("公司")
            for end in (kind + end for end in ends):
                self.longer[end] = first.get(end, name)

    def _full(self, i: int) -> str:
        return self.full.get(self.words[i], self.words[i])

    def _follows(self, i: int, kind: str, gap: str) -> bool:
        """Whether the span before is of that kind and only ``gap`` lies between."""
        between = self.text[self.spans[i - 1][1] : self.spans[i][0]]
        return i > 0 and self.spans[i - 1][2] == kind and bool(re.fullmatch(gap, between))

    def _place(self, i: int) -> str:
        """塘栖 → 塘栖镇; 镇中心小学 → 塘栖镇中心小学; 东小河社区的一处核酸检测点 is that community's."""
        if self._follows(i, "place", "的?一[处个座]"):
            return self._full(i - 1) + self.words[i]
        if PART.match(self.words[i]):
            return self.last.get("村", "") + self.words[i]
        longer = self.longer.get("place" + self.words[i]) if len(self.words[i]) < 5 else None
        if longer and self.ends[self.words[i]] == 1 and not CLASS.search(self.words[i]):
            return longer  # 营地 is the one 中转营地 named before
        return self.full.get(self.words[i]) or self._with_owner(self.words[i])

    def _org(self, i: int) -> str:
        """镇党委 → 塘栖镇党委; 党委 after a place is that place's; 指挥部 is the one named before."""
        name = self.words[i]
        if name in PARTY_BODIES and self._follows(i, "place", "的?"):
            return self._full(i - 1) + name
        if self.text[self.spans[i][0] - 1] == "各":
            return name
        name = "街道办事处" if name == "办事处" else name
        longer = "" if CLASS.search(name) else self.longer.get("org" + name, "")
        named = len(name) > 4 or not OPENS_WITH_LEVEL.match(name)  # 村委 is that of the last village
        return longer if longer and named else self._with_owner(name)

    def _with_owner(self, name: str) -> str:
        """镇党委 → 塘栖镇党委: the main place of that level, else the last one."""
        opening = OPENS_WITH_LEVEL.match(name)
        if not opening or CLASS.search(name) or any(name[:n] in self.full for n in (2, 3, 4)):
            return name
        owner = self.main.get(opening[0]) or self.last.get(opening[0], "")
        return owner + name.removeprefix(opening[0]) if owner else name

    def _team(self, i: int) -> str:
        """志愿者队伍: a name that many could bear takes the last place of its sentence."""
        name = self.words[i]
        longer = self.longer.get("team" + name, "")
        if longer and (len(name) < 4 or longer.endswith("”" + name)):  # 陪伴队 is the “小蜗牛”陪伴队
            return longer
        sentence = self.article.sentence_at(self.spans[i][0]).start
        while GENERIC_TEAM.fullmatch(name) and i and self.spans[i - 1][0] >= sentence:
            i -= 1
            if self.spans[i][2] == "place" and ENDS_WITH_LEVEL.fullmatch(self._full(i)):
                return self._full(i) + name
        return name

    def _group(self, i: int) -> str:
        """接受集中隔离的人员 → 集中隔离人员; 队员 are the last team's, 工作人员 the paragraph's village's."""
        name = self.words[i]
        if member := MEMBER.fullmatch(name):
            team = self.longer.get("team" + member[1], member[1]) or self.last.get("team", "")
            return team + member[2]
        if name != "工作人员":
            return re.sub(r"^(?:接受)?(.{2,})的(?=..$)", r"\1", name)
        villages = self.villages[self._block(self.spans[i][0])]
        in_text = len(villages) == 1 and self.article.sentence_at(self.spans[i][0]).number
        return next(iter(villages)) + "工作人员" if in_text else self.staff

    def _task(self, i: int) -> str:
        """运送生活物资 → 生活物资运送; 转移群众, 对涉疫人员落实管控 → 群众转移, 涉疫人员管控."""
        kind, name = self.spans[i][2], re.sub("(?<=..)上门$", "", self.words[i])
        if MEALS.fullmatch(name):
            return "送餐"
        if name in self.synonyms:
            return name
        if kind == "object":
            verb = next((name[:n] for n in (2, 3) if name[:n] in self.verbs), "")
            return re.sub(r"(?<=..)信息$", "", name.removeprefix(verb)) + verb
        following = self.spans[i + 1][2] if i + 1 < len(self.spans) else ""
        if following == "group" and MOVING.search(name) and self._follows(i + 1, kind, ""):
            return self.words[i + 1] + name
        if len(name) == 2 and self._follows(i, "group", CLAUSE + "{0,8}"):
            before = self.text[max(0, self.spans[i - 1][0] - 8) : self.spans[i - 1][0]]
            if re.search(f"[对把{'将' if MOVING.search(name) else ''}]{CLAUSE}{{0,6}}$", before):
                return self.words[i - 1] + name
        if re.fullmatch("(?:转移|疏散|撤离)(?:安置)?", name):
            return "群众" + name
        return (len(name) == 2 and self.longer.get("task" + name)) or name.replace("的", "")
