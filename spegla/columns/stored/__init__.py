"""Registrations on disk: planes in partitions for ourselves, Parquet for every other tool."""

from spegla.columns.stored.parquet import ParquetMismatchError, read_parquet, write_parquet
from spegla.columns.stored.saved import Saved, SavedPartitionError, check_saved, open_saved, save

__all__ = [
    "ParquetMismatchError",
    "Saved",
    "SavedPartitionError",
    "check_saved",
    "open_saved",
    "read_parquet",
    "save",
    "write_parquet",
]
