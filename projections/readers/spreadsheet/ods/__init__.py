"""ODS workbooks, read by an XML parser: every value is an attribute that says it exactly.

calamine reads errors of them as empty cells, and makes room for every repetition that a file of a few bytes names.
"""
