"""Each kind of field that Django has, and what a table can have besides."""

import uuid
from decimal import Decimal

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now


class Country(models.Model):
    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=60, db_index=True)


class Ware(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT)
    isFragile = models.BooleanField(default=False)
    is_old = models.BooleanField(null=True)
    weight = models.FloatField()
    price = models.DecimalField(max_digits=12, decimal_places=4, default=Decimal("0"))
    stock = models.PositiveBigIntegerField(default=0)
    shelf = models.PositiveSmallIntegerField(default=0)
    level = models.SmallIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    photo = models.FileField()
    page = models.URLField(blank=True)
    opens = models.TimeField(null=True)
    lasts = models.DurationField(null=True)
    data = models.BinaryField(default=b"")
    made = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, db_default="new", db_comment="new, sold or lost")
    default = models.IntegerField(db_column="in", db_default=7)

    class Meta:
        db_table_comment = "Things that are sold"


class Number(models.Model):
    id = models.AutoField(primary_key=True)
    value = models.IntegerField(unique=True)


class Delivery(models.Model):
    """Its key points to another model's key, and its other relation to a field that is not one."""

    ware = models.OneToOneField(Ware, primary_key=True, on_delete=models.CASCADE)
    number = models.ForeignKey(Number, to_field="value", db_column="no", on_delete=models.DO_NOTHING)


class Label(models.Model):
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.CharField(max_length=36)
    content_object = GenericForeignKey("content_type", "object_id")
    text = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id"])]


class Part(models.Model):
    """The database deletes the parts of a number by itself."""

    number = models.ForeignKey(Number, on_delete=models.DB_CASCADE)
    name = models.CharField(max_length=20, db_index=True)


class Line(models.Model):
    """Its key has two columns, so that it can have no model."""

    pk = models.CompositePrimaryKey("order", "position")
    order = models.IntegerField()
    position = models.IntegerField()


class Host(models.Model):
    """Columns that Kindred has no types for."""

    name = models.CharField(max_length=40)
    address = models.GenericIPAddressField(null=True)
    length = models.GeneratedField(
        expression=models.functions.Length("name"), output_field=models.IntegerField(), db_persist=True
    )
