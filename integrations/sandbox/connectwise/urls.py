"""ConnectWise's paths."""

from __future__ import annotations

from django.urls import include, path

from integrations.sandbox.connectwise import views

api = [
    path("system/info", views.info),
    path("service/boards", views.boards),
    path("service/boards/<int:board>/statuses", views.statuses),
    path("service/boards/<int:board>/types", views.types),
    path("service/boards/<int:board>/subtypes", views.subtypes),
    path("service/boards/<int:board>/teams", views.teams),
    path("service/sources", views.sources),
    path("service/priorities", views.priorities),
    path("service/tickets", views.tickets),
    path("service/tickets/count", views.ticket_count),
    path("service/tickets/<int:number>", views.ticket),
    path("service/tickets/<int:number>/notes", views.notes),
    path("company/companies", views.companies),
    path("company/companies/count", views.company_count),
    path("company/companies/<int:number>/sites", views.sites),
    path("company/contacts", views.contacts),
    path("company/contacts/count", views.contact_count),
    path("company/configurations", views.devices),
    path("company/configurations/count", views.device_count),
    path("company/configurations/types", views.device_types),
    path("<path:path>", views.nothing_here),
]

urlpatterns = [
    path("login/companyinfo/<str:company>", views.company_info),
    path("v4_6_release/services/system_io/router/openrecord.rails", views.open_record),
    path("v4_6_release/apis/3.0/", include(api)),
]
