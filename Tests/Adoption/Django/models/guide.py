"""The models of Django's guides: "Making queries", "Models", and the references of indexes and constraints."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class Blog(models.Model):
    name = models.CharField(max_length=100)
    tagline = models.TextField()

    def __str__(self):
        return self.name


class Author(models.Model):
    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True)
    account = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)

    def __str__(self):
        return self.name


class Entry(models.Model):
    blog = models.ForeignKey(Blog, on_delete=models.CASCADE)
    headline = models.CharField(max_length=255)
    body_text = models.TextField()
    pub_date = models.DateField()
    mod_date = models.DateField(default=date.today)
    authors = models.ManyToManyField(Author)
    number_of_comments = models.IntegerField(default=0)
    number_of_pingbacks = models.IntegerField(default=0)
    rating = models.IntegerField(default=5)
    slug = models.SlugField(unique_for_date="pub_date")
    word_count = models.PositiveIntegerField(default=0)
    extra = models.JSONField(default=dict)
    fee = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    follows = models.ForeignKey("self", null=True, blank=True, related_name="followers", on_delete=models.SET_NULL)

    class Meta:
        ordering = ["-pub_date"]
        indexes = [
            models.Index(fields=["headline", "-pub_date"], name="entry_headline_date"),
            models.Index(Lower("headline"), name="entry_headline_lower"),
            models.Index(fields=["rating"], condition=Q(rating__gt=5), name="entry_good_ratings"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["blog", "headline"], name="entry_headline_once"),
            models.UniqueConstraint(fields=["blog"], condition=Q(rating=10), name="entry_one_best"),
            models.CheckConstraint(condition=Q(rating__gte=0) & Q(rating__lte=10), name="entry_rating_in_range"),
            models.CheckConstraint(condition=Q(mod_date__gte=F("pub_date")), name="entry_dates_in_order"),
        ]

    def __str__(self):
        return self.headline


class EntryDetail(models.Model):
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE)
    details = models.TextField()


class Person(models.Model):
    name = models.CharField(max_length=128)
    friends = models.ManyToManyField("self")

    def __str__(self):
        return self.name


class Group(models.Model):
    name = models.CharField(max_length=128)
    members = models.ManyToManyField(Person, through="Membership")

    def __str__(self):
        return self.name


class Membership(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    group = models.ForeignKey(Group, on_delete=models.CASCADE)
    date_joined = models.DateField()
    invite_reason = models.CharField(max_length=64)

    class Meta:
        unique_together = [["person", "group"]]


class Place(models.Model):
    name = models.CharField(max_length=50)
    address = models.CharField(max_length=80)


class Restaurant(Place):
    serves_hot_dogs = models.BooleanField(default=False)
    serves_pizza = models.BooleanField(default=False)
