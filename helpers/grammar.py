"""The grammar of quantities: one regular expression, built from small parts and the tables of the lexicon.

It reads text that `normalise` has brought to one spelling, character by character, so that offsets stay. The
parts grow as in lesson 03: numeral, then modifier + numeral + classifier, then the numbers that name.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from .lexicon import DEFAULT, Lexicon, Row
from .numerals import variants

DIGIT = "[零一二三四五六七八九]"
UNIT = "(?:[十百万亿]|千(?![瓦帕赫伏]|(?<=[0-9]千)[米克]))"  # 5|千克
HAN = "[零一二三四五六七八九十百千万亿两]"
NUMERAL_CHARS = "0123456789零一二三四五六七八九十百千万亿两半几数廿卅½¼¾"
SEVERAL = "(?<![人总多少半次倍参函指系分岁基底计约户件级票无总全如点面字])数"  # 数十, not 人数, 指数
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?+"
# 1200, 1.2万, 1千2百万, 一千二百, 三点五万, 廿三
PLAIN = rf"""(?:
    {ARABIC}(?:{UNIT}++(?:{ARABIC}{UNIT}++)*+)?+
  | (?:[廿卅]{DIGIT}?|{HAN}++)(?:点{DIGIT}++(?![十百分刻时整]){UNIT}*+)?+(?:(?<=[万亿]){ARABIC}{UNIT}*+)?+
  | [½¼¾]
)"""
# 300余, 二十多万, 十来, 十几万, 几百, 数十, 上百, 三、四十
NUMERAL = rf"""(?:
    成百上千 | 成千上万 | 上{UNIT}++(?!几) | 好?几{UNIT}*+
  | {SEVERAL}(?=[十百千万亿])(?!万无){UNIT}++
  | {PLAIN}(?:
        、{DIGIT}{UNIT}*+(?={{unit_starts}}) | [几数余]{UNIT}*+ | 多(?![数半样边]|元化){UNIT}*+
      | (?<=[十百千万0])来(?!回|到|自)(?={{unit_starts}}){UNIT}*+
    )?+
)"""
# Runs only, for 队伍 and 陆续 are words.
_AMOUNT = re.compile("[壹贰貳叁參肆伍陆陸柒捌玖拾佰仟][壹贰貳叁參肆伍陆陸柒捌玖拾佰仟零万亿]+")
TO = r"(?:-{1,2}|~|至|到)"


def normalise(text: str) -> str:
    """Bring characters to one spelling and keep every offset.

    >>> normalise("３０萬個")
    '30万个'
    """
    tables = variants()
    plain = _variant().sub(lambda character: tables[""][ord(character[0])], text)
    return _AMOUNT.sub(lambda run: run[0].translate(tables["amount"]), plain)


@lru_cache(maxsize=1)
def _variant() -> re.Pattern[str]:
    """A pattern finds the few characters to change faster than `str.translate` looks up each."""
    return re.compile(f"[{_escaped(set(map(chr, variants()[''])))}]")


def one_of(rows: Iterable[Row]) -> str:
    """A pattern for any of the terms, the longest first; for speed a tree by first characters.

    A term with ``not_before`` does not match before what that column names.
    """
    by_first: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: -len(row["term"])):
        but = f"(?!{row['not_before']})" if row["not_before"] else ""
        if row["term"][-1].isascii() and row["term"][-1].isalpha():
            but += "(?![A-Za-z])"
        by_first.setdefault(row["term"][0], []).append(re.escape(row["term"][1:]) + but)
    branches = [(re.escape(c), f"{re.escape(c)}(?:{'|'.join(rest)})") for c, rest in by_first.items()]
    return "|".join(_guarded(branches[i : i + 16]) for i in range(0, len(branches), 16))


def _guarded(branches: list[tuple[str, str]]) -> str:
    return f"(?=[{''.join(first for first, _ in branches)}])(?:{'|'.join(terms for _, terms in branches)})"


def _bounds(side: str) -> str:
    """The words of the table ``bounds``, without the loose ones, which also end or begin other words."""
    rows = (row for row in DEFAULT.rows("bounds") if row["side"] == side and not row["loose"])
    return "|".join(sorted((row["term"] for row in rows), key=len, reverse=True))


MODIFIER = rf"""(?:
    {{before}}
  | (?<![最附邻靠临接远亲新走就相])近
  | (?<![条公节签合预制违隐特契誓相邀履盟纽稿])约(?:有|为)? | 超(?!过) | 过(?=[半百千万亿])
)(?=[{NUMERAL_CHARS}上好])"""
INSIDE = "内(?![蒙地外部容涝阁政科心需存幕置销建向河环丘江])"
FOLLOWS = rf"(?:{{after}}|{INSIDE}|许(?![多可诺愿])|以下(?!几|简称|措施|问题|内容|方面))"

YEAR = rf"""(?:
    [12][0-9]{{3}} | [一二]{DIGIT}{{3}}
  | (?:[0-9]{{2}}|[五六七八九零]{DIGIT})(?=年(?:[01]?[0-9]|十?[一二三四五六七八九十])月)
  | [六七八九]{DIGIT}(?=年)(?<!六七)(?<!七八)
)年(?![级轻龄])"""
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|正|腊)月份?(?!饼)"
DAY = r"""(?:
    3[01] | [12][0-9] | 0?[1-9] | 三十一? | [一二]?十[一二三四五六七八九]? | 廿[一二三四五六七八九]?
  | [一二三四五六七八九] | 初[一二三四五六七八九十]
)(?:日(?!本[^届次市]|[常益军元均游])|号(?![楼院线门店厅馆船机井病坝文令台公桥仓坑站棚岛库闸洞舱种罐泊码高航地火片渠岗塔段]))"""
PART = (
    "凌晨|清晨|清早|早晨|早上|上午|中午|正午|午后|下午|傍晚|晚上|晚间|深夜|午夜|半夜|夜里|夜间"
    "|今晚|昨晚|当晚|今晨|今早|昨夜|明晚|明早|晚|早|夜"
)
HOUR = r"(?:2[0-4]|[01]?[0-9]|零|二十[一二三四]?|十[一二三四五六七八九]?|[一二三四五六七八九两])"
MINUTE = r"(?:[0-5]?[0-9]|零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九])"
POINTS = "建议|意见|要求|体会|希望|经验|做法|启示|原因|理由|想法|共识|措施"  # 三点要求 is no time
TIME = rf"""(?:
    {HOUR}(?:时(?![间候代任期而常光刻速装空尚局政机针限效差髦段])
      |点钟?(?!{POINTS})(?![零一二三四五六七八九]{{2,}}(?!分)))
      (?:整|半|许|[一三]刻|{MINUTE}分(?:{MINUTE}秒)?|(?<=点){MINUTE}(?![个名人万千百米%.0-9]))?
      (?:左右|多(?![个名人位次])|许(?![多可]))?
  | {HOUR}:[0-5][0-9](?::[0-5][0-9])?(?![0-9:])
)"""
RELATIVE = "(?:去年|今年|明年|前年|同年|当年|次年|本月|上月|下月|当月|上个月)"

# 一 that is part of a phrase: nothing is measured
_OTHER = "[^\\W\\d零一二三四五六七八九十百千万半两几数是直线起定些般样级等度旦边面方切同共再向心体流律带手时]"
PAIR = rf"""
    一(?P<x>{_OTHER})(?:(?P=x)(?![气长]) | [又接连]?一(?P=x) | (?P<y>{_OTHER})一(?P=x)(?P=y))  # 一扇扇
  | 一(?![天日月年分秒时周个位名条次种]){_OTHER}一{_OTHER}                         # 一户一策, 一左一右
  | 一(?![天日月年周时])[^\W\d]之[^\W\d内间后前中外上下] | (?<=成)一[片团]         # 一己之力, 响成一片
  | 一(?:{{units}})(?=[都也][不没未别]|[不没][落少漏差剩缺留]|[不没未][^\W\d][，,。；;！!”、])  # 一个都不能少
  | 一(?P<z>{_OTHER})(?=[^\W\d比]一(?P=z)) | (?<=一(?P<w>{_OTHER})[^\W\d比])一(?P=w)  # 查一家改一家
  | (?:(?<=[没未])|(?<=[漏落丢][下掉]|不[漏落丢少]|没有)|(?<=[没未][^\W\d][过上到有]))一(?:{{units}})
