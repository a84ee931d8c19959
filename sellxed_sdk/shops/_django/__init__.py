"""Django projects, as shops on django-oscar."""

from sellxed_sdk.shops._django._project import DJANGO

__all__ = ["DJANGO"]
