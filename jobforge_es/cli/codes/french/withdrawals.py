"""Ce que veulent dire les codes des lots retirés."""

from __future__ import annotations

from typing import Final

TEXTS: Final = """
W-001  Le lot n'a jamais été reçu.
       Rien n'est en vigueur d'un fichier refusé à son arrivée : il n'y a rien à retirer ni à rétablir.
W-002  Les mêmes octets ont été reçus de nouveau entre-temps.
       Un lot ne peut revenir à côté d'un autre des mêmes octets : ses lignes compteraient deux fois. Retirez d'abord
       celui-là.
W-010  Un lot en vigueur a besoin de ces octets.
       Les lignes en vigueur peuvent toujours être reconstruites à partir de leurs octets. Retirez d'abord le lot.
W-011  L'objet dit comment d'autres octets sont lus.
       Les sources, les contrats et les modèles sont conservés pour toujours : sans eux, rien ne pourrait être relu.
W-012  On s'est défait de ces octets.
       Quelqu'un a décidé, en vertu de l'autorité nommée, de ne plus les conserver. Leur empreinte et chaque preuve
       restent; ce qui en a été fait ne peut être refait.
"""
"""Code et titre sur une ligne, puis ce que cela veut dire et ce qui aide."""
