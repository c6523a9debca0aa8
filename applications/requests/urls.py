"""Addresses of requests: below an application for who applies, below a secret for who has no account."""

from django.urls import path

from applications.requests.views import answers, appeals, letters, referees

urlpatterns = [
    path("applications/<str:reference>/referees/", referees.referees, name="application_referees"),
    path(
        "applications/<str:reference>/referees/<slug:slot>/<int:place>/",
        referees.name_referee,
        name="application_referee",
    ),
    path(
        "applications/<str:reference>/referees/<int:number>/remind/",
        referees.remind_referee,
        name="application_referee_remind",
    ),
    path("applications/<str:reference>/requests/<int:number>/", answers.answer, name="application_request"),
    path(
        "applications/<str:reference>/requests/<int:number>/files/<int:key>/remove/",
        answers.remove_file,
        name="application_request_remove",
    ),
    path("applications/<str:reference>/appeal/", appeals.appeal, name="application_appeal"),
    path("letters/<str:token>/", letters.letter, name="letter"),
    path("letters/<str:token>/decline/", letters.decline_letter, name="letter_decline"),
]
