"""All addresses. Nothing clinical and no name is ever part of one."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

from lightwell.site.views import home, sessions, sign_in

# Only what this clinic uses of django-allauth: nobody signs up, nobody changes addresses alone.
account_urls = [
    path("login/", account.login, name="account_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path(
        "password/reset/confirm/",
        account.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "password/reset/complete/",
        account.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "password/reset/done/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path(
        "second-factor/authenticate/",
        sign_in.SecondFactorView.as_view(),
        name="mfa_authenticate",
    ),
    path("second-factor/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("", include("lightwell.public.urls")),
    path("", include("lightwell.portal.urls")),
    path("clinic/", include("lightwell.clinic.urls")),
    path("outside/", include("lightwell.outside.urls")),
    path("room/", include("lightwell.room.urls")),
    path("account/", include(account_urls)),
    path("sign-in/<str:token>", sign_in.by_link, name="sign_in_link"),
    path("after-sign-in", home.after_sign_in, name="home_after_sign_in"),
    path("location", sessions.choose_location, name="choose_location"),
    path("draft", sessions.draft, name="draft"),
    path("session/extend", sessions.extend, name="session_extend"),
    path("session/ended", sessions.ended, name="session_ended"),
    path("csp-report", home.csp_report, name="csp_report"),
    path("healthz", home.healthz, name="healthz"),
]

handler404 = "lightwell.site.views.errors.not_found"
handler500 = "lightwell.site.views.errors.server_error"
handler429 = "lightwell.site.views.sign_in.too_many"
