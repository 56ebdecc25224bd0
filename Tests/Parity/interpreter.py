"""Turns a specification into Django's query set, runs it, and writes the answer as plain JSON.

A specification is data:

    {"model": "Entry", "steps": [["filter", CONDITION], ["annotate", {"n": EXPRESSION}], ["order", [ORDER]]],
     "end": ["rows"], "zone": "Europe/Berlin"}

The steps are filter, exclude, annotate, alias, values, order, reverse, distinct, slice, union, intersection and
difference; the ends are rows, count, exists, aggregate, update and delete.
"""

import datetime
import json
import uuid
from decimal import Decimal

from django.db import models
from django.db.models import functions as fn
from django.db.models import lookups, Q, F, Value, Case, When, Exists, OuterRef, Subquery, Window
from django.db.models.expressions import RowRange
from django.db.models.fields.json import KT

FIELDS = {
    "integer": models.BigIntegerField, "float": models.FloatField, "text": models.TextField, "boolean": models.BooleanField,
    "date": models.DateField, "moment": models.DateTimeField, "json": models.JSONField,
    "decimal": lambda: models.DecimalField(max_digits=20, decimal_places=2),
}

FUNCTIONS = {
    "lower": fn.Lower, "upper": fn.Upper, "length": fn.Length, "trim": fn.Trim, "ltrim": fn.LTrim, "rtrim": fn.RTrim,
    "concat": fn.Concat, "coalesce": fn.Coalesce, "greatest": fn.Greatest, "least": fn.Least, "abs": fn.Abs,
    "ceil": fn.Ceil, "floor": fn.Floor, "sign": fn.Sign, "sqrt": fn.Sqrt, "mod": fn.Mod, "power": fn.Power,
    "left": lambda text, n: fn.Left(text, n), "right": lambda text, n: fn.Right(text, n), "replace": fn.Replace,
    "repeat": lambda text, n: fn.Repeat(text, n), "reverse": fn.Reverse, "position": fn.StrIndex, "nullif": fn.NullIf,
    "md5": fn.MD5,
}

# Functions whose arguments may be of two kinds of text or integer, between which Django does not choose.
MIXED = {"coalesce", "greatest", "least", "concat", "nullif", "replace"}

AGGREGATES = {
    "count": models.Count, "sum": models.Sum, "avg": models.Avg, "min": models.Min, "max": models.Max,
    "stddev": models.StdDev, "variance": models.Variance,
}

WINDOWS = {
    "row_number": fn.RowNumber, "rank": fn.Rank, "dense_rank": fn.DenseRank, "percent_rank": fn.PercentRank,
    "cume_dist": fn.CumeDist, "ntile": fn.Ntile, "lag": fn.Lag, "lead": fn.Lead, "first_value": fn.FirstValue,
    "last_value": fn.LastValue, "nth_value": fn.NthValue,
}

COMPARISONS = {
    "exact": lookups.Exact, "gt": lookups.GreaterThan, "gte": lookups.GreaterThanOrEqual, "lt": lookups.LessThan,
    "lte": lookups.LessThanOrEqual,
}

PARTS = ["year", "iso_year", "quarter", "month", "week", "week_day", "iso_week_day", "day", "hour", "minute", "second"]
UNITS = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"]


def value(node):
    """A plain value of Python."""
    kind, raw = node["type"], node["value"]
    if raw is None:
        return None
    if kind == "decimal":
        return Decimal(raw)
    if kind == "date":
        return datetime.date.fromisoformat(raw)
    if kind == "moment":
        return datetime.datetime.fromisoformat(raw)
    if kind == "list":
        return [value(each) for each in raw]
    return raw


def expression(node):
    """An expression of Django."""
    if "field" in node:
        return F(node["field"])
    if "outer" in node:
        name = node["outer"]
        for _ in range(node.get("levels", 1)):
            name = OuterRef(name)
        return name
    if "value" in node:
        return Value(value(node), output_field=FIELDS[node["type"]]())
    if "op" in node:
        left, right = (expression(each) for each in node["of"])
        match node["op"]:
            case "+": combined = left + right
            case "-": combined = left - right
            case "*": combined = left * right
        return models.ExpressionWrapper(combined, output_field=FIELDS[node["type"]]())
    if "function" in node:
        options = {"output_field": FIELDS[node["type"]]()} if node["function"] in MIXED else {}
        return FUNCTIONS[node["function"]](*[argument(each) for each in node["of"]], **options)
    if "kt" in node:
        return KT(node["kt"])
    if "extract" in node:
        return fn.Extract(expression(node["of"]), node["extract"])
    if "truncate" in node:
        zone = {"tzinfo": datetime.timezone.utc} if "zone" in node else {}
        return fn.Trunc(expression(node["of"]), node["truncate"], **zone)
    if "cast" in node:
        return fn.Cast(expression(node["of"]), FIELDS[node["cast"]]())
    if "case" in node:
        whens = [When(condition(each["when"]), then=expression(each["then"])) for each in node["case"]]
        default = expression(node["else"]) if node.get("else") is not None else None
        return Case(*whens, default=default, output_field=FIELDS[node["type"]]())
    if "aggregate" in node:
        return aggregate(node)
    if "exists" in node:
        return Exists(query(node["exists"]))
    if "subquery" in node:
        return Subquery(query(node["subquery"]))
    if "window" in node:
        return window(node)
    if "condition" in node:
        return models.ExpressionWrapper(condition(node["condition"]), output_field=models.BooleanField())
    raise ValueError(f"unknown expression {node}")


def argument(node):
    """An argument of a function: a bare number where Django wants one."""
    return node["plain"] if "plain" in node else expression(node)


