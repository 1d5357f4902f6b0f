"""Rows of one table that a batch looks at: read together, changed in memory, written together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import fields
from datetime import datetime
from json import dumps
from operator import attrgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Connection, text

Row = TypeVar("Row")
Values = tuple[Any, ...]

TYPES = {
    "int": "bigint",
    "str": "text",
    "bool": "boolean",
    "datetime": "timestamptz",
    "UUID": "uuid",
}
"""What the annotations of a row's fields are in PostgreSQL."""


class Shelf(Generic[Row]):
    """A row is a dataclass whose fields are the table's columns; `key` names its primary key.

    What was looked up once is not asked of the database again: the batch is its only writer.
    """

    def __init__(
        self,
        connection: Connection,
        new: set[int],
        row: type[Row],
        table: str,
        key: str,
        *,
        hashed: Set[str] = frozenset(),
        only: str = "true",
        computed: Mapping[str, str] | None = None,
    ) -> None:
        """Of conversations in `new` the database knows nothing yet. `hashed` columns are indexed by
        their MD5; `only` says which rows are looked at; `computed` columns are SQL expressions over
        a row `v`."""
        self._connection, self._row, self._table = connection, row, table
        self._new = new
        self._key = key
        self._types = {
            each.name: TYPES[str(each.type).removesuffix(" | None")]
            for each in fields(row)  # type: ignore[arg-type]  # a dataclass
        }
        self._hashed, self._only, self._computed = hashed, only, computed or {}
        self._values: Callable[[Row], Values] = attrgetter(*self._types)
        self._key_of = _getter(key)
        self._rows: dict[Values, Row] = {}
        self._stored: dict[Values, Values] = {}
        self._dropped: set[Values] = set()
        self._asked: dict[str, set[Values]] = defaultdict(set)
        self._index: dict[str, dict[Values, dict[Values, Row]]] = {}
        self._getters: dict[str, Callable[[Row], Values]] = {}

    def prepare(self, columns: str, wanted: Iterable[Values]) -> None:
        """Read what `find` will be asked for; `columns` are names with spaces between."""
        asked = self._asked[columns]
        missing = {values for values in wanted if values not in asked}
        asked |= missing
        names = columns.split()
        if "conversation_id" in names:
            place = names.index("conversation_id")
            missing = {values for values in missing if values[place] not in self._new}
        if not missing:
            return
        conditions = [f"t.{name} = v.{name}" for name in names]
        conditions += [f"md5(t.{name}) = md5(v.{name})" for name in names if name in self._hashed]
        self.load(
            f"{self._given(names)} join {self._table} t on {' and '.join(conditions)}"
            f" where {self._only}",
            {"given": _as_json(names, missing)},
        )

    def load(self, source: str, parameters: Mapping[str, Any]) -> None:
        """Read the rows `t` that the clause after `from` says."""
        columns = ", ".join(f"t.{name}" for name in self._types)
        statement = text(f"select {columns} from {source}")  # noqa: S608 - names of ours
        for values in self._connection.execute(statement, parameters):
            row = self._row(*values)
            key = self._key_of(row)
            if key not in self._rows and key not in self._dropped:
                self._stored[key] = tuple(values)
                self._keep(key, row)

    def find(self, columns: str, *values: Any) -> list[Row]:
        if values not in self._asked[columns]:
            self.prepare(columns, [values])
        return self.held(columns, *values)

    def held(self, columns: str, *values: Any) -> list[Row]:
        """Those among the rows in memory."""
        index = self._index.get(columns)
        if index is None:
            index = self._make_index(columns)
        return list(index.get(values, {}).values())

    def all(self) -> list[Row]:
        """Every row in memory."""
        return list(self._rows.values())

    def one(self, *key: Any) -> Row | None:
        row = self._rows.get(key)
        if row is None and key not in self._asked[self._key]:
            self.prepare(self._key, [key])
            row = self._rows.get(key)
        return row

    def put(self, row: Row) -> Row:
        key = self._key_of(row)
        self._dropped.discard(key)
        self._keep(key, row)
        return row

    def drop(self, row: Row) -> None:
        key = self._key_of(row)
        del self._rows[key]
        for columns, index in self._index.items():
            index[self._getters[columns](row)].pop(key, None)
        self._dropped.add(key)

    def drop_all(self, columns: str, *values: Any) -> None:
        for row in self.find(columns, *values):
            self.drop(row)

    def flush(self) -> None:
        gone = [key for key in self._dropped if self._stored.pop(key, None)]
        if gone:
            self._delete(gone)
        changed = []
        for key, row in self._rows.items():
            values = self._values(row)
            if self._stored.get(key) != values:
                changed.append(values)
        if changed:
            self._write(changed)

    def _keep(self, key: Values, row: Row) -> None:
        self._rows[key] = row
        for columns, index in self._index.items():
            index.setdefault(self._getters[columns](row), {})[key] = row

    def _make_index(self, columns: str) -> dict[Values, dict[Values, Row]]:
        getter = self._getters[columns] = _getter(columns)
        index: dict[Values, dict[Values, Row]] = {}
        for key, row in self._rows.items():
            index.setdefault(getter(row), {})[key] = row
        self._index[columns] = index
        return index

    def _delete(self, keys: list[Values]) -> None:
        names = self._key.split()
        condition = " and ".join(f"t.{name} = v.{name}" for name in names)
        statement = f"delete from {self._table} t using {self._given(names)} where {condition}"  # noqa: S608 - names of ours
        self._connection.execute(text(statement), {"given": _as_json(names, keys)})

    def _write(self, rows: list[Values]) -> None:
        names, key = list(self._types), self._key.split()
        columns = [*names, *self._computed]
        values = [*(f"v.{name}" for name in names), *self._computed.values()]
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
        statement = (
            f"insert into {self._table} ({', '.join(columns)})"  # noqa: S608 - names of ours
            f" select {', '.join(values)} from {self._given(names)}"
            f" on conflict ({', '.join(key)}) do"
            f" {f'update set {changes}' if changes else 'nothing'}"
        )
        self._connection.execute(text(statement), {"given": _as_json(names, rows)})

    def _given(self, names: list[str]) -> str:
        """JSON: psycopg writes it ten times faster than arrays."""
        columns = ", ".join(f"{name} {self._types[name]}" for name in names)
        return f"json_to_recordset(cast(:given as json)) as v({columns})"


def _as_json(names: list[str], rows: Iterable[Values]) -> str:
    given = [dict(zip(names, values, strict=True)) for values in rows]
    return dumps(given, default=_plain, ensure_ascii=False)


def _plain(value: datetime | UUID) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _getter(columns: str) -> Callable[[Any], Values]:
    names = columns.split()
    if len(names) > 1:
        return attrgetter(*names)
    get = attrgetter(names[0])
    return lambda row: (get(row),)
