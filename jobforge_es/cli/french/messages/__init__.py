"""Ce que disent les commandes; la clé est le texte anglais avec ses variables, tel qu'il figure là où il est dit.

Un fichier par famille de commandes; une clé ne figure que dans l'un d'eux.
"""

from __future__ import annotations

from typing import Final

from jobforge_es.cli.french.messages.card import CARD
from jobforge_es.cli.french.messages.controls import CONTROLS
from jobforge_es.cli.french.messages.origins import ORIGINS
from jobforge_es.cli.french.messages.people import PEOPLE
from jobforge_es.cli.french.messages.phrases import PHRASES
from jobforge_es.cli.french.messages.shown import SHOWN
from jobforge_es.cli.french.messages.traces import TRACES
from jobforge_es.cli.french.messages.words import WORDS

SPOKEN_BY: Final = (WORDS, PHRASES, ORIGINS, PEOPLE, CARD, CONTROLS, SHOWN, TRACES)
MESSAGES: Final = {english: french for family in SPOKEN_BY for english, french in family.items()}
