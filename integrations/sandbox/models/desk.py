"""The stand-in ConnectWise's service desk."""

from __future__ import annotations

from django.db import models


class Ticket(models.Model):
    """A service ticket as ConnectWise holds it. Its id is the number that staff use."""

    login_company = models.CharField(max_length=100, db_index=True)
    external_ref = models.CharField(max_length=100, blank=True, db_index=True)
    summary = models.CharField(max_length=100)
    company_id_number = models.IntegerField()
    company_identifier = models.CharField(max_length=100)
    board = models.CharField(max_length=50)
    status = models.CharField(max_length=50)
    priority = models.CharField(max_length=50)
    contact_name = models.CharField(max_length=62, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    closed = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.summary}"


class Contact(models.Model):
    """A person whom the stand-in ConnectWise knows. The number stands there as people typed it."""

    login_company = models.CharField(max_length=100, db_index=True)
    first_name = models.CharField(max_length=30)
    last_name = models.CharField(max_length=30, blank=True)
    company_identifier = models.CharField(max_length=100)
    phone = models.CharField(max_length=30, blank=True)
    inactive = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Site(models.Model):
    """A place of a company, with the number of its switchboard as people typed it."""

    login_company = models.CharField(max_length=100, db_index=True)
    company_identifier = models.CharField(max_length=100)
    name = models.CharField(max_length=50)
    phone = models.CharField(max_length=30, blank=True)
    inactive = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A configuration: a device that the MSP looks after, or did."""

    login_company = models.CharField(max_length=100, db_index=True)
    company_id_number = models.IntegerField()
    company_identifier = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    type_id_number = models.IntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """A note on a ticket, in one of the three places that ConnectWise has."""

    class Place(models.TextChoices):
        DISCUSSION = "discussion", "Discussion (customer may read)"
        INTERNAL = "internal", "Internal (staff only)"
        RESOLUTION = "resolution", "Resolution (customer may read)"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notes")
    place = models.CharField(max_length=12, choices=Place.choices)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_place_display()}: {self.text[:60]}"
