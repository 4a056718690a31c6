"""What a user writes: `Indicator` says what a field looks for; `Facts` is a base that keeps where values come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, PrivateAttr

from report_parser.models import BasisKind, Kind, Observation, Role, SectionRole, Status


@dataclass(frozen=True, slots=True, init=False)
class Indicator:
    """What a field of a model looks for, as `Annotated[int | None, Indicator("审计项目", unit="个")]`.

    `names`: as reports write them, or ids of the catalogue; one that fits is enough. The others narrow the search:

    - `unit`: values are converted into it (4.02亿元 in 万元 is 40200); those that cannot be are left out.
    - `kind` of the quantity, `role` (level, previous, delta), role of the `section`, `scope` as written (市本级).
    - `status`: actual or planned; None takes both, actual first.
    - `year`: the last year of the period.
    - `basis`: for changes, what they are measured against.

    >>> Indicator("整改率", "问题整改率").names
    ('整改率', '问题整改率')

    Raises ValueError without a name.
    """

    names: tuple[str, ...]
    unit: str | None
    kind: Kind | None
    role: Role
    status: Status | None
    year: int | None
    section: tuple[SectionRole, ...]
    scope: str | None
    basis: BasisKind | None

    def __init__(
        self,
        *names: str,
        unit: str | None = None,
        kind: Kind | None = None,
        role: Role = "level",
        status: Status | None = "actual",
        year: int | None = None,
        section: SectionRole | tuple[SectionRole, ...] = (),
        scope: str | None = None,
        basis: BasisKind | None = None,
    ) -> None:
        if not names or not all(names):
            raise ValueError("an Indicator needs at least one name, such as Indicator('审计项目').")
        for field, value in (
            ("names", names),
            ("unit", unit),
            ("kind", kind),
            ("role", role),
            ("status", status),
            ("year", year),
            ("section", (section,) if isinstance(section, str) else tuple(section)),
            ("scope", scope),
            ("basis", basis),
        ):
            object.__setattr__(self, field, value)


class Facts(BaseModel):
    """Base of a model that `report.extract` fills and that remembers which observation each value came from.

    Any pydantic model can be filled; this one also has `provenance` and `candidates`, by field name. The key of a field
    in a nested model is `outer.inner`, that of a list's entry `field.0`.
    """

    model_config = ConfigDict(frozen=True)

    _provenance: dict[str, Observation] = PrivateAttr(default_factory=dict)
    _candidates: dict[str, tuple[Observation, ...]] = PrivateAttr(default_factory=dict)

    @property
    def provenance(self) -> Mapping[str, Observation]:
        """The observation that each value came from; a field without one was not found."""
        return MappingProxyType(self._provenance)

    @property
    def candidates(self) -> Mapping[str, tuple[Observation, ...]]:
        """By field, every observation that fits, the best first; also where the field is empty since none is best."""
        return MappingProxyType(self._candidates)
