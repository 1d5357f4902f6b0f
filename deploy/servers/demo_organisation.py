"""The demo organisation: who works where, and for whom."""

from dataclasses import dataclass

ADMINISTRATOR = "margaret"


@dataclass(frozen=True)
class DemoPerson:
    """`user_name` becomes the localpart; the first of a department leads it."""

    user_name: str
    first_name: str
    last_name: str
    title: str
    also_in: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


DIRECTION = "Direction"
DEPARTMENTS: dict[str, tuple[DemoPerson, ...]] = {
    DIRECTION: (
        DemoPerson("marie", "Marie", "Curie", "Director"),
        DemoPerson("emmy", "Emmy", "Noether", "Deputy director"),
        DemoPerson("florence", "Florence", "Nightingale", "Planning and statistics"),
        DemoPerson("benjamin", "Benjamin", "Banneker", "Finance"),
    ),
    "Research": (
        DemoPerson("alan", "Alan", "Turing", "Head of Research"),
        DemoPerson("linus", "Linus", "Pauling", "Chemist"),
        DemoPerson("rosalind", "Rosalind", "Franklin", "Crystallographer"),
        DemoPerson("srinivasa", "Srinivasa", "Ramanujan", "Mathematician"),
        DemoPerson("lise", "Lise", "Meitner", "Physicist"),
        DemoPerson("barbara", "Barbara", "McClintock", "Geneticist"),
    ),
    "Engineering": (
        DemoPerson("grace", "Grace", "Hopper", "Head of Engineering"),
        DemoPerson("ada", "Ada", "Lovelace", "Software engineer"),
        DemoPerson("margaret", "Margaret", "Hamilton", "Systems engineer"),
        DemoPerson("nikola", "Nikola", "Tesla", "Electrical engineer"),
        DemoPerson("hedy", "Hedy", "Lamarr", "Radio engineer"),
        DemoPerson("katherine", "Katherine", "Johnson", "Flight analyst", also_in=("Research",)),
    ),
    "Communications": (
        DemoPerson("mary", "Mary", "Somerville", "Head of Communications"),
        DemoPerson("emilie", "Émilie", "du Châtelet", "Translator"),
        DemoPerson("rachel", "Rachel", "Carson", "Writer"),
        DemoPerson("alexander", "Alexander", "von Humboldt", "Events and travel"),
        DemoPerson("maria", "Maria Sibylla", "Merian", "Illustrator"),
    ),
    "Support": (
        DemoPerson("george", "George", "Carver", "Head of Support"),
        DemoPerson("dorothy", "Dorothy", "Vaughan", "Help desk"),
        DemoPerson("charles", "Charles", "Babbage", "Office machines"),
        DemoPerson("james", "James", "Watt", "Building services"),
    ),
}
PEOPLE = tuple(person for people in DEPARTMENTS.values() for person in people)


def departments_of(person: DemoPerson) -> tuple[str, ...]:
    own = next(name for name, people in DEPARTMENTS.items() if person in people)
    return (own, *person.also_in)


def manager_of(person: DemoPerson) -> DemoPerson | None:
    """Heads report to the director, who reports to nobody."""
    director = DEPARTMENTS[DIRECTION][0]
    head = DEPARTMENTS[departments_of(person)[0]][0]
    if person is director:
        return None
    return director if person is head else head