def aggregate(node):
    options = {}
    if node.get("distinct"):
        options["distinct"] = True
    if node.get("filter") is not None:
        options["filter"] = condition(node["filter"])
    if node.get("default") is not None:
        options["default"] = value(node["default"])
    of = node["of"]
    return AGGREGATES[node["aggregate"]]("*" if of == "*" else expression(of), **options)


def window(node):
    if node["window"] in AGGREGATES:
        function = AGGREGATES[node["window"]](*[expression(each) for each in node["of"]])
    else:
        function = WINDOWS[node["window"]](*[argument(each) for each in node["of"]])
    options = {}
    if node.get("partition"):
        options["partition_by"] = [expression(each) for each in node["partition"]]
    if node.get("order"):
        options["order_by"] = [order(each) for each in node["order"]]
    if node.get("rows"):
        options["frame"] = RowRange(start=node["rows"][0], end=node["rows"][1])
    return Window(function, **options)


def order(node):
    if isinstance(node, str):
        return node
    options = {}
    if node.get("nulls") == "first":
        options["nulls_first"] = True
    if node.get("nulls") == "last":
        options["nulls_last"] = True
    by = expression(node["by"])
    return by.desc(**options) if node.get("descending") else by.asc(**options)


def condition(node):
    """A condition of Django."""
    if "lookup" in node:
        right = node["right"]
        if isinstance(right, dict) and "value" in right:
            return Q(**{node["lookup"]: value(right)})
        if isinstance(right, dict) and "query" in right:
            return Q(**{node["lookup"]: query(right["query"])})
        return Q(**{node["lookup"]: expression(right)})
    if "compare" in node:
        return COMPARISONS[node["compare"]](expression(node["left"]), expression(node["right"]))
    if "exists" in node:
        return Exists(query(node["exists"]))
    if "and" in node:
        parts = [condition(each) for each in node["and"]]
        combined = parts[0] if isinstance(parts[0], Q) else Q(parts[0])
        for part in parts[1:]:
            combined = combined & part
        return combined
    if "or" in node:
        parts = [condition(each) for each in node["or"]]
        combined = parts[0] if isinstance(parts[0], Q) else Q(parts[0])
        for part in parts[1:]:
            combined = combined | part
        return combined
    if "xor" in node:
        parts = [condition(each) for each in node["xor"]]
        combined = parts[0] if isinstance(parts[0], Q) else Q(parts[0])
        for part in parts[1:]:
            combined = combined ^ part
        return combined
    if "not" in node:
        inner = condition(node["not"])
        return ~(inner if isinstance(inner, Q) else Q(inner))
    raise ValueError(f"unknown condition {node}")


def query(specification, using=None):
    """The query set of the steps."""
    from django.apps import apps

    model = apps.get_model("library", specification["model"])
    found = model.objects.using(using) if using else model.objects.all()
    for name, *arguments in specification["steps"]:
        match name:
            case "filter": found = found.filter(condition(arguments[0]))
            case "exclude": found = found.exclude(condition(arguments[0]))
            case "annotate": found = found.annotate(**{key: expression(node) for key, node in arguments[0].items()})
            case "alias": found = found.alias(**{key: expression(node) for key, node in arguments[0].items()})
            case "values": found = found.values(*arguments[0])
            case "order": found = found.order_by(*[order(each) for each in arguments[0]])
            case "reverse": found = found.reverse()
            case "distinct": found = found.distinct()
            case "slice": found = found[arguments[0]:arguments[1]]
            case "union": found = found.union(*[query(each, using) for each in arguments[0]], all=arguments[1])
            case "intersection": found = found.intersection(*[query(each, using) for each in arguments[0]])
            case "difference": found = found.difference(*[query(each, using) for each in arguments[0]])
            case _: raise ValueError(f"unknown step {name}")
    return found


def plain(answer):
    """A value as JSON: numbers by their value, whatever their type; points in time in UTC to the microsecond."""
    if answer is None or isinstance(answer, (bool, str)):
        return answer
    if isinstance(answer, (int, float, Decimal)):
        if answer == int(answer) and abs(answer) < 2**53:
            return int(answer)
        return {"integer": str(answer)} if isinstance(answer, int) else {"real": "%.10g" % answer}
    if isinstance(answer, datetime.datetime):
        return {"moment": answer.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")}
    if isinstance(answer, datetime.date):
        return {"date": answer.isoformat()}
    if isinstance(answer, uuid.UUID):
        return {"uuid": str(answer)}
    return {"json": json.dumps(answer, sort_keys=True, ensure_ascii=False)}


def run(specification, using):
    """The answer to a specification: rows, a number, or the totals. Changes are for the caller to roll back."""
    found = query(specification, using)
    name, *arguments = specification["end"]
    match name:
        case "rows":
            names = specification["names"]
            if any(step[0] == "values" for step in specification["steps"]):
                return [[plain(row[each]) for each in names] for row in found]
            return [[plain(getattr(row, each)) for each in names] for row in found]
        case "count":
            return found.count()
        case "exists":
            return found.exists()
        case "aggregate":
            totals = found.aggregate(**{key: expression(node) for key, node in arguments[0].items()})
            return [plain(totals[each]) for each in specification["names"]]
        case "update":
            count = found.update(**{key: expression(node) for key, node in arguments[0].items()})
            from django.apps import apps
            model = apps.get_model("library", specification["model"])
            rows = model.objects.using(using).order_by("pk").values_list("pk", *sorted(arguments[0]))
            return {"count": count, "rows": [[plain(each) for each in row] for row in rows]}
        case "delete":
            total, by_model = found.delete()
            return {"count": total, "models": {key.split(".")[1]: n for key, n in sorted(by_model.items()) if n}}
    raise ValueError(f"unknown end {name}")
