"""The words a definition may use, and which of them fit together."""

from enum import StrEnum

from programs.eligibility.facts import FactType


class QuestionType(StrEnum):
    """How a question is asked, and what its answer is."""

    NAME = "name"
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    INT = "int"
    DECIMAL = "decimal"
    BOOL = "bool"
    DECLARATION = "declaration"
    CHOICE = "choice"
    CHOICES = "choices"
    COUNTRY = "country"
    COUNTRIES = "countries"
    EMAIL = "email"
    PHONE = "phone"
    THEME = "theme"
    THEMES = "themes"


class PersonField(StrEnum):
    """What an answer says about the person beyond one application."""

    FULL_NAME = "full_name"
    PASSPORT_NAME = "passport_name"
    NATIVE_NAME = "native_name"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"


class StageKind(StrEnum):
    """What happens in a stage; which ones a programme has, and in which order, is data."""

    DOCUMENT_CHECK = "document_check"
    WRITTEN_EXAM = "written_exam"
    INTERVIEW = "interview"
    PANEL_SCORE = "panel_score"
    SHORTLIST = "shortlist"
    LETTERS = "letters"
    NOMINATION = "nomination"
    EXTERNAL_RESULT = "external_result"
    PLACEMENT = "placement"
    MATCHING = "matching"
    PRE_DEPARTURE = "pre_departure"
    STAY = "stay"
    REPORT = "report"


class Owner(StrEnum):
    """Who acts in a stage."""

    APPLICANT = "applicant"
    OFFICE = "office"
    MINISTRY = "ministry"
    ORGANISER = "organiser"


NOT_FOR_GROUPS = frozenset(
    {"documents", "check", "submit", "submitted", "withdraw", "rules", "referees", "requests", "appeal"}
)
"""Keys no question group may have: an application's other pages live at these addresses."""


class FileKind(StrEnum):
    """What a document may be handed in as."""

    PDF = "pdf"
    IMAGE = "image"


TEXTS = (QuestionType.NAME, QuestionType.TEXT, QuestionType.LONG_TEXT)
NUMBERS = (QuestionType.INT, QuestionType.DECIMAL)
CHOICES = (QuestionType.CHOICE, QuestionType.CHOICES)
COUNTRIES = (QuestionType.COUNTRY, QuestionType.COUNTRIES)
THEMES = (QuestionType.THEME, QuestionType.THEMES)
YES_NO = (QuestionType.BOOL, QuestionType.DECLARATION)

FACT_TYPES: dict[QuestionType, tuple[FactType, ...]] = {
    QuestionType.DATE: (FactType.DATE,),
    QuestionType.INT: (FactType.INT,),
    QuestionType.DECIMAL: (FactType.DECIMAL,),
    QuestionType.BOOL: (FactType.BOOL, FactType.DECLARATION),
    QuestionType.DECLARATION: (FactType.DECLARATION, FactType.BOOL),
    QuestionType.CHOICE: (FactType.CODE, FactType.ORDINAL),
    QuestionType.CHOICES: (FactType.SET,),
    QuestionType.COUNTRY: (FactType.CODE,),
    QuestionType.COUNTRIES: (FactType.SET,),
    QuestionType.THEME: (FactType.CODE,),
    QuestionType.THEMES: (FactType.CODE,),
}
"""Which types of fact an answer can state; the others state none."""

PERSON_TYPES: dict[PersonField, tuple[QuestionType, ...]] = {
    PersonField.FULL_NAME: (QuestionType.NAME,),
    PersonField.PASSPORT_NAME: (QuestionType.NAME,),
    PersonField.NATIVE_NAME: (QuestionType.NAME,),
    PersonField.BIRTH_DATE: (QuestionType.DATE,),
    PersonField.PHONE: (QuestionType.PHONE,),
}