"""
_PARTS = r"""
(?!(?<=[老小阿叫])万|(?<=红)十字)    # a surname: 老万一面走一面说; 红十字会

# set phrases and names of the table: 第一时间, 统一, 三峡
(?:(?P<phrase>{phrases})

|(?P<pair>{pair})

|(?=[{starts}A-Za-z])(?:

(?P<date>(?<![0-9.第/])(?:
    # 2022-05-11 08:28:29, 2022/5/11
    (?<![A-Za-z])[12][0-9]{{3}}(?P<s>[-/.])[01]?[0-9](?P=s)[0-3]?[0-9]
        (?:[ T][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)?(?![0-9])
    # 20世纪90年代, 21世纪
  | (?:上个?世纪|[12][0-9]世纪|二?十[一二三四五六七八九]?世纪)?(?:[0-9]0|[一二三四五六七八九]十)年代
  | (?:[12][0-9]|二十[一二]?|十[一二三四五六七八九])世纪(?!之)
    # 5月10日零时, 去年8月, 2021年正月初三, 15日
  | [12][0-9]{{3}}年?{to}[12][0-9]{{3}}年(?![级轻龄])
  | (?:(?:{relative}|{year}度?(?=[0-9一二三四五六七八九十]))?(?:农历)?(?:(?:1[0-2]|[1-9]|{digit}){to})?{month}
        (?:(?:[0-3]?[0-9]{to})?{day}|(?:初|廿)[一二三四五六七八九十]|(?<=[正腊]月){han}{{1,3}}(?![多个几余]))?+
      | 初[一二三四五六七八九](?=[，。、早上下晚的]) | 大年(?:初[一二三四五六七八九]|三十)
      | (?<![近续期时了上])(?:{relative})?(?:[0-3]?[0-9]{to})?{day}(?![内后里来间]|以[来内]|之[内间])
      )(?:(?:{part})?{time}|[ ](?=[0-9]{{1,2}}:){time})?
    # 次日凌晨2点; 1998年
  | (?:次日|翌日|次晨|当[日天晚夜])(?:{part})?{time} | {year}
))

# 早上5点, 9:30
|(?P<clock>(?<![0-9.第])(?:(?<![提最])(?:{part}){time}|{time}))

# 星期三
|(?P<weekday>(?:星期|礼拜|(?<![一几两三四百0-9])周)[一二三四五六](?![0-9个年次百千十届围周鸣场轮趟班期回]))

|(?P<share>(?:{modifier})?(?:
    # 百分之五十, 三分之二, 3个百分点, 98.5%
    [十百千万]分之(?:{numeral})(?:{to}(?:[百千万]分之)?{plain})?
  | {plain}分之{plain} | {plain}(?:{to}{plain})?多?个百分点
  | (?:{numeral}%?{to})?{numeral}[%‰](?:多|强|弱)?
    # 三成多, 七八成, 打八折, 一半以上, 1/3
  | (?:[0-9]|{digit}|[几两]){{1,2}}(?:{to}[0-9一二三四五六七八九])?
      成(?!(?<=[一之]成)为|[立功员绩果都本长人分套群品熟因就效年了型交名语片形色份体天全对])
      (?:半|多|[一二三四五六七八九](?![个名人]))?
  | {plain}折(?![腰磨射断旧算合叠]) | (?:一半|半数)(?=以上|以下|左右|[^截真路]) | (?<=过)半(?=[，。、的])
  | (?<![0-9./-])[0-9]{{1,2}}/[0-9]{{1,3}}(?![0-9./])
)(?:{follows})?)

|(?P<code>
    # 1+1+2, 3比2, G20, H7N9, 0571-88888888
    (?<![0-9])[0-9]++(?:\+[0-9]++)++
  | (?<![0-9.:])[0-9]{{1,3}}[比:对][0-9]{{1,3}}(?![0-9:.])|(?<!{digit}){digit}比{digit}(?![较如赛{digits}])
  | (?<![A-Za-z0-9])[A-Za-z]{{1,8}}[-—]?[0-9]++(?:[-.]?[0-9A-Za-z]++)*+
  | (?<![0-9-])(?:[0-9]{{3,4}}-[0-9]{{7,8}}|[0-9]{{3,4}}-[0-9]{{3,4}}-[0-9]{{3,4}}|1[3-9][0-9]{{9}})(?![0-9])
    # 120急救, 12345热线
  | (?<![0-9])(?:11[0249]|12[0-9]{{1,3}}|10086|95598)
      (?=指挥|电话|热线|报警|急救|接警|平台|民警|救护|服务|调度)
  | (?<![0-9.])[0-9]{{4,8}}(?=[^\W\d部个条]{{0,4}}热线)
  | (?<=拨打|拨通|热线|电话)[0-9-]{{3,}}+(?![0-9多余几个次通条人万])
    # 第9号台风, 第一书记, 第三人民医院; “三个不漏”
  | 第{plain}(?!{units})(?=[^\W\d]{{0,6}}?(?:公司|[工水电]厂|[离置]点|医院|中学|小学|幼儿园|车间|仓库))
  | 第{plain}(?:号|(?=书记|副书记|[军师]|集团军|炮兵|机关|国会|夫人|总队|支队))
  | (?<=“){plain}(?:{units})[^\W\d]{{1,4}}(?=”)
)

# 第三批, 第二天
|(?P<ordinal>(?:第|头(?=一[天次回批年遭趟晚夜日月周个轮场件茬季届](?!性|个)))(?:{plain}(?:{to}{plain})?|几)(?:(?P<rank>个(?:{times})|{units})|(?=[^\W\d])|)(?:多|半)?)

# 二级, 6.8级, 超过16级, 6到7级
|(?P<degree>(?<![0-9.])(?P<vague>{modifier})?{plain}(?:(?:{to}|、){plain})?级(?![别甲]))

# a number that names something: 二级, 3号, 泰山村2组
|(?P<label>(?<![0-9.])(?:
    (?:(?<=[村区屯社])|(?<=[0-9{digits}十][组队]、)|(?<=[0-9{digits}十][组队]和))(?:[0-9]++|{han}{{1,3}})[组社队](?![织成建员伍区])
  | {plain}(?:、{plain}|{to}{plain}(?=级))?(?:{labels})))

# a village: 三道梁村
|(?P<place>{han}{{1,2}}[道里口门台堡棵岔眼孔][^\W\d]?(?:村|镇|乡(?!村)|社区|街道|屯|庄)(?![民里庄口子]))

# modifier + numeral + classifier: 近400户, 不到两个小时, 1.8米, 20至30人
|(?P<number>(?:{modifier})?(?:零下|负|(?<![0-9A-Za-z\u4e00-\u9fff])-)?(?:
    (?:{numeral}(?P<first>(?:{units})(?=(?:{to})))?{to}(?:零下)?)?{numeral}(?:
        个(?:[多半来余]|把)?(?P<time>{times})|(?:(?<=一)[大小](?=[批片块群部堆把截段]))?(?P<unit>{units})(?:(?<=[天日])[0-9两十{digits}]夜(?!间|里|晚|以))?)
  | 半(?:个多?(?P<halftime>{times})|(?P<halfunit>{units}))
  | {several}数(?P<several>{several_of})
  )(?P<more>多(?![样种次年方数少人]|元化)|半(?![数夜决岛价径球成导月天山个])|有余|有奇)?(?:{follows})?)

# 5G, 7×24, 90后
|(?P<model>(?<![0-9.])[0-9]++(?:[A-Za-z]++[0-9A-Za-z-]*+|[×xX*][0-9]++))|(?P<born>(?<![0-9])(?:[06-9][05]|[零六七八九][零五])后)

# 三文村; “三服务”, “海巡07”; 1、 or 二、 before an item of a list, the end of a code
|(?P<name>
    {han}{{1,2}}(?![小大山贫穷偏落边重示多余几数名个来条座位家项中老新方])
      [^\W\d]{{1,2}}?(?:村|镇|乡|街道|社区|屯|庄|寨|路|街|桥|沟)(?![民庄])
  | (?<=“)[0-9]++(?=”) | (?<=[“‘《]){han}++[^\W\d]{{0,4}}(?=[”’》])
  | (?:(?<=“[^\W\d])|(?<=“[^\W\d]{{2}})|(?<=“[^\W\d]{{3}})|(?<=“[^\W\d]{{4}}))[0-9]++(?=”)
  | (?<![^\n。；;：:（( ])(?:[0-9]++|{han}++)(?=[、.)）](?![0-9])) | (?<=-)[0-9]++(?![0-9.])
)
# a numeral alone
|(?P<bare>(?:{modifier})?(?:{numeral}{to})?{numeral}(?:{follows})?)))
"""
_OTHER_STARTS = "负-第头上去今明前同当次翌本下好农正腊初大星礼周"  # of dates, weekdays and ordinals


@lru_cache(maxsize=8)
def compile_grammar(lexicon: Lexicon) -> re.Pattern[str]:
    """The grammar over the tables ``idioms`` and ``classifiers`` of a lexicon."""
    rows, phrases = lexicon.rows("classifiers"), lexicon.rows("idioms")
    counting = [row for row in rows if row["kind"] != "label"]
    unit_starts = _escaped({row["term"][0] for row in counting})
    starts = {row["term"][0] for row in DEFAULT.rows("bounds") if row["side"] == "before"}
    starts |= {*NUMERAL_CHARS, *PART, *_OTHER_STARTS}
    parts = {
        "phrases": one_of(phrases), "starts": _escaped(starts), "relative": RELATIVE, "year": YEAR,
        "month": MONTH, "day": DAY, "part": PART, "time": TIME, "plain": PLAIN,
        "modifier": MODIFIER.format(before=_bounds("before")),
        "follows": FOLLOWS.format(after=_bounds("after")),
        "digit": DIGIT, "numeral": NUMERAL.replace("{unit_starts}", f"[万亿{unit_starts}]"),
        "digits": DIGIT[1:-1], "han": HAN, "to": TO, "units": one_of(counting),
        "several": SEVERAL[:-1], "pair": PAIR.format(units=one_of(counting)),
        "labels": one_of(row for row in rows if row["kind"] == "label"),
        "times": one_of(row for row in rows if row["kind"] == "duration"),
        "several_of": one_of(r for r in rows if r["term"] in set("个名位人次天日年月周家户件种条项")),
    }  # fmt: skip
    openers = {row["term"][0] for row in phrases} | starts
    return re.compile(f"(?=[{_escaped(openers)}A-Za-z]){_PARTS.format(**parts)}", re.VERBOSE)


def _escaped(chars: set[str]) -> str:
    return re.escape("".join(sorted(chars)))
