"""From one article to many: in this process, on all cores or on a cluster; the call is the same.

A file that cannot be read or takes too long becomes a row of the table of failures and never stops the run.
"""

import ctypes
import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .analysis import TABLES, Analysis, analyse, columns_of, read_rows
from .article import Article, read_article
from .errors import CorpusError, HelpersError
from .lexicon import DATA, DEFAULT, Lexicon

if TYPE_CHECKING:
    import pandas as pd

SUMMARY = ("file", "title", "published", "characters", *TABLES, "folder")
BATCH = 16  # files in one task of a cluster: enough to hide the cost of sending it
AGAIN = 1.0  # seconds until a file that takes too long is told so again
AHEAD = 4  # tasks in flight for each thread of a cluster, so that memory stays flat

Result = dict[str, Any]  # a row of the table of files or of the table of failures


@dataclass(frozen=True, slots=True)
class Corpus:
    """What `analyse_corpus` returns: the files analysed and the files that failed, in the order given."""

    files: "pd.DataFrame"
    failures: "pd.DataFrame"
    rows: dict[str, list[dict[str, str]]] = field(repr=False)

    def table(self, name: str) -> "pd.DataFrame":
        """One table (words, quantities, people, entities or relations) of all articles, the file in front.

        The cells are texts, as in the written files; after a run with ``out=`` they are read from there.

        Raises:
            CorpusError: there is no such table.
        """
        import pandas as pd

        if name not in TABLES:
            raise CorpusError(f"{name!r}: there is no such table. Tables: {', '.join(TABLES)}.")
        rows: Any = self.rows.get(name, ())
        if not self.rows:
            places = zip(self.files["file"], self.files["folder"], strict=True)
            read = ((file, read_rows(Path(folder, f"{name}.csv"))) for file, folder in places)
            rows = [{"file": file, **row} for file, found in read for row in found]
        return pd.DataFrame(rows, columns=["file", *columns_of(name)], dtype="str")


def analyse_corpus(
    paths: Iterable[str | Path],
    out: str | Path | None = None,
    client: Any = None,
    *,
    lexicon: Lexicon = DEFAULT,
    seconds: float = 60,
    progress: bool = True,
) -> Corpus:
    """Analyse many files: the tables of all articles, and which files failed and why.

    Args:
        paths: text files. Results keep their order, however many workers there are; one given twice counts
            once.
        out: a folder; the tables of each article are written there when they are done, memory stays flat, and
            an article that is finished (same name, content, lexicon and rules) is skipped next time.
        client: None for this process, a ``distributed.Client``, or the address of a Dask scheduler whose
            workers see the same files and have this package.
        lexicon: for all finders.
        seconds: how long one file may take.
        progress: show on one line how far the run is.

    Raises:
        CorpusError: ``paths`` is a single name, ``out`` no folder, or no scheduler answers.
    """
    if isinstance(paths, str | Path):
        listing = f"sorted(Path({str(paths)!r}).glob('*.txt'))"
        raise CorpusError(f"paths={str(paths)!r}: give a list of files, such as {listing}.")
    folder = _make_folder(out) if out is not None else None
    names = list(dict.fromkeys(map(str, paths)))
    work = partial(_analyse_files, out=folder, lexicon=lexicon, seconds=seconds)
    done: dict[str, Result] = {}
    with _connect(client) if isinstance(client, str) else nullcontext(client) as workers:
        spread = _run_on(workers, work, names) if workers else chain.from_iterable(work([n]) for n in names)
        for result in spread:
            done[result["file"]] = result
            if progress:
                show_progress(len(done), len(names))
    return _gather([done[name] for name in names], keep_rows=folder is None)


# ---- who does the work


