"""Slips of the pen, made by chance and yet the same at every run."""

from __future__ import annotations

import random

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
PLACES = {key: (row, column + row / 2) for row, keys in enumerate(ROWS) for column, key in enumerate(keys)}
TOUCHING = 1.1
"""How far apart, in keys, two neighbours of one row or the next may stand."""
NEIGHBOURS = {
    key: [
        other for other, (y, x) in PLACES.items() if other != key and abs(y - row) <= 1 and abs(x - column) <= TOUCHING
    ]
    for key, (row, column) in PLACES.items()
}


def with_slips(text: str, seed: int, every: int) -> str:
    """Return `text` with about one slip in `every` characters: a neighbouring key, a swap, a loss or a doubling."""
    rng = random.Random(f"{seed}|{text}")
    letters = list(text)
    whole, rest = divmod(len(text) / every, 1)
    slips = int(whole) + (rng.random() < rest) or int(sum(map(str.isalpha, text)) >= len("four"))
    for _ in range(slips):
        places = [i for i, letter in enumerate(letters) if letter.isalpha()]
        if not places:
            break
        i, kind = rng.choice(places), rng.randrange(4)
        letter = letters[i]
        if kind == 0 and letter.lower() in NEIGHBOURS:
            letters[i] = rng.choice(NEIGHBOURS[letter.lower()])
        elif kind == 1 and letters[i + 1 : i + 2] and letters[i + 1].isalpha():
            letters[i : i + 2] = letters[i + 1], letter
        elif kind == 2 and len(places) > 2:
            del letters[i]
        else:
            letters.insert(i, letter)
    return "".join(letters)
