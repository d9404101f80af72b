"""All addresses. Nothing clinical and no name is ever part of one."""

from __future__ import annotations

from django.urls import include, path

from lightwell.site.views import home

urlpatterns = [
    path("", include("lightwell.public.urls")),
    path("", include("lightwell.portal.urls")),
    path("clinic/", include("lightwell.clinic.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("after-sign-in", home.after_sign_in, name="home_after_sign_in"),
    path("csp-report", home.csp_report, name="csp_report"),
]
