"""Where every table of the workbench is listed."""

import sqlalchemy as sa

METADATA = sa.MetaData()
