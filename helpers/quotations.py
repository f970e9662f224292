"""Every pair of quotation marks: speech, a name, or a word held at a distance."""

import re
from typing import NamedTuple

from .article import Article, as_article, find_pairs

SAYS = (
    r"说道?|表示|介绍|告诉|喊道?|问道?|答道?|应道|回忆|坦言|感慨|感叹"
    r"|提醒|叮嘱|嘱咐|呼吁|强调|称赞|夸|写道|求助|点了?赞"
)
MANNER = (
    r"激动|高兴|欣慰|感动|动情|连连|笑着|哭着|站|坐|拿着|如今|逢人|由衷|不禁|对|向|在"
    r"|一边|扛|指着|还|也|都|则|又|就|这样"
)
SPEAKER = re.compile(rf"(?:^|[，,。：:])?(?P<who>[^的，,。：:“”\s]{{2,20}}?)(?=(?:{MANNER}|{SAYS}))")
RECEIVED = re.compile(  # 收到了老周的求助, 受到了老周的热情招呼
    r"[收受听得]到了?(?P<who>[^，,。]{2,10}?)的(?:热情|亲切)?(?:求助|来电|电话|感谢|招呼|问候|叮嘱|提醒|嘱托|回答)"
)
NAMED = re.compile(
    r"[\w+]{0,8}?(?:队|组|模式|体系|机制|系统|工程|行动|平台|网格|服务|合伙人|志愿者|管控|工作法|热线|品牌|计划)"
)


class Quotation(NamedTuple):
    """A pair of quotation marks. ``kind`` is speech, name or scare; ``speaker`` as the text names it."""

    start: int
    end: int
    text: str
    kind: str
    speaker: str


def find_quotations(article: Article | str) -> list[Quotation]:
    """All pairs of quotation marks outside the page furniture.

    >>> find_quotations("“有你们在，心里踏实！”老周说。")[0].speaker
    '老周'
    """
    article = as_article(article)
    blocks = [block for block in article.blocks if block.kind != "furniture"]
    pairs = [pair for block in blocks for pair in find_pairs(article.text, block.start, block.end).items()]
    return [_quotation(article, *pair) for pair in pairs if article.text[pair[0]] in '“「『"']


def _quotation(article: Article, start: int, end: int) -> Quotation:
    text = article.text
    inside = text[start + 1 : end - 1]
    led = text[start - 1 : start] in tuple("：:") and re.search("[，,。]", inside)
    if inside[-1:] in tuple("。！？!?…，,") or led:
        return Quotation(start, end, text[start:end], "speech", _speaker(article, start, end))
    is_name = re.search(r"[\d一二三四五六七八九十+]", inside[:3]) or NAMED.match(text[end : end + 10])
    return Quotation(start, end, text[start:end], "name" if is_name else "scare", "")


def _speaker(article: Article, start: int, end: int) -> str:
    """Who speaks, by the sentence around: 老周笑着应道:“…”, or “…”老周说."""
    sentence = article.sentence_at(start)
    spoken = r"[“「][^”」]*[。！？!?…，,][”」]"
    before = re.sub(spoken, "", article.text[sentence.start : start]).rstrip("：:")
    after = re.sub(spoken, "", article.text[end : sentence.end].lstrip("，,"))
    for clauses in (before, after):
        if asked := RECEIVED.search(clauses):
            return asked["who"]
        for clause in re.split("[，,]", clauses) if re.search(SAYS, clauses) else ():
            clause = clause if SPEAKER.match(clause) else clause.rpartition("的")[2]
            if re.search(SAYS, clause) and (said := SPEAKER.match(clause)):
                return said["who"]
    return ""
