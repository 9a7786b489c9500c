"""Every address. Who may use it is in `web/access.yaml`, which a test keeps complete."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from spegla.portal.web.views import audit, manual, people, start


class UidConverter(StringConverter):
    """Whose new password it is. Without hyphens: what comes after the first one is the key, which has hyphens of its own."""

    regex = "[0-9A-Za-z]+"


register_converter(UidConverter, "uid")

urlpatterns = [
    path("", start.start, name="start"),
    path("sprak/", start.language, name="language"),
    path("profil/", start.profile, name="profile"),
    path("personer/", people.overview, name="people"),
    path("personer/bjud-in/", people.invite, name="people_invite"),
    path("personer/inbjudan/<int:invitation_id>/dra-tillbaka/", people.withdraw, name="people_withdraw"),
    path("personer/<int:person_id>/roll/", people.give, name="people_give"),
    path("roller/<int:assignment_id>/beslut/", people.decide, name="role_decide"),
    path("roller/<int:assignment_id>/avsluta/", people.end, name="role_end"),
    path("inbjudan/<str:token>/", people.accept, name="invitation"),
    path("granskning/", audit.log, name="log"),
    path("hjalp/", manual.contents, name="help"),
    path("hjalp/<str:name>/", manual.page, name="help_page"),
    # allauth's own pages, each by name: what is not here does not exist.
    path("logga-in/", account.login, name="account_login"),
    path("logga-ut/", account.logout, name="account_logout"),
    path("logga-in/avstangd/", account.account_inactive, name="account_inactive"),
    path("registrera-dig/", account.signup, name="account_signup"),
    path("losenord/glomt/", account.password_reset, name="account_reset_password"),
    path("losenord/glomt/skickat/", account.password_reset_done, name="account_reset_password_done"),
    path("losenord/nytt/<uid:uidb36>-<str:key>/", account.password_reset_from_key, name="account_reset_password_from_key"),
    path("losenord/nytt/klart/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("konto/bekrafta/", account.reauthenticate, name="account_reauthenticate"),
    path("konto/losenord/", account.password_change, name="account_change_password"),
    path("logga-in/kod/", mfa.authenticate, name="mfa_authenticate"),
    path("konto/tva-steg/", mfa.index, name="mfa_index"),
    path("konto/tva-steg/bekrafta/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("konto/tva-steg/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("konto/tva-steg/app/ta-bort/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/tva-steg/koder/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("konto/tva-steg/koder/nya/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("konto/tva-steg/koder/hamta/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("konto/tva-steg/nycklar/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("konto/tva-steg/nycklar/ny/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("konto/tva-steg/nycklar/bekrafta/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("konto/tva-steg/nycklar/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("konto/tva-steg/nycklar/<int:pk>/ta-bort/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("logga-in/nyckel/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("konto/inloggningar/", sessions.list_usersessions, name="usersessions_list"),
    path("konto/inloggningar/<int:session_id>/logga-ut/", start.end_session, name="session_end"),
]

handler400 = "spegla.portal.web.errors.bad"
handler403 = "spegla.portal.web.errors.refused"
handler404 = "spegla.portal.web.errors.not_found"
handler500 = "spegla.portal.web.errors.broken"
