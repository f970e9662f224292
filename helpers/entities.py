"""Entities: places, organisations, teams, groups, tasks and systems, by head and modifiers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .article import Article, as_article
from .canonical import canonical_names
from .completing import Span, add_counted, add_repeats, add_short_names, drop_lists, widen_formed
from .lexicon import DEFAULT, Lexicon
from .people import Mention, find_people
from .quantities import Quantity, find_quantities
from .tokens import LAUNCHES, Edge, Token, code_blocks, code_quotation


@dataclass(frozen=True, slots=True)
class Entity:
    """A name or kind in the text: place org team group task system; ``canonical`` is its one spelling."""

    start: int
    end: int
    text: str
    type: str
    canonical: str


# What may stand before a head, nine words at most; the letters are explained in tokens.py.
WORD = "mMnaQLkKvVGgSsqtTUN"  # any word of a name
OFFICE = "mMnQLkKvVsqU"  # of a scheme or an activity
KIND = "mMnNQsFf"  # of a kind of people
OWNER = "(?:[PW]|[uNY]{1,3})"  # a place, or a word that no table knows
OBJECT = "[mMk]{0,2}[MnY]"  # what is worked on: 河段 | 抢筑 拦水坝 is no 河段抢筑
NAMES = re.compile(
    rf"""
    (?P<system>  # 应急预案; 常态化疫情防控; 平战转换 体系; “暖冬” 行动
        [{OFFICE}]{{0,9}}S | [{OFFICE}]{{0,9}}C[mMnk]{{0,9}}[UkKvV] | [{OFFICE}F]+s(?![kKvVgGtT])
      | [{OFFICE}]{{0,9}}[QL][{OFFICE}]{{0,9}}q )
  | (?P<team>  # 红色 服务 团队; 禾坪 中学 志愿服务队; 蓝 蜻蜓 救援队
        (?: (?:(?<=[cExb])y|{OWNER}[{WORD}]{{0,9}}I|(?<![zi])A)?[{WORD}]{{0,9}}
          | u{{1,2}}n | (?<=[tT]E)[axyru]{{1,3}} ) [tT](?!g) )
  | (?P<org>  # 塘栖镇 村党委; 县 应急管理局; 物流 企业; 武警 碓溪 中队
        (?: {OWNER}?[{WORD}]{{0,9}}Bo? | (?:[mM]?P?A?|[uN]{{1,3}})[{WORD}oOYI]{{0,9}}u{{0,2}}(?:o|(?<=[oI])O)
          | (?:[PAY]|[uN]{{1,3}}Y|N|(?<=[|Ezbcd])uu)?[mMQGn]{{0,9}}O | [mM]Pt ) (?![mMn]{{0,9}}[fY]) )
  | (?P<school>  # 苇渚 中学; 镇 中心 小学
        (?: (?:P?A?|[uN]{{1,3}})[{WORD}Y]+ | P|A|[uN]{{1,3}}|(?<=c) ) I(?![{WORD}]{{0,9}}[fF])
      | [mMn]{{0,2}}f(?![{WORD}]) )  # 设在 体育馆; 机关 食堂 改作 纳凉点
  | (?P<place>  # 岚沅 高速 碓溪 段; 泰山 村委 办公楼; 青峰 林场; 临时 安置点; 接诊 点; 泰山村 2组; 3号楼
        (?:[uN]{{2,3}}Y|H)[uNP]{{1,3}}Y+ | (?:[PAW]|[uN]{{1,3}}Y?)[{WORD}]{{0,9}}[oOBI]?[{WORD}]{{0,9}}f
      | (?:[PA]|[uN]{{2,3}}|[Nn]u?|L)[{WORD}]{{0,9}}Y+(?![fF])
      | (?<=i)PF(?=[kKvV])
      | (?:P|[uNY]{{2,3}}|NY?|nY)?[{WORD}]{{0,9}}F(?![mMn]{{0,2}}[kKvV](?![Mn])) | A[mMnQ]{{0,9}}F
      | [{WORD}]{{0,9}}[kKvVmM]j(?![{WORD}]) | P[hH]? | (?<=h[Eb])h | H | P?WY* )
  | (?P<group>  # 接受 集中隔离 的 人员; 行动不便 的 老人; 为 居家隔离 户 送菜; 学生 家庭; 几名 队员
        [mkK]{{2,}}dg(?![kKvV]) | m+dG | (?<=b)[{KIND}kK]+g
      | [{KIND}]{{0,9}}G?(?:[{KIND}GkKvVtT]|[kKvV]G)g(?![kKvV](?![Mn]))
      | (?<=c)g | (?:[{KIND}]{{1,8}}k)?[{KIND}]{{0,9}}G?G )
  | (?P<object>  # 运送 物资
        [vVe](?:[mMnkaL]|v(?=[Mn])){{0,3}}(?:[MnYfN]|q(?![mMn])|r(?=[|Ec])|(?<=[vVemMnk])[uk]?u{{1,2}}(?=[|Ec]))
        (?![mMnk]{{0,9}}[kKvVgGoOBI]) )
  | (?P<task>  # 防疫物资 的 发放; 现场 秩序 维护; 购置 26只; 转移 群众; 入户 巡查
        (?: [{OFFICE}gNFf]+d[vVkK](?=[|Ezbc]|$) | [{OFFICE}gNFfY]+u{{0,2}}(?:k|v(?!{OBJECT})) | v(?=c)
          | [{OFFICE}gNFfY]{{0,9}}V(?=G) | (?:[mMQLkKvVgNFfqsY]{{1,9}}(?!V{OBJECT}))?[VK](?!G) )(?![gtTsF]) )
    """,
    re.VERBOSE,
)
OPENERS = frozenset(
    ["组织", "联合", "联系", "协调", "安排", "统筹", "发布", "支援", "驰援", "制定", "一线", "指导", "建立"]
)
BARE = re.compile(r"..?|中心|委员会|联合会|研究会")  # no organisation without words before it
POSTS = re.compile(  # 卡口值守, 教室消杀 are one task; 安置点 | 巡诊 are two
    r"值守|值班|执勤|检查|查验|防控|排查|守护|消[杀毒]|清[扫运洗]|保洁|搭建|建设|改造|加固|修[缮建]|维[修护]"
)
NOUN_ENDS = re.compile(  # 直播课, 搬迁协议 and 修复时间 are no tasks
    "[课网车亭员机器仪量率费证单表卡图书所室箱包袋票灯牌群码液剂犬艇船衣服帽绳泵]|时间|记录|台账|协议|合同|方案|计划"
    "|结果|能力|经验|水平|效率|需求|力度|进度|速度|范围|标准|要求|流程|环节|条件|意识|难题|问题|费用|成本|报告|证明"
)
COMPLEMENT = frozenset("把将被给为向用靠拿对")
ARGUMENT = "nmMNuYcFfGgPHE"  # what may stand between a preposition and its verb
IN_PLACE = re.compile(  # 陈家塘村; 白石食品公司
    r"[^在到从去回进来于，。,、]{0,2}(?:(?:村|镇|乡|街道|社区)(?![民里干委支])|水库|大桥|[产工]业园)"
    r"|[^在到从去回进来于，。,、的]{0,4}(?:公司|集团)"
)
DONE_TO = re.compile(r"对[^，。,;；]{1,20}(?:落实|实施|进行|开展|加强)$")  # 对涉疫人员落实管控
ARRANGES = re.compile(  # 在社区的统一安排下
    r"的?(?:统一|周密|精心|科学)?(?:安排|部署|组织|指导|协调|号召|带领|牵头|统筹)"
    r"|(?<=[，。；,;\n]社区)[还也又已便就则]?(?:推出|组织|安排|采纳|发动|召集|建立|成立|启动|开通|开设|制定|联系)"
)
NUMBERED = re.compile(  # 2组; 白石村五组、六组; 3号楼
    r"\d+(?:(?P<building>号楼|号院|号单元)|[组社栋幢])(?!长)"
    r"|(?<=[村区组、和及与])[一二三四五六七八九十]+[组社](?![长员区])"
)
NUMERAL_PLACE = re.compile(  # 三道梁村
    r"[一二三四五六七八九十]+[^\d十百千万亿个名位支批处次只件条辆多余几座所户年月日天][一-鿿]{1,2}?"
    r"(?:村|镇|乡|社区|街道)(?![民里干支])"
)
CODE = re.compile(r"第[一二三四五六七八九十]+|\d{5,}")  # 市 | 第二 | 人民医院; 12345 | 热线
WEEKDAY = re.compile("周[一二三四五六日]|星期|礼拜")
AGED = re.compile(r"岁(?:及?以[上下])$")  # 80岁以上老人
ROAD = re.compile(r"[国省县乡]道[A-Z]?\d+线?|\d+[国省县乡]道|[A-Z]\d+[一-鿿]{0,2}高速")  # 302县道
MOVED = re.compile("转[移运]|疏散|撤离|安置|[营解]救|救[出治]|[接运]送|收治|登记|排查")  # 转移 | 人员
GOING = re.compile(r"(?:在|到|至|往|进|于|赴|入)[^，。,、]{0,3}$")  # before a school that is a place
INSIDE = re.compile(r"的?(?:里|内|旁|门口|操场|校园|教学楼|办公楼|食堂|宿舍|教室)")
SET_UP = re.compile(r"(?:[设建搬住]|设[立置]|安[置排顿])[在于到至进]$|(?:腾出|征用|开放)$")  # what is used
BECOMES = re.compile(
    r"(?:[、和][^，。,、]{2,12}){0,5}(?:[都也则就先后相继被]|一律|全部|连夜|当晚)*(?:是|成|改|辟|设|作为|开放|腾(?!出))"
)
QUOTED_KINDS = (  # what a whole quotation is by its form: 三区, 三梯队, 井长制
    (re.compile("[一二三四五六七八九十两][一-鿿]{0,2}区|[一-鿿]+(?:[屋亭馆舱仓棚]|[驿务]站)"), "place"),
    (re.compile("[一-鿿]+[队班]"), "team"),
    (re.compile("[一二三四五六七八九十两][一-鿿]{1,3}"), "system"),
    (re.compile(f"(?<=(?:{LAUNCHES})[“「『])[一-鿿]+"), "system"),
    (re.compile("[一-鿿]+(?:[制法]|制度|模式|响应|行动|工程|计划|机制|[一二三四五六七八九十]条)"), "system"),
)


def find_entities(
    article: Article | str,
    lexicon: Lexicon = DEFAULT,
    *,
    quantities: Sequence[Quantity] | None = None,
    people: Sequence[Mention] | None = None,
) -> list[Entity]:
    """Find places, organisations, teams, groups, tasks and systems.

    >>> [(e.text, e.type) for e in find_entities("泰山村组建了3支党员突击队。")]
    [('泰山村', 'place'), ('党员突击队', 'team')]
    >>> find_entities("今天天气很好。")
    []

    Args:
        article: an article or a text.
        lexicon: the tables of names and heads.
        quantities: the result of `find_quantities`, if there is one already.
        people: the result of `find_people`, if there is one already.
    """
    article = as_article(article)
    quantities = find_quantities(article, lexicon) if quantities is None else quantities
    people = find_people(article, lexicon) if people is None else people
    blocks = [(b.start, b.end) for b in article.blocks if b.kind != "furniture"]
    coded = code_blocks(article.text, blocks, _edges(article.text, quantities, people), lexicon)
    spans = [span for tokens in coded for span in _spans_in(article.text, tokens, lexicon)]
    spans = add_counted(spans, quantities, article.text)
    spans = widen_formed(spans, article.text)
    spans = drop_lists(spans, article.text)
    spans = add_repeats(spans, blocks, article.text)
    spans = add_short_names(spans, coded, article.text)
    spans = _without_roles(spans, people, article.text)
    names = canonical_names(article, spans, lexicon)
    return [
        Entity(s, e, article.text[s:e], {"object": "task"}.get(kind, kind), name)
        for (s, e, kind), name in zip(spans, names, strict=True)
    ]


def _without_roles(spans: list[Span], people: Iterable[Mention], text: str) -> list[Span]:
    """The spans without groups that are roles: 机关干部 in 机关干部高水娣, 组长 in 任专班组长."""
    named = {m.start for m in people}
    bodies = {end for _, end, kind in spans if kind in {"org", "team"}}
    heads = {s for s in spans if text[s[1] - 1] == "长" and (s[0] in bodies or text[s[0] - 1] == "任")}
    return [s for s in spans if s[2] != "group" or not (s[1] in named or s in heads)]


def _edges(text: str, quantities: Iterable[Quantity], people: Iterable[Mention]) -> list[Edge]:
    """What other finders have found, as words of a class of their own."""
    edges = [(m.start, m.end, "p") for m in people if not IN_PLACE.match(text, m.end)]
    for q in quantities:
        if numbered := NUMBERED.match(text, q.start):
            edges.append((*numbered.span(), "H" if numbered["building"] else "h"))
        elif named := NUMERAL_PLACE.match(text, q.start):
            edges.append((*named.span(), "P"))
        elif AGED.search(q.text):
            edges.append((q.start, q.end, "M"))
        elif CODE.fullmatch(q.text) or (q.kind == "label" and not WEEKDAY.match(q.text)):
            edges.append((q.start, q.end, "P" if q.text[2:].endswith(("村", "镇", "乡", "县")) else "L"))
        elif q.kind != "idiom":
            edges.append((q.start, q.end, "c"))
    edges += [(*m.span(), "H") for m in ROAD.finditer(text)]
    return sorted(edges)


def _spans_in(text: str, tokens: list[Token], lexicon: Lexicon) -> list[Span]:
    spans = [s for m in NAMES.finditer("".join([t.code for t in tokens])) for s in _named(text, tokens, m)]
    inside = {i for start, end, _ in spans for i in range(start, end)}
    for t in tokens:
        if t.start in inside:
            continue
        if t.code == "Q":
            spans += _spans_in_quotes(text, t, lexicon)
        elif t.code in "kv" and DONE_TO.search(text, max(tokens[0].start, t.start - 30), t.start):
            spans.append((t.start, t.end, "task"))
        elif t.text == "社区" and ARRANGES.match(text, t.end):
            spans.append((t.start, t.end, "org"))
    return sorted(spans)


def _named(text: str, tokens: list[Token], match: re.Match[str]) -> Iterator[Span]:
    """The name of a match, and what of its beginning is a name of its own."""
    kind = str(match.lastgroup)
    begin, end = match.span()
    after = tokens[end].text if end < len(tokens) else ""
    last = tokens[end - 1].text if kind == "task" or tokens[end - 2].code in "VKk" else ""
    noun = kind in {"object", "task"} and (NOUN_ENDS.fullmatch(after) or NOUN_ENDS.fullmatch(last))
    if noun or after == "长":
        return
    first = _first(tokens, kind, begin, end)
    is_name = _is_name(tokens, kind, first, end, first > begin)
    for t in tokens[begin : first if is_name else end]:
        if t.code in "FPVK" and t.text not in OPENERS:
            yield t.start, t.end, "place" if t.code in "FP" else "task"
    if is_name:
        start = tokens[first].start
        if kind == "school":
            stop = tokens[end - 1].end
            before, after = text[max(0, start - 6) : start], text[stop : stop + 80]
            used = SET_UP.search(before) or BECOMES.match(after)
            if tokens[end - 1].code == "f" and not used:
                return
            housing = used or GOING.search(before) or INSIDE.match(after)
            kind = "place" if housing or match[0] == "I" else "org"
        yield start, tokens[end - 1].end, kind


def _first(tokens: list[Token], kind: str, first: int, end: int) -> int:
    """Where the name begins in a match: behind the verbs that govern it and the posts where it is done."""
    while first < end - 1 and _is_outside(tokens[first], kind, tokens[end - 1]):
        first += 1
    if kind in {"org", "group"}:  # 太乙村 | 联合 | 兴达公司; 办公室 | 组织 | 党员
        return max([i + 1 for i in range(first, end - 1) if tokens[i].text in OPENERS], default=first)
    if kind == "task":  # 用橡皮艇 | 转运; 对道路、沟渠 | 消毒
        near = tokens[max(0, first - 9) : first]
        governor = next((t for t in reversed(near) if t.code not in ARGUMENT), tokens[first])
        if governor.text in COMPLEMENT and tokens[first - 1].code in governor.code + "E":
            return next((i for i in range(first, end) if tokens[i].code in "kKvV"), first)
    if kind == "place" and [t.code for t in tokens[max(0, first - 2) : first + 1]] == ["n", "E", "n"]:
        return next(i for i in range(first, end) if tokens[i].code != "n")  # 主干、支路 | 检查站点
    return first


def _is_outside(word: Token, kind: str, head: Token) -> bool:
    if word.text in OPENERS:
        return not (kind == "team" and word.text == "联合")
    if kind in {"task", "system"} and word.text in {"解除", "接听", "拨打"}:
        return True
    if kind in {"org", "place", "school"}:
        return word.code in "vV"
    if kind == "group" and head.text == "人员" and MOVED.fullmatch(word.text):
        return True
    return word.code == "d" or (kind == "task" and word.code in "Ff" and not POSTS.search(head.text))


def _is_name(tokens: list[Token], kind: str, first: int, end: int, cut: bool) -> bool:
    """Whether a single word is enough for a name of its kind."""
    word = tokens[first]
    if end - first > 1:
        return True
    if kind in {"group", "task"}:
        return not (cut and word.code in "gkv")
    if kind == "org" and word.code == "o":
        return not BARE.fullmatch(word.text) or tokens[first - 1].code == "c"
    if kind == "team" and word.text in {"小组", "小队", "梯队", "分队"}:
        return tokens[first - 1].code == "c"
    return kind != "object" and not (kind in {"team", "system"} and word.code in "ts")


def _spans_in_quotes(text: str, token: Token, lexicon: Lexicon) -> list[Span]:
    start, end, inner = code_quotation(text, token, lexicon)
    for form, kind in QUOTED_KINDS:
        if form.fullmatch(text, start, end):
            return [(start, end, kind)]
    spans = [s for s in _spans_in(text, inner, lexicon) if s[2] != "group"]
    return [(start, end, spans[-1][2])] if spans and spans[-1][1] == end else spans