@contextmanager
def open_cluster(workers: int | None = None) -> Iterator[Any]:
    """A Dask client with workers on this machine, for a ``with`` statement; None where Dask is not installed.

    Nothing listens beyond this machine (127.0.0.1). Its ``dashboard_link`` is the address of the dashboard.

    Args:
        workers: how many processes; None for one on each core.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        yield None
        return
    # On a busy machine a worker is slow to stop; Dask's warning of it is nothing that a learner could mend.
    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": logging.ERROR}
    with LocalCluster(n_workers=workers, threads_per_worker=1, **here) as cluster, Client(cluster) as client:
        yield client


def _connect(address: str) -> Any:
    try:
        from distributed import Client

        return Client(address, timeout="10s")
    except ImportError:
        raise CorpusError('Dask is not installed: pip install -e ".[scale]", or leave client out.') from None
    except (OSError, ValueError) as error:
        raise CorpusError(f"client={address!r}: no scheduler answers ({error}). Check the address.") from None


def _run_on(client: Any, work: Any, names: list[str]) -> Iterator[Result]:
    """The result of each file as it is done on a cluster, in batches, of which only a few are under way."""
    from distributed import as_completed

    threads = max(1, sum(client.nthreads().values()))
    size = max(1, min(BATCH, len(names) // (2 * threads)))
    waiting = iter([names[i : i + size] for i in range(0, len(names), size)])
    running, batches = as_completed(), {}

    def submit(batch: list[str]) -> None:
        future = client.submit(work, batch, pure=False)
        batches[future.key] = batch
        running.add(future)

    for batch in islice(waiting, AHEAD * threads):
        submit(batch)
    for future in running:
        batch = batches.pop(future.key)
        if future.status == "finished":
            yield from future.result()
        elif len(batch) > 1:  # a worker died of one of these files: which?
            for name in batch:
                submit([name])
        else:
            yield _failure(batch[0], "WorkerDied", f"{batch[0]}: the worker that analysed it died.")
        for following in islice(waiting, 1):
            submit(following)


def show_progress(done: int, total: int) -> None:
    """Redraw the bar at every twentieth of the way, so that it reads the same on every run."""
    steps = done * 20 // total
    if not done or steps > (done - 1) * 20 // total:
        print(f"\r{'█' * steps:░<20} {done}/{total}", end="\n" if done == total else "", flush=True)


# ---- one file


def _analyse_files(names: list[str], out: Path | None, lexicon: Lexicon, seconds: float) -> list[Result]:
    analyse("", lexicon)  # what is read once for all files counts for none of them
    return [_analyse_file(name, out, lexicon, seconds) for name in names]


def _analyse_file(name: str, out: Path | None, lexicon: Lexicon, seconds: float) -> Result:
    """The result of one file; whatever goes wrong becomes a result that says so."""
    try:
        with _at_most(seconds):
            article = read_article(name)
            if out is None:
                analysis = analyse(article, lexicon)
                rows = {table: analysis.rows(table) for table in TABLES}
                return _summary(name, article, analysis.counts()) | {"rows": rows}
            folder = out / _key(name, article, lexicon)
            if not all((folder / f"{table}.csv").is_file() for table in TABLES):
                _write_whole(analyse(article, lexicon), folder)
            counts = {table: len(read_rows(folder / f"{table}.csv")) for table in TABLES}
            return _summary(name, article, counts, str(folder))
    except _TooLong:
        return _failure(name, "TooLong", f"{name}: took longer than {seconds:g} seconds.")
    except Exception as error:  # a corpus of thousands must not end on one file
        reason = str(error) if isinstance(error, HelpersError) else f"{name}: {error}"
        return _failure(name, type(error).__name__, reason)


def _summary(name: str, article: Article, counts: dict[str, int], folder: str = "") -> Result:
    published = article.published.isoformat() if article.published else ""
    known = {"title": article.title, "published": published, "characters": len(article.text)}
    return {"file": name, **known, **counts, "folder": folder}


def _failure(name: str, error: str, reason: str) -> Result:
    return {"file": name, "error": error, "reason": reason}


def _key(name: str, article: Article, lexicon: Lexicon) -> str:
    """The name of an article's folder, another one whenever its tables could be others."""
    parts = (name, article.text, repr(lexicon), _rules())
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{Path(name).stem[:40]}-{digest[:12]}"


@lru_cache(maxsize=1)
def _rules() -> str:
    """A digest of the rules and lexicons as they are in the files of this package."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), *sorted((DATA / "lexicon").glob("*.csv"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _write_whole(analysis: Analysis, folder: Path) -> None:
    """Write beside the folder, then rename: an interrupted run leaves no half-written article behind."""
    draft = folder.with_name(f"{folder.name}-{os.getpid()}-{threading.get_ident()}.part")
    try:
        analysis.to_csv(draft)
        shutil.rmtree(folder, ignore_errors=True)  # there only if it is not complete
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _make_folder(out: str | Path) -> Path:
    try:
        Path(out).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = f"out={str(out)!r} cannot be a folder ({error.strerror})"
        raise CorpusError(f"{fault}. Choose another.") from None
    return Path(out).resolve()


def _gather(results: list[Result], keep_rows: bool) -> Corpus:
    import pandas as pd

    good = [result for result in results if "error" not in result]
    bad = [result for result in results if "error" in result]
    rows = {
        t: [{"file": r["file"], **row} for r in good for row in r["rows"][t]] for t in TABLES if keep_rows
    }
    failures = pd.DataFrame(bad, columns=["file", "error", "reason"])
    return Corpus(pd.DataFrame(good, columns=list(SUMMARY)), failures, rows)


class _TooLong(BaseException):
    """The time of a file is up; a BaseException, so that no finder catches it."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Stop the work of this thread after so many seconds. A signal would do so in a main thread only.

    Python ignores what is raised in a destructor or a callback of garbage collection: it is raised again.
    """
    thread, lock, finished = threading.get_ident(), threading.Lock(), threading.Event()

    def interrupt() -> None:
        wait = seconds
        while not finished.wait(wait):
            with lock:
                if not finished.is_set():
                    raised = ctypes.py_object(_TooLong)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
            wait = AGAIN

    threading.Thread(target=interrupt, daemon=True).start()
    try:
        yield
    finally:
        with lock:
            finished.set()
