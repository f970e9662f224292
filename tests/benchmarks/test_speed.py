"""Speed and memory, in a run of their own: pytest -m speed --dist=no tests/benchmarks.

Everything is measured in one run on one machine and read beside `jieba.posseg` on the same text. Nothing here
asserts a time: a slow machine is no fault.
"""

import random
import subprocess
import sys
from functools import lru_cache
from itertools import count, islice

import pytest

from helpers import (
    analyse,
    analyse_corpus,
    find_entities,
    find_people,
    find_quantities,
    find_relations,
    parse_article,
    read_article,
    segment,
)
from helpers.corpus import open_cluster
from helpers.dictionary import plain_tokenizer
from helpers.lexicon import DATA

FINDERS = (segment, find_quantities, find_people, find_entities, find_relations, analyse)
FILES = (DATA / "article.txt", DATA / "practice" / "flood.txt")
ARTICLE = FILES[0].read_text(encoding="utf-8")
ARTICLES = 2_000  # of the corpus
SENTENCES = 30  # in each of them
SAMPLE = 60  # articles on which each finder is timed

# One process for each figure, so that nothing measured before is in it; {} is the code to measure.
STARTED = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"
PEAK = "{}; import re; print(int(re.search('VmHWM: *(.*) kB', open('/proc/self/status').read())[1]) / 1024)"

pytestmark = pytest.mark.speed
rates: dict[str, float] = {}  # characters per second of jieba.posseg on each text
fresh = count(1)


def shuffled_articles(seed=0):
    """Articles without end, each of sentences of both articles in a new order."""
    chance = random.Random(seed)
    sentences = [s.text for path in FILES for s in read_article(path).sentences if s.number]
    while True:
        yield "\n".join(chance.sample(sentences, SENTENCES))


def fresh_texts(name):
    """Texts that nobody has read before, since results of the last texts are kept."""
    number = next(fresh)
    if name == "repeated article":
        return [f"{ARTICLE * 10}{number}"]
    return list(islice(shuffled_articles(number), SAMPLE))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The files of the corpus."""
    folder = tmp_path_factory.mktemp("corpus")
    paths = [folder / f"{number:04}.txt" for number in range(ARTICLES)]
    for path, text in zip(paths, shuffled_articles(), strict=False):
        path.write_text(text, encoding="utf-8")
    return paths


def tag_with_jieba(text):
    return list(jieba_tagger().cut(text))


@lru_cache
def jieba_tagger():
    from jieba.posseg import POSTokenizer

    return POSTokenizer(plain_tokenizer())


@pytest.mark.parametrize("name", ["repeated article", "short articles"])
@pytest.mark.parametrize("finder", [tag_with_jieba, *FINDERS], ids=lambda f: f.__name__)
def test_finder(finder, name, benchmark, measured):
    """Characters per second of each finder, the reading of the text included."""
    finder("近400户农户")
    characters = sum(map(len, fresh_texts(name)))
    benchmark.pedantic(
        lambda texts: [finder(text) for text in texts], setup=lambda: ((fresh_texts(name),), {}), rounds=3
    )
    rate = characters / benchmark.stats.stats.min
    rates.setdefault(name, rate)
    measured(f"{finder.__name__}, {name}", rate, "characters a second", rate / rates[name])


@pytest.mark.parametrize("length", [2_000, 20_000, 200_000, 2_000_000])
def test_time_against_length(length, benchmark, measured):
    """The time of one character should not grow with the text."""
    analyse("")
    article = parse_article((ARTICLE * (length // len(ARTICLE) + 1))[:length])
    benchmark.pedantic(analyse, (article,), rounds=1)
    measured(f"analyse: {length:,} characters", benchmark.stats.stats.min, "s for the text")


@pytest.mark.parametrize("length", [20_000, 200_000, 2_000_000])
def test_time_against_length_of_one_line(length, benchmark, measured):
    """A text without line ends and full stops is the hard case."""
    line = ARTICLE.replace("\n", "，").replace("。", "，")
    article = parse_article((line * (length // len(line) + 1))[:length])
    benchmark.pedantic(analyse, (article,), rounds=1)
    measured(f"analyse: {length:,} characters in one line", benchmark.stats.stats.min, "s")


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("import helpers", "import helpers"),
        ("first find_quantities", "import helpers; helpers.find_quantities('近400户农户')"),
        ("first analyse", "import helpers; helpers.analyse('近400户农户')"),
    ],
)
def test_start(what, code, benchmark, measured):
    """Seconds of a new process until the first result, without the start of Python."""
    seconds = [float(run_python(STARTED.format(code))) for _ in range(3)]
    benchmark.pedantic(run_python, (STARTED.format(code),), rounds=1)
    measured(what, min(seconds), "s")


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("number", [ARTICLES // 10, ARTICLES])
def test_peak_memory(number, corpus, tmp_path, benchmark, measured):
    """With out=, memory should not grow with the number of files."""
    files = f"sorted(pathlib.Path({str(corpus[0].parent)!r}).glob('*.txt'))[:{number}]"
    run = f"helpers.analyse_corpus({files}, {str(tmp_path)!r}, progress=False)"
    code = PEAK.format(f"import pathlib, helpers; {run}")
    peak = benchmark.pedantic(run_python, (code,), rounds=1)
    measured(f"peak memory, {number} files with out=", float(peak), "MB")


@pytest.mark.parametrize("workers", [1, 2])
def test_workers(workers, corpus, tmp_path, benchmark, measured):
    """Files per second on a cluster of this machine; two workers beside one."""
    pytest.importorskip("distributed")
    with open_cluster(workers) as client:
        client.run(analyse, "")  # each worker reads its tables before the clock starts
        benchmark.pedantic(
            analyse_corpus,
            (corpus, tmp_path, client),
            {"progress": False},
            rounds=1,
        )
    measured(f"{ARTICLES} files, workers: {workers}", ARTICLES / benchmark.stats.stats.min, "files a second")


def run_python(code):
    """What a new Python prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
