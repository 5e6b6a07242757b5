"""Overview: what needs attention first."""

from app.components.frame import asked
from app.components.head import head

head("Overview", asked().filter.comparison)
