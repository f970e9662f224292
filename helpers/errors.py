"""The errors of this package. Each message names the file or text, what is wrong and what to do."""


class HelpersError(Exception):
    """Base class: ``except HelpersError`` catches whatever this package raises on purpose."""


class ArticleError(HelpersError):
    """A file or text cannot be read as an article."""


class NumberError(HelpersError, ValueError):
    """A text is not a number."""


class LexiconError(HelpersError):
    """A lexicon table or an addition to it is not well formed."""


class GoldError(HelpersError):
    """A gold file is missing, has wrong columns, or does not fit its text."""


class ScoreError(HelpersError):
    """Two lists of results cannot be compared as asked."""


class ExerciseError(HelpersError):
    """There is no such exercise, or its table is not well formed."""


class CorpusError(HelpersError):
    """Many articles cannot be analysed, or their tables not read, as asked."""


class LessonError(HelpersError):
    """A lesson cannot be found, opened, executed or marked."""


class FigureError(HelpersError):
    """A figure cannot be drawn: its font is missing, or there is nothing of the kind it shows."""
