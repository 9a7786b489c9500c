"""Registrations on disk: planes in partitions for ourselves, Parquet for every other tool."""

from spegla.columns.stored.parquet import ParquetMismatchError, read_parquet, write_parquet
from spegla.columns.stored.saved import Saved, SavedPartitionError, check_saved, keep_only, open_saved, replace_saved, save, saved_facts

__all__ = [
    "ParquetMismatchError",
    "Saved",
    "SavedPartitionError",
    "check_saved",
    "keep_only",
    "open_saved",
    "read_parquet",
    "replace_saved",
    "save",
    "saved_facts",
    "write_parquet",
]
