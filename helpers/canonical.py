"""One spelling for all mentions of the same thing, from the text itself and a small table of synonyms.

The spans are read once, in order; what a later short name may stand for (the last village, the last team) is
kept as it is met, so that the time grows with the number of spans.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from .article import Article
from .lexicon import Lexicon

Span = tuple[int, int, str]
LEVELS = ("村", "小区", "社区", "街道", "乡", "镇", "区", "县", "市", "省")  # from the smallest
NO_DISTRICT = ("社区", "小区", "山区", "片区", "校区", "园区")  # end in 区 and are none
OPENS_WITH_LEVEL = re.compile(r"(街道|社区|小区|[村镇乡县市区省])(?=[^民庄])")  # 镇党委, 村委
OPENS_WITH_NAME = re.compile(r"[^街村镇乡县市区省]{1,4}(?:街道|社区|[村镇乡县市])(?=.)")  # 松溪镇中心小学
CLASS = re.compile(r"(?:企业|部门|单位|机构|组织|学校|国企|民企|药店)$")  # classes of organisations
GENERIC_TEAM = re.compile(r"志愿(?:者|服务)?(?:团队|队伍)")
PARTY_BODIES = frozenset({"党委", "党工委", "党支部", "党总支", "两委", "办事处"})
PLAIN_VERB = re.compile(
    r"(?:慰问|走访|帮扶|代购|看望|测温|采样|送餐|登记)$"
)  # named alone, whoever they are for
CLAUSE = "[^,，。；;、]"


def canonical_names(article: Article, spans: Sequence[Span], lexicon: Lexicon) -> list[str]:
    """The canonical name of each span (start, end, type), in the same order."""
    namer = _Namer(article, spans, lexicon)
    return _with_same_verb(article.text, spans, [namer.name(i) for i in range(len(spans))])


def _with_same_verb(text: str, spans: Sequence[Span], names: Sequence[str]) -> list[str]:
    """转运 alone is the 密接者转运 told elsewhere in the text, when there is one only."""
    longer = defaultdict[str, set[str]](set)
    for name, (s, e, kind) in zip(names, spans, strict=True):
        if kind == "task" and e - s == 2 and name != text[s:e] and name.endswith(text[s:e]):
            longer[text[s:e]].add(name)
    only = {verb: found.pop() for verb, found in longer.items() if len(found) == 1}
    return [
        only.get(name, name) if kind == "task" else name
        for name, (_, _, kind) in zip(names, spans, strict=True)
    ]


def _levels(place: str) -> Iterator[str]:
    """The level that a full administrative name ends with: 泰山村 → 村."""
    for level in LEVELS:
        if place.endswith(level) and place != level and not (level == "区" and place.endswith(NO_DISTRICT)):
            yield level


class _Namer:
    """Names the spans of one text in their order and remembers what it has met."""

    def __init__(self, article: Article, spans: Sequence[Span], lexicon: Lexicon) -> None:
        self.article, self.text, self.spans = article, article.text, spans
        self.words = [self.text[s:e] for s, e, _ in spans]
        self.synonyms = {row["term"]: row["canonical"] for row in lexicon.rows("synonyms")}
        self.verbs = {row["term"] for row in lexicon.rows("tasks") if row["object"]}
        self.staff = "防疫工作人员" if {"防疫工作人员", "防疫人员"} & set(self.words) else "工作人员"
        suffixes = ("小区", *(row["term"] for row in lexicon.rows("places") if row["kind"] == "admin"))
        self.named = Counter(w for w, s in zip(self.words, spans, strict=True) if s[2] == "place")
        self.full = self._full_names(suffixes)
        self.main = self._main_places()
        self.villages = self._villages()
        self.last: dict[str, str] = {}  # level → the place of that level named last
        self.longer: dict[str, str] = {}  # end of an organisation's name → the name
        self.team = ""  # the last team

    def _full_names(self, suffixes: tuple[str, ...]) -> dict[str, str]:
        """Short name → full name, for every administrative name of the text; the commonest wins."""
        admin = [name for name in self.named if name.endswith(suffixes)]
        level = {n: max((i for i, x in enumerate(LEVELS) if n.endswith(x)), default=0) for n in admin}
        stems = {n: n.removesuffix(max((x for x in suffixes if n.endswith(x)), key=len)) for n in admin}
        ordered = sorted(admin, key=lambda n: (self.named[n], level[n]))
        return {stems[name]: name for name in ordered if len(stems[name]) > 1}

    def _main_places(self) -> dict[str, str]:
        """Level → the county or town that the text is about: named more often than all others together."""
        counts = defaultdict[str, Counter[str]](Counter)
        for name, times in self.named.items():
            for level in _levels(self.full.get(name, name)):
                counts[level][self.full.get(name, name)] += times
        first = {level: found.most_common(1)[0] for level, found in counts.items()}
        return {
            level: name
            for level, (name, times) in first.items()
            if level not in {"村", "小区", "社区"} and times * 2 > counts[level].total()
        }

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
        self._remember(kind, self._full(i) if kind == "place" else name)
        return name

    def _remember(self, kind: str, name: str) -> None:
        opening = OPENS_WITH_NAME.match(name) if kind in {"place", "org"} else None
        for place in (name if kind == "place" else "", opening[0] if opening else ""):
            self.last.update(dict.fromkeys(_levels(place), place))
        if kind == "team":
            self.team = name
        if kind in {"org", "team"} and not CLASS.search(name):
            self.longer |= {kind + name[n:]: name for n in range(1, len(name) - 1)}

    def _full(self, i: int) -> str:
        return self.full.get(self.words[i], self.words[i])

    def _between(self, i: int) -> str:
        """What stands between a span and the one before."""
        return self.text[self.spans[i - 1][1] : self.spans[i][0]]

    def _follows(self, i: int, kind: str, gap: str) -> bool:
        """Whether the span before is of that kind and only ``gap`` lies between."""
        return i > 0 and self.spans[i - 1][2] == kind and bool(re.fullmatch(gap, self._between(i)))

    def _place(self, i: int) -> str:
        """塘栖 → 塘栖镇; 镇中心小学 → 塘栖镇中心小学; 东小河社区的一处核酸检测点 is that community's."""
        name = self.words[i]
        if self._follows(i, "place", "的?一[处个座]"):
            return self._full(i - 1) + name
        return self.full.get(name) or self._with_owner(name)

    def _org(self, i: int) -> str:
        """镇党委 → 塘栖镇党委; 党委 after a place is that place's; 指挥部 is the one named before."""
        name = self.words[i]
        if name in PARTY_BODIES and self._follows(i, "place", "的?"):
            return self._full(i - 1) + name
        if name == "办事处":
            return self._with_owner("街道" + name)
        longer = "" if CLASS.search(name) else self.longer.get("org" + name)
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
        if name == "专班" or longer.endswith("”" + name):
            return longer or name
        if not GENERIC_TEAM.fullmatch(name):
            return name
        sentence = self.article.sentence_at(self.spans[i][0]).start
        while i and self.spans[i - 1][0] >= sentence:
            i -= 1
            if self.spans[i][2] == "place" and self.words[i].endswith(LEVELS):
                return self._full(i) + name
        return name

    def _group(self, i: int) -> str:
        """队员 are those of the last team; 接受集中隔离的人员 → 集中隔离人员."""
        name = self.words[i]
        if name == "队员":
            return self.team + name
        if name == "工作人员":
            return self._staff(i)
        return re.sub(r"^(?:接受)?(.{2,})的(?=..$)", r"\1", name)

    def _staff(self, i: int) -> str:
        """Whose 工作人员: the place right before, or the only village of the paragraph."""
        if self._follows(i, "place", r"的?\d*余?[名个位]?"):
            return self._full(i - 1) + "工作人员"
        start = self.spans[i][0]
        villages = self.villages[self._block(start)]
        if len(villages) == 1 and self.article.sentence_at(start).number:
            return next(iter(villages)) + "工作人员"
        return self.staff

    def _task(self, i: int) -> str:
        """运送生活物资 → 生活物资运送; 转移群众, 对涉疫人员落实管控 → 群众转移, 涉疫人员管控."""
        kind = self.spans[i][2]
        name = self.words[i]
        if name in self.synonyms or PLAIN_VERB.search(name):
            return name
        name = name.replace("的", "")
        if kind == "object":
            verb = next((name[:n] for n in (2, 3) if name[:n] in self.verbs), "")
            return re.sub(r"(?<=..)信息$", "", name.removeprefix(verb)) + verb
        if i + 1 < len(self.spans) and self._follows(i + 1, "task", "") and self.spans[i + 1][2] == "group":
            return self.words[i + 1] + name
        if len(name) == 2 and self._follows(i, "group", CLAUSE + "{0,8}"):
            before = self.text[max(0, self.spans[i - 1][0] - 8) : self.spans[i - 1][0]]
            if re.search(f"[对把]{CLAUSE}{{0,6}}$", before):
                return self.words[i - 1] + name
        return name
