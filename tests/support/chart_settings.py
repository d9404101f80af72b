"""The whole site with one address more: a flowsheet save, for a server that tests kill."""

from lightwell.site.settings import *  # noqa: F403 - the same settings but for the addresses

ROOT_URLCONF = "tests.support.chart_urls"
