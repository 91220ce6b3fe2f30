r"""Digests of a table that do not depend on the order of its rows, nor on the engine that computes them.

A row is encoded as text: each cell in the order of the columns, followed by ``;``. A cell that is missing is ``~``. An
integer is in decimal, a decimal has the digits of its scale, a boolean is 0 or 1, a date the days and a timestamp the
microseconds since 1970 (UTC), a text its length in bytes of UTF-8, ``:`` and itself, a binary value its lower-case
hexadecimal digits. A double is the C99 hexadecimal form without trailing zeros, so it is exact; zero has no sign,
``nan`` is one, infinities are ``inf`` and ``-inf``. A list is ``[``, its length, ``:``, its cells each followed by
``;``, ``]``; a struct ``{``, its cells, ``}``; a map ``<``, its length, ``:``, key ``=`` value ``;`` sorted by bytes,
``>``.

D1 is the number of rows and four sums, modulo 2^64, of the 32-bit words of the MD5 of each row: cheap, against
accidents. D2 holds against intent: the SHA-256 of each row, in hexadecimal, goes into the bucket of its first three
digits; a bucket is its digits and the SHA-256 of its hashes one after the other, sorted; D2 is the SHA-256 of the
names and forms of the columns (JSON), the buckets one after the other, sorted, and the number of rows in decimal.
"""
