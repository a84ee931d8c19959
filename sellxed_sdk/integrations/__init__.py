"""The panel inside real hosts: Django, django-oscar, pretix and Flask.

What this decides: nothing. Each package brings its framework to `sellxed_sdk.hosting`: where
records are kept, who may see them, addresses, forms. Importing this package loads none of
them; each comes with its extra, as ``sellxed-sdk[django]``.
"""

__all__: list[str] = []
