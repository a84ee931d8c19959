"""A small shop on Django: its own storefront, Django's admin, and paid modules."""

import os
import sys
from pathlib import Path

WORK = Path(os.environ["SHOP_WORK"])
sys.path.insert(0, str(WORK / "modules"))

SECRET_KEY = os.environ["SHOP_SECRET"]
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = [
    # Before the admin, whose pages show its notices.
    "sellxed_sdk.integrations.django",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *os.environ.get("SHOP_MODULES", "alpenpay").split(),
]
SELLXED = {"HOSTS": ["https://shop.example.ch/"]}
MIDDLEWARE = [
    "shop.policy.strict_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": WORK / "shop.sqlite3",
        "ATOMIC_REQUESTS": True,
    }
}
ROOT_URLCONF = "shop.urls"
STATIC_URL = "/static/"
TIME_ZONE = "Europe/Zurich"
USE_TZ = True
DEBUG = True
