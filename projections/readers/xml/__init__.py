"""XML, read by expat as a stream: attributes and the texts of child elements, nested ones as their source text.

``elements`` takes the events of the parser and finds the records, ``record`` puts one together, ``scan`` goes through a
file. No entity is expanded but the five of XML, and nothing outside of the file is read.
"""

from projections.readers.xml.reading import open_xml, read_xml
from projections.readers.xml.refusals import EntityDeclared, XmlBroken

__all__ = ["EntityDeclared", "XmlBroken", "open_xml", "read_xml"]
