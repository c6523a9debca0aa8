"""Addresses of the applicant's pages. Fixed words come before the sections: a definition's group cannot hide them."""

from django.urls import path

from applications.views import (
    addenda,
    begin,
    check,
    claim,
    copy,
    documents,
    listing,
    new_rules,
    section,
    status,
    withdraw,
)

urlpatterns = [
    path("calls/<slug:slug>/apply/", begin.begin, name="application_begin"),
    path("applications/", listing.mine, name="application_list"),
    path("applications/claim/", claim.claim, name="application_claim"),
    path("applications/<str:reference>/", status.application, name="application"),
    path("applications/<str:reference>/check/", check.check, name="application_check"),
    path("applications/<str:reference>/submit/", check.submit, name="application_submit"),
    path("applications/<str:reference>/submitted/", check.confirmation, name="application_confirmation"),
    path("applications/<str:reference>/copy.pdf", copy.copy, name="application_copy"),
    path("applications/<str:reference>/addenda/", addenda.addenda, name="application_addenda"),
    path("applications/<str:reference>/addenda/<int:number>/", addenda.addendum, name="application_addendum"),
    path("applications/<str:reference>/addenda/correct/<slug:key>/", addenda.correct, name="application_correct"),
    path("applications/<str:reference>/withdraw/", withdraw.withdraw, name="application_withdraw"),
    path("applications/<str:reference>/rules/", new_rules.new_rules, name="application_rules"),
    path("applications/<str:reference>/documents/", documents.documents, name="application_documents"),
    path("applications/<str:reference>/documents/<slug:slot>/", documents.upload, name="application_upload"),
    path("applications/<str:reference>/documents/<slug:slot>/remove/", documents.remove, name="application_remove"),
    path("applications/<str:reference>/<slug:key>/", section.section, name="application_section"),
]
