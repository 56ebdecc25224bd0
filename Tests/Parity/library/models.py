"""The models of the comparison, with tables and columns as Kindred names them."""

from django.db import models


class Blog(models.Model):
    name = models.CharField(max_length=100)
    tagline = models.TextField(null=True)
    editors = models.ManyToManyField("Author", through="Editing", related_name="edited", related_query_name="edited")

    class Meta:
        db_table = "blog"


class Author(models.Model):
    name = models.CharField(max_length=200)
    born = models.DateField(null=True)

    class Meta:
        db_table = "author"


class Profile(models.Model):
    author = models.OneToOneField(Author, models.CASCADE, related_name="profile")
    site = models.CharField(max_length=100)
    rank = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profile"


class Topic(models.Model):
    name = models.CharField(max_length=50)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children", related_query_name="child")

    class Meta:
        db_table = "topic"


class Entry(models.Model):
    blog = models.ForeignKey(Blog, models.CASCADE)
    reviewer = models.ForeignKey(Author, models.SET_NULL, null=True, related_name="reviews", related_query_name="review")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True)
    headline = models.CharField(max_length=255)
    note = models.TextField(null=True)
    rating = models.BigIntegerField()
    score = models.FloatField(null=True)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    featured = models.BooleanField()
    published = models.DateTimeField(null=True)
    day = models.DateField()
    document = models.JSONField(null=True)

    class Meta:
        db_table = "entry"


class Comment(models.Model):
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="remarks", related_query_name="remark")
    author = models.ForeignKey(Author, models.SET_NULL, null=True)
    text = models.CharField(max_length=200)
    likes = models.BigIntegerField(null=True)
    written = models.DateTimeField()

    class Meta:
        db_table = "comment"


class Editing(models.Model):
    blog = models.ForeignKey(Blog, models.CASCADE)
    author = models.ForeignKey(Author, models.CASCADE)
    since = models.DateField(null=True)

    class Meta:
        db_table = "editing"
