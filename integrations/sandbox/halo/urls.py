"""HaloPSA's paths."""

from __future__ import annotations

from django.urls import path

from integrations.sandbox.halo import views

urlpatterns = [
    path("auth/token", views.token),
    path("ticket", views.open_ticket),
    path("api/Tickets", views.tickets),
    path("api/Tickets/<int:number>", views.ticket),
    path("api/Actions", views.actions),
    path("api/Users", views.users),
    path("api/Client", views.clients),
    path("api/Client/<int:number>", views.client),
    path("api/Site", views.sites),
    path("api/Asset", views.assets),
    path("api/Status", views.statuses),
    path("api/Priority", views.priorities),
    path("api/TicketType", views.ticket_types),
]
