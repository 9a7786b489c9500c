"""Every address. Who may use it is in `web/access.yaml`, which a test keeps complete."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from spegla.portal.web.transactions import written_together
from spegla.portal.web.views import (
    after,
    audit,
    demo,
    emergencies,
    exports,
    imports,
    interventions,
    keys,
    manual,
    organisations,
    people,
    recoveries,
    registration,
    results,
    reviews,
    rounds,
    sign_on,
    start,
)


class UidConverter(StringConverter):
    """Whose new password it is. Without hyphens: what comes after the first one is the key, which has hyphens of its own."""

    regex = "[0-9A-Za-z]+"


register_converter(UidConverter, "uid")

urlpatterns = [
    path("", start.start, name="start"),
    path("sprak/", start.language, name="language"),
    path("profil/", start.profile, name="profile"),
    path("resultat/", results.results, name="results"),
    path("personer/", people.overview, name="people"),
    path("personer/bjud-in/", people.invite, name="people_invite"),
    path("personer/inbjudan/<int:invitation_id>/dra-tillbaka/", people.withdraw, name="people_withdraw"),
    path("personer/<int:person_id>/roll/", people.give, name="people_give"),
    path("personer/<int:person_id>/sluta/", people.leave, name="people_leave"),
    path("roller/<int:assignment_id>/flytta/", people.move, name="role_move"),
    path("organisation/", organisations.overview, name="organisation"),
    path("organisation/lagg-till/", organisations.add, name="organisation_add"),
    path("organisation/<int:part_id>/namn/", organisations.rename, name="organisation_rename"),
    path("organisation/<int:part_id>/flytta/", organisations.move, name="organisation_move"),
    path("organisation/<int:part_id>/stang/", organisations.close, name="organisation_close"),
    path("organisation/<int:part_id>/behall/", organisations.keep, name="organisation_keep"),
    path("roller/<int:assignment_id>/beslut/", people.decide, name="role_decide"),
    path("roller/<int:assignment_id>/avsluta/", people.end, name="role_end"),
    path("inbjudan/<str:token>/", people.accept, name="invitation"),
    path("logga-in/hjalp/", recoveries.ask, name="recovery"),
    path("logga-in/hjalp/skickat/", recoveries.asked, name="recovery_asked"),
    path("aterstallning/<int:recovery_id>/", recoveries.decide, name="recovery_decide"),
    path("aterstallning/losenord/<str:token>/", recoveries.password, name="recovery_password"),
    path("granskning/", audit.log, name="log"),
    path("granskning/kopia/", audit.copy, name="log_copy"),
    path("granskning/stickprov/", reviews.overview, name="reviews"),
    path("granskning/stickprov/<int:review_id>/", reviews.review, name="review"),
    path("nodatkomst/", emergencies.take, name="emergency"),
    path("nodatkomst/avsluta/", emergencies.end, name="emergency_end"),
    path("nodatkomst/<int:emergency_id>/", emergencies.see, name="emergency_see"),
    path("nodatkomst/<int:emergency_id>/sett/", emergencies.seen, name="emergency_seen"),
    path("nodatkomst/<int:emergency_id>/avsluta/", emergencies.stop, name="emergency_stop"),
    path("registrera/", registration.register, name="register"),
    path("registrera/<int:response_id>/", registration.response, name="response"),
    path("registrera/<int:response_id>/svar/<str:variable>/", registration.answer, name="answer"),
    path("registrera/<int:response_id>/las-igenom/", registration.review, name="response_review"),
    path("registrera/<int:response_id>/klart/", after.done, name="response_done"),
    path("registrera/<int:response_id>/vanta/", registration.wait, name="response_wait"),
    path("registrera/<int:response_id>/ta-bort/", registration.remove, name="response_remove"),
    path("registrera/<int:response_id>/valj/", registration.merge, name="response_merge"),
    path("registrera/<int:response_id>/saknas/<str:variable>/", interventions.comment, name="comment"),
    path("registreringar/<int:response_id>/", registration.read, name="response_read"),
    path("registreringar/<int:response_id>/ratta/", registration.correct, name="response_correct"),
    path("insatser/<int:intervention_id>/", interventions.intervention, name="intervention"),
    path("insatser/<int:intervention_id>/kod/", interventions.code, name="intervention_code"),
    path("insatser/<int:intervention_id>/ratta-beteckning/", interventions.recode, name="intervention_recode"),
    path("insatser/<int:intervention_id>/<str:step>/", registration.go_on, name="go_on"),
    path("omgang/", rounds.round, name="round"),
    path("omgang/oppna/", rounds.begin, name="round_begin"),
    path("omgang/andra/", rounds.change, name="round_change"),
    path("omgang/avslutade/", rounds.closings, name="closings"),
    path("omgang/loggbok/", interventions.logbook, name="logbook"),
    path("hamta/", exports.exports, name="exports"),
    path("hamta/<int:export_id>/fil/", exports.file, name="export_file"),
    path("las-in/", imports.imports, name="imports"),
    path("las-in/mall.xlsx", imports.template, name="import_template"),
    path("las-in/exempel/<str:name>", imports.example, name="import_example"),
    path("las-in/<int:import_id>/", imports.one, name="import"),
    path("las-in/<int:import_id>/problem.csv", imports.problems, name="import_problems"),
    path("las-in/<int:import_id>/kolumner/", imports.columns, name="import_columns"),
    path("las-in/<int:import_id>/genomfor/", imports.commit, name="import_commit"),
    path("las-in/<int:import_id>/igen/", imports.again, name="import_again"),
    path("las-in/<int:import_id>/angra/", imports.undo, name="import_undo"),
    path("las-in/<int:import_id>/kasta/", imports.discard, name="import_discard"),
    path("demo/<str:file>", demo.report, name="demo_report"),
    # Single sign-on. The names are those that allauth looks for.
    path("logga-in/oidc/<str:provider_id>/", sign_on.oidc_login, name="openid_connect_login"),
    path("logga-in/oidc/<str:provider_id>/svar/", sign_on.oidc_answer, name="openid_connect_callback"),
    path("logga-in/saml/<str:provider_id>/", sign_on.saml_login, name="saml_login"),
    path("logga-in/saml/<str:provider_id>/svar/", sign_on.saml_answer, name="saml_acs"),
    path("logga-in/saml/<str:provider_id>/klart/", sign_on.saml_finish, name="saml_finish_acs"),
    path("logga-in/saml/<str:provider_id>/metadata/", sign_on.saml_metadata, name="saml_metadata"),
    path("profil/konton/<int:link_id>/ta-bort/", sign_on.unlink, name="sign_on_unlink"),
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
    path("konto/tva-steg/nycklar/bekrafta/", keys.again, name="mfa_reauthenticate_webauthn"),
    path("konto/tva-steg/nycklar/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("konto/tva-steg/nycklar/<int:pk>/ta-bort/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("logga-in/nyckel/", keys.alone, name="mfa_login_webauthn"),
    path("konto/inloggningar/", sessions.list_usersessions, name="usersessions_list"),
    path("konto/inloggningar/<int:session_id>/logga-ut/", start.end_session, name="session_end"),
]

# Every address, allauth's too, so that none is forgotten.
for one in urlpatterns:
    one.callback = written_together(one.callback)

handler400 = "spegla.portal.web.errors.bad"
handler403 = "spegla.portal.web.errors.refused"
handler404 = "spegla.portal.web.errors.not_found"
handler500 = "spegla.portal.web.errors.broken"
