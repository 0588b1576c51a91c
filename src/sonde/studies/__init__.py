"""Studies: searches of hyperparameters that other tools keep in their own files, read as trials. `Study` says what there is."""

from sonde.studies.study import Study, StudyTrial

__all__ = ["Study", "StudyTrial"]
