"""The people of every test: accounts of the demo organisation."""

ADA = "ada"
GRACE = "grace"
LINUS = "linus"
ALAN = "alan"
MARGARET = "margaret"
EVERYBODY = (ADA, GRACE, LINUS, ALAN, MARGARET)

# Those who meet in tests of the web client alone, by department.
NIKOLA, HEDY, KATHERINE = "nikola", "hedy", "katherine"
ROSALIND, SRINIVASA, LISE, BARBARA = "rosalind", "srinivasa", "lise", "barbara"
MARIE, EMMY, FLORENCE, BENJAMIN = "marie", "emmy", "florence", "benjamin"
MARY, EMILIE, RACHEL, ALEXANDER, MARIA = "mary", "emilie", "rachel", "alexander", "maria"
GEORGE, DOROTHY, CHARLES, JAMES = "george", "dorothy", "charles", "james"
